-- Whether everything that feeds an indicator was delivered at least once for the window.
-- grain: basis, indicator
with delivered as (
    select distinct
        window_month.basis,
        delivery.dataset,
        null::varchar as measure
    from raw.delivery as delivery
    inner join run.export as export on delivery.export_id = export.export_id
    inner join run.window_month as window_month on export.month = window_month.month
    union all
    select distinct
        window_month.basis,
        null::varchar as dataset,
        declaration.measure
    from core.declaration as declaration
    inner join run.window_month as window_month on declaration.month = window_month.month
)

select
    span.basis,
    need.indicator,
    bool_and(
        exists (
            select 1 from delivered
            where
                delivered.basis = span.basis
                and (delivered.dataset = need.dataset or delivered.measure = need.measure)
        )
    ) as is_delivered
from run.indicator_need as need
cross join run.span as span
group by all
