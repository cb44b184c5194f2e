-- Each dossier in its newest version that the period may see, and what the law makes of its facts: the
-- warehouse keeps what was delivered, so that a new reading here reaches months already loaded.
-- grain: dossier_id
with newest as (
    select
        version.*,
        export.month
    from raw.ho_so as version
    inner join run.export as export on version.export_id = export.export_id
    qualify row_number() over (
        partition by version.dossier_id
        order by
            coalesce(version.updated_at, export.created_at) desc,
            export.month desc,
            version.file_no desc,
            version.line_no desc
    ) = 1
),

judged as (
    select
        *,
        status in (9, 10) as is_resolved,
        finish_of(status, completed_at, returned_at) as finished_at,
        deadline_of(promised_at, supplements) as due_at,
        case
            when len(supplements) > 0
                then paused_seconds_of(
                    pauses_of(supplements, received_at, finish_of(status, completed_at, returned_at))
                )
            else 0
        end as paused_seconds
    from newest
)

select
    judged.dossier_id,
    judged.unit_code,
    judged.procedure_code,
    judged.status,
    coalesce(judged.channel, 1) as channel,
    case
        when counts_as_received(judged.status, judged.received_at) then cast(judged.received_at as date)
    end as received_on,
    judged.received_at,
    case when judged.is_resolved then cast(judged.finished_at as date) end as resolved_on,
    judged.finished_at,
    judged.due_at,
    judged.finished_at - to_seconds(judged.paused_seconds) <= judged.due_at as is_on_time,
    judged.paused_seconds,
    judged.fee_due,
    coalesce(judged.payment in (1, 2), false) as is_paid_online,
    judged.has_file,
    judged.is_reused,
    judged.has_e_result,
    coalesce(judged.sync = 1, false) as is_synced,
    -- an unknown procedure is taken to give a result: an office must not gain by leaving it out
    coalesce(procedure.gives_paper_result, true) as needs_result,
    judged.export_id,
    judged.file_no,
    judged.line_no
from judged
left join core.procedure as procedure on judged.procedure_code = procedure.procedure_code
