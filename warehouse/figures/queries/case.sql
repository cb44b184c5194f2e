-- The cases of the explained figure with the place of each in what was delivered.
select
    found.unit_code,
    found.unit_name,
    found.record,
    found.outcome,
    found.reason,
    found.numerator,
    found.denominator,
    export.month,
    export.revision as export_revision,
    resource.path as file,
    found.line_no as line
from explained.in_scope as found
inner join run.export as export on found.export_id = export.export_id
inner join raw.resource as resource
    on found.export_id = resource.export_id and found.file_no = resource.file_no
where found.outcome = coalesce($outcome, found.outcome)
order by
    list_position(['not_counted', 'counted', 'left_out'], found.outcome),
    found.unit_code, found.record, export.month, resource.file_no, found.line_no
limit $case_count_limit
