-- Each petition, newest delivery.
-- grain: petition_id
select
    version.petition_id,
    version.unit_code,
    version.received_at,
    version.due_at,
    version.handled_at,
    version.export_id,
    version.file_no,
    version.line_no
from raw.pakn as version
inner join run.export as export on version.export_id = export.export_id
qualify row_number() over (
    partition by version.petition_id
    order by export.month desc, version.file_no desc, version.line_no desc
) = 1
