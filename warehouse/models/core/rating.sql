-- Each satisfaction answer, newest delivery. Two provinces that became one may have numbered theirs alike.
-- grain: rating_id, province
select
    version.rating_id,
    version.unit_code,
    version.grade,
    version.rated_at,
    version.export_id,
    version.file_no,
    version.line_no
from raw.danh_gia as version
inner join run.export as export on version.export_id = export.export_id
qualify row_number() over (
    partition by version.rating_id, split_part(version.unit_code, '.', 1)
    order by export.month desc, version.file_no desc, version.line_no desc
) = 1
