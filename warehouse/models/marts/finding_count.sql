-- How many rows each rule took, in the exports that the period sees: all of them, or of a delivery that is of more
-- than the plan's area those of its units and, apart, those whose unit cannot be told.
-- grain: month, dataset, rule, is_unplaced
with of_part as (
    select
        found.export_id,
        found.dataset,
        found.rule,
        found.unit_code
    from raw.finding as found
    inner join run.export as export on found.export_id = export.export_id and export.is_part
),

counted as (
    select
        result.export_id, result.dataset, result.rule, result.severity, result.title, result.advice,
        false as is_unplaced,
        result.rows
    from raw.check_result as result
    inner join run.export as export on result.export_id = export.export_id and not export.is_part
    union all
    select
        result.export_id, result.dataset, result.rule, result.severity, result.title, result.advice,
        unit.unit_code is null,
        count(*)
    from raw.check_result as result
    inner join of_part as found
        on
            result.export_id = found.export_id
            and result.dataset = found.dataset
            and result.rule = found.rule
    left join core.nearest_unit as nearest on found.unit_code = nearest.carried_code
    left join core.unit as unit on coalesce(nearest.unit_code, found.unit_code) = unit.unit_code
    where unit.unit_code is null or unit.is_in_area
    group by all
    union all
    select
        late.export_id, late.dataset, late.rule, late.severity, late.title, late.advice,
        false,
        count(*)
    from mart.late_finding as late
    inner join run.export as export on late.export_id = export.export_id
    left join core.unit as unit on late.unit_code = unit.unit_code
    where not export.is_part or unit.is_in_area
    group by all
)

select
    export.month,
    counted.dataset,
    counted.rule,
    counted.severity,
    counted.title,
    counted.advice,
    counted.is_unplaced,
    counted.rows
from counted
inner join run.export as export on counted.export_id = export.export_id
where counted.rows > 0
