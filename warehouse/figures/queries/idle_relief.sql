-- The parts of the reliefs in force that find no unit of the area, whatever unit list names it.
select distinct
    target.row_no,
    relief.district_name,
    relief.commune_tag
from run.relief as relief
inner join run.target as target on relief.position = target.position
where
    target.position not in (select alternative.position from run.alternative as alternative)
    and not exists (
        select 1
        from core.unit as unit
        left join core.unit as district on unit.district_code = district.unit_code
        where
            unit.is_in_area
            and (
                relief.district_name is null
                or district.unit_code = trim(relief.district_name)
                or place_name(district.unit_name) = place_name(relief.district_name)
            )
            and (
                relief.commune_tag is null
                or list_contains(list_transform(unit.tags, lambda tag: folded(tag)), folded(relief.commune_tag))
            )
    )
order by all
