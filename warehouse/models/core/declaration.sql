-- Each declared number, newest delivery.
-- grain: unit_code, measure, month
select
    version.unit_code,
    version.measure,
    version.month,
    version.amount,
    version.export_id,
    version.file_no,
    version.line_no
from raw.khai_bao as version
inner join run.export as export on version.export_id = export.export_id
qualify row_number() over (
    partition by version.unit_code, version.measure, version.month
    order by export.month desc, version.file_no desc, version.line_no desc
) = 1
