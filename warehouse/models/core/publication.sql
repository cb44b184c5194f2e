-- Each procedure in each publication decision, newest delivery. Two provinces that became one may both have a
-- decision of the same number.
-- grain: procedure_code, decision_no, province
select
    version.procedure_code,
    version.decision_no,
    version.unit_code,
    version.decided_on,
    version.effective_on,
    version.published_on,
    version.export_id,
    version.file_no,
    version.line_no
from raw.cong_bo as version
inner join run.export as export on version.export_id = export.export_id
qualify row_number() over (
    partition by version.procedure_code, version.decision_no, split_part(version.unit_code, '.', 1)
    order by export.month desc, version.file_no desc, version.line_no desc
) = 1
