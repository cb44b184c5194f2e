-- The plan's area as a unit. A district is found by its code and name together, else by its name,
-- else by its code alone: a provisional code may belong to another unit in the delivered list. A district
-- that has ended may stand in an older list only.
-- grain: one row
with district as (
    select
        snapshot.unit_code,
        snapshot.unit_name
    from raw.don_vi as snapshot
    inner join run.export as export on snapshot.export_id = export.export_id
    cross join run.cycle as cycle
    where
        snapshot.unit_code = cycle.area_code
        or (
            snapshot.kind = 'ubnd_huyen'
            and cycle.area_kind = 'district'
            and place_name(snapshot.unit_name) = place_name(cycle.area_name)
        )
    order by
        place_name(snapshot.unit_name) = place_name(cycle.area_name) desc,
        export.is_newest desc,
        snapshot.unit_code = cycle.area_code desc,
        export.month desc,
        snapshot.file_no desc,
        snapshot.line_no desc
    limit 1
)

select
    coalesce(district.unit_code, cycle.area_code) as unit_code,
    coalesce(district.unit_name, cycle.area_name) as unit_name
from run.cycle as cycle
left join district on true
