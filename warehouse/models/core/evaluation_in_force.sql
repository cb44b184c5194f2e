-- Each unit of each document of the portal's evaluation in its newest delivery.
-- grain: document, time_type, year, part, unit_code
select
    delivered.*,
    export.is_newest
from raw.danh_gia_766 as delivered
inner join run.export as export on delivered.export_id = export.export_id
qualify
    row_number() over (
        partition by delivered.document, delivered.time_type, delivered.year, delivered.part, delivered.unit_code
        order by export.month desc, delivered.file_no desc, delivered.line_no desc
    ) = 1
