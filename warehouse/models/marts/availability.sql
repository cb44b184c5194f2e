-- Whether a source has what an indicator is computed from, for each window. An indicator's own source has
-- it when everything that feeds the indicator was delivered at least once; any other when it has values. One that
-- gives only the number of the whole area has none of a level, which is not the same as no case there (has_parts).
-- grain: basis, indicator, source
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
    -- the successor's departments declare for all of the new province
    anti join core.unit as outside on declaration.unit_code = outside.unit_code and not outside.is_in_area
),

other_source as (
    select value.indicator, value.source from indicator.value as value
    union
    select printed.indicator, printed.source from mart.printed_ratio as printed
    union
    select target.indicator, target.judged_by from run.target as target where target.judged_by is not null
)

select
    span.basis,
    need.indicator,
    own.source,
    true as is_own,
    true as has_parts,
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
left join run.indicator as own on need.indicator = own.indicator
group by all
union all by name
select
    span.basis,
    other_source.indicator,
    other_source.source,
    false as is_own,
    exists(
        select 1 from indicator.value as value
        where
            value.basis = span.basis
            and value.indicator = other_source.indicator
            and value.source = other_source.source
            and not coalesce(value.is_whole, false)
    ) as has_parts,
    exists (
        select 1 from indicator.value as value
        where
            value.basis = span.basis
            and value.indicator = other_source.indicator
            and value.source = other_source.source
    )
    or exists (
        select 1 from mart.printed_ratio as printed
        where
            printed.basis = span.basis
            and printed.indicator = other_source.indicator
            and printed.source = other_source.source
    ) as is_delivered
from other_source
cross join run.span as span
inner join run.indicator as own
    on other_source.indicator = own.indicator and other_source.source <> own.source
