-- The unit list in force: the newest snapshot, plus units that only an older snapshot lists, which
-- keep the place of their dossiers but are no longer counted as units (is_listed).
-- grain: unit_code
select
    snapshot.unit_code,
    snapshot.unit_name,
    snapshot.level,
    snapshot.kind,
    coalesce(
        snapshot.parent_code,
        case when snapshot.unit_code like '%.%' then split_part(snapshot.unit_code, '.', 1) end
    ) as parent_code,
    snapshot.valid_from,
    snapshot.valid_to,
    snapshot.successor_code,
    snapshot.tags,
    export.is_newest as is_listed,
    snapshot.export_id,
    snapshot.file_no,
    snapshot.line_no
from raw.don_vi as snapshot
inner join run.export as export on snapshot.export_id = export.export_id
qualify row_number() over (
    partition by snapshot.unit_code
    order by export.month desc, snapshot.file_no desc, snapshot.line_no desc
) = 1
