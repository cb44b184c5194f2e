-- Every row sent back or doubtful in the months of the period, with what to correct and the unit that must. Of a
-- delivery that is of more than the plan's area, those of its own units, and those whose unit cannot be told.
-- grain: month, dataset, file, line, rule
with found as (
    select
        finding.*,
        result.title,
        result.advice
    from raw.finding as finding
    inner join raw.check_result as result
        on
            finding.export_id = result.export_id
            and finding.dataset = result.dataset
            and finding.rule = result.rule
    union all by name
    from mart.late_finding
)

select
    coalesce(unit.unit_code, found.unit_code) as unit_code,
    coalesce(unit.unit_name, 'Không xác định được đơn vị') as unit_name,
    export.month,
    found.dataset,
    found.record,
    found.severity,
    found.rule,
    found.title,
    found.advice,
    found.field,
    found.value,
    coalesce(resource.path, 'datapackage.json') as file,
    found.line_no as line
from found
inner join run.export as export on found.export_id = export.export_id
inner join run.window_month as window_month
    on export.month = window_month.month and window_month.basis = 'period'
left join raw.resource as resource
    on found.export_id = resource.export_id and found.file_no = resource.file_no
left join core.nearest_unit as nearest on found.unit_code = nearest.carried_code
left join core.unit as unit on coalesce(nearest.unit_code, found.unit_code) = unit.unit_code
where not export.is_part or unit.unit_code is null or unit.is_in_area
