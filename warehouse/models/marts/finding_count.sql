-- How many rows each rule took, in the exports that the period sees: for a province all of them, for a district
-- those of its units and, apart, those whose unit cannot be told.
-- grain: month, dataset, rule, is_unplaced
with of_district as (
    select
        found.export_id,
        found.dataset,
        found.rule,
        found.unit_code
    from raw.finding as found
    inner join run.cycle as cycle on cycle.area_kind = 'district'
),

counted as (
    select
        result.export_id, result.dataset, result.rule, result.severity, result.title, result.advice,
        false as is_unplaced,
        result.rows
    from raw.check_result as result
    left join run.cycle as cycle on true
    where cycle.area_kind is distinct from 'district'
    union all
    select
        result.export_id, result.dataset, result.rule, result.severity, result.title, result.advice,
        unit.unit_code is null,
        count(*)
    from raw.check_result as result
    inner join of_district as found
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
    left join core.unit as unit on late.unit_code = unit.unit_code
    left join run.cycle as cycle on true
    where cycle.area_kind is distinct from 'district' or unit.is_in_area
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
