-- Every row sent back or doubtful in the months of the period, with what to correct.
-- grain: month, dataset, file, line, rule
select
    finding.unit_code,
    coalesce(unit.unit_name, 'Không xác định được đơn vị') as unit_name,
    export.month,
    finding.dataset,
    finding.record,
    finding.severity,
    finding.rule,
    result.title,
    result.advice,
    finding.field,
    finding.value,
    coalesce(resource.path, 'datapackage.json') as file,
    finding.line_no as line
from raw.finding as finding
inner join run.export as export on finding.export_id = export.export_id
inner join run.window_month as window_month
    on export.month = window_month.month and window_month.basis = 'period'
inner join raw.check_result as result
    on
        finding.export_id = result.export_id
        and finding.dataset = result.dataset
        and finding.rule = result.rule
left join raw.resource as resource
    on finding.export_id = resource.export_id and finding.file_no = resource.file_no
left join core.unit as unit on finding.unit_code = unit.unit_code
