-- What reconciles form II.06a with the targets of the same window, over the whole area: what both count as
-- received and as resolved; the withdrawn among the form's answered dossiers (7), which no target counts; and
-- those carried over (6) that this window's export delivered for the first time, so that the form of the window
-- before could not have them among its pending (11).
-- grain: one row
with target as (
    select
        coalesce(sum(value.denominator) filter (where value.indicator = 'online_dossiers'), 0)::bigint as received,
        coalesce(sum(value.denominator) filter (where value.indicator = 'dossier_digitisation'), 0)::bigint
            as resolved
    from indicator.value as value
    inner join core.unit as unit on value.unit_code = unit.unit_code and unit.is_in_area
    where value.basis = 'period' and value.source = 'dossiers'
),

delivered_before as (
    select version.dossier_id
    from raw.ho_so as version
    inner join run.export as export on version.export_id = export.export_id
    where
        not exists (
            select 1 from run.window_month as window_month
            where window_month.basis = 'period' and window_month.month = export.month
        )
)

select
    any_value(target.received) as target_received,
    any_value(target.resolved) as target_resolved,
    count(*) filter (where form.is_new) as form_received,
    count(*) filter (where form.is_ended) as form_ended,
    count(*) filter (where form.is_ended and form.is_withdrawn) as withdrawn,
    count(*) filter (where not form.is_new) as carried_over,
    count(*) filter (
        where
            not form.is_new
            and form.dossier_id not in (select delivered_before.dossier_id from delivered_before)
    ) as carried_over_first_delivered
from target
left join cases.form_06a_dossier as form on true
