-- Each dossier in its newest version that the period may see.
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
)

select
    newest.dossier_id,
    newest.unit_code,
    newest.procedure_code,
    newest.status,
    newest.channel,
    case when newest.is_received then cast(newest.received_at as date) end as received_on,
    newest.received_at,
    case when newest.is_resolved then cast(newest.finished_at as date) end as resolved_on,
    newest.finished_at,
    newest.due_at,
    newest.is_on_time,
    newest.paused_seconds,
    newest.fee_due,
    newest.is_paid_online,
    newest.has_file,
    newest.is_reused,
    newest.has_e_result,
    newest.is_synced,
    -- an unknown procedure is taken to give a result: an office must not gain by leaving it out
    coalesce(procedure.gives_paper_result, true) as needs_result,
    newest.export_id,
    newest.file_no,
    newest.line_no
from newest
left join core.procedure as procedure on newest.procedure_code = procedure.procedure_code
