-- The plan's area as a unit: by its code, or else the district of its name.
-- grain: one row
with district as (
    select
        snapshot.unit_code,
        snapshot.unit_name
    from raw.don_vi as snapshot
    inner join run.export as export on snapshot.export_id = export.export_id and export.is_newest
    cross join run.cycle as cycle
    where
        snapshot.unit_code = cycle.area_code
        or (
            snapshot.kind = 'ubnd_huyen'
            and cycle.area_kind = 'district'
            and place_name(snapshot.unit_name) = place_name(cycle.area_name)
        )
    order by snapshot.unit_code = cycle.area_code desc, snapshot.file_no desc, snapshot.line_no desc
    limit 1
)

select
    coalesce(district.unit_code, cycle.area_code) as unit_code,
    coalesce(district.unit_name, cycle.area_name) as unit_name
from run.cycle as cycle
left join district on true
