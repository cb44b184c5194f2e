-- The records of the plan's area that weigh otherwise than in the revision before, on the widest basis that they
-- count on. A procedure of the catalogue counts for every area, whichever department owns it.
-- grain: indicator, record
select
    found.indicator,
    found.record,
    found.unit_code,
    unit.unit_name,
    found.old_numerator,
    found.old_denominator,
    found.numerator,
    found.denominator,
    found.reason,
    export.month,
    export.revision as export_revision,
    resource.path as file,
    found.line_no as line
from changed.found as found
inner join raw.export as export on found.export_id = export.export_id
left join raw.resource as resource
    on found.export_id = resource.export_id and found.file_no = resource.file_no
left join core.unit as unit on found.unit_code = unit.unit_code
left join run.indicator as measured on found.indicator = measured.indicator
where measured.kind is not distinct from 'catalogue' or unit.is_in_area is distinct from false
qualify row_number() over (partition by found.indicator, found.record order by found.basis desc) = 1
order by found.indicator, found.unit_code, found.record
