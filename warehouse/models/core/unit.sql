-- The units with their place in the tree.
-- grain: unit_code
with recursive downward as (
    select
        top.unit_code,
        [top.unit_code, top.parent_code] as path,
        case when top.kind = 'ubnd_huyen' then top.unit_code end as district_code
    from core.listed_unit as top
    where not exists (select 1 from core.listed_unit as above where above.unit_code = top.parent_code)
    union all
    select
        below.unit_code,
        list_prepend(below.unit_code, downward.path) as path,
        case when below.kind = 'ubnd_huyen' then below.unit_code else downward.district_code end
            as district_code
    from downward
    inner join core.listed_unit as below on downward.unit_code = below.parent_code
    where len(downward.path) < 12
)

select
    listed_unit.unit_code,
    listed_unit.unit_name,
    listed_unit.level,
    listed_unit.kind,
    listed_unit.parent_code,
    listed_unit.valid_from,
    listed_unit.valid_to,
    listed_unit.successor_code,
    listed_unit.tags,
    listed_unit.is_listed,
    listed_unit.export_id,
    listed_unit.file_no,
    listed_unit.line_no,
    downward.district_code,
    -- a commune whose district's row was sent back still belongs to the province
    coalesce(
        cycle.area_kind = 'province'
        and (cycle.province_ended_on is null or starts_with(listed_unit.unit_code, area.unit_code || '.')),
        false
    )
    or list_contains(downward.path, area.unit_code)
    or coalesce(territory.is_counted, false) as is_in_area
from core.listed_unit as listed_unit
inner join downward on listed_unit.unit_code = downward.unit_code
left join core.territory as territory on listed_unit.unit_code = territory.unit_code
cross join core.area as area
cross join run.cycle as cycle
