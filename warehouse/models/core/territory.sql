-- The units of today on the land of a district that has ended or a province that was merged: which communes lie
-- wholly inside it and count for the plan, and what lies there in part and counts only where the plan's territory
-- lists it: communes, and the departments of the new province, which serve all of it. The official crosswalk says
-- what each commune was made of; of one that it does not have, the delivered successors do.
-- grain: unit_code
with commune_of_today as (
    select
        unit.unit_code,
        unit.unit_name
    from core.listed_unit as unit
    cross join run.cycle as cycle
    inner join run.ended_level as ended on ended.level = 'district'
    left join core.listed_unit as above on unit.parent_code = above.unit_code
    where
        (cycle.area_kind = 'district' or cycle.province_ended_on is not null)
        and unit.level = 'commune'
        and unit.is_listed
        and above.kind is distinct from 'ubnd_huyen'
),

-- every commune that any list has placed under the area, also one that has since moved up
commune_before as (
    select distinct snapshot.unit_code
    from raw.don_vi as snapshot
    inner join run.export as export on snapshot.export_id = export.export_id
    inner join core.area as area
        on
            snapshot.parent_code = area.unit_code
            or (not contains(area.unit_code, '.') and starts_with(snapshot.unit_code, area.unit_code || '.'))
    where snapshot.level = 'commune'
),

official as (
    select
        today.unit_code,
        crosswalk.old_name as part_name,
        case cycle.area_kind
            when 'district' then place_name(crosswalk.old_district) = place_name(cycle.area_name)
            else ends_with(folded(cycle.area_name), folded(crosswalk.old_province))
        end as is_inside
    from commune_of_today as today
    inner join run.crosswalk as crosswalk on unit_title(today.unit_name) = unit_title(crosswalk.new_name)
    cross join run.cycle as cycle
),

delivered as (
    select
        today.unit_code,
        ended.unit_name as part_name,
        before.unit_code is not null as is_inside
    from core.listed_unit as ended
    cross join lateral (select unnest(string_split(ended.successor_code, ';')) as unit_code) as heir
    inner join commune_of_today as today on heir.unit_code = today.unit_code
    left join commune_before as before on ended.unit_code = before.unit_code
    where ended.level = 'commune'
    union all
    select
        today.unit_code,
        today.unit_name,
        true
    from commune_of_today as today
    inner join commune_before as before on today.unit_code = before.unit_code
),

made_of as (
    select * from official
    union all
    select delivered.* from delivered anti join official on delivered.unit_code = official.unit_code
),

department as (
    select
        unit.unit_code,
        unit.unit_name,
        unit.level
    from core.listed_unit as unit
    cross join core.area as area
    inner join run.cycle as cycle on cycle.area_kind = 'province' and cycle.province_ended_on is not null
    where
        unit.kind = 'so_nganh'
        and unit.is_listed
        and coalesce(unit.valid_to > cycle.province_ended_on, true)
        and not starts_with(unit.unit_code, area.unit_code || '.')
)

select
    today.unit_code,
    today.unit_name,
    'commune' as level,
    case when bool_and(made_of.is_inside) then 'whole' else 'part' end as extent,
    extent = 'whole' or bool_or(listed.unit is not null) as is_counted,
    string_agg(distinct made_of.part_name, ', ' order by made_of.part_name) filter (where made_of.is_inside)
        as parts_inside,
    string_agg(distinct made_of.part_name, ', ' order by made_of.part_name) filter (where not made_of.is_inside)
        as parts_outside
from commune_of_today as today
inner join made_of on today.unit_code = made_of.unit_code
left join run.territory as listed
    on today.unit_code = trim(listed.unit) or unit_title(today.unit_name) = unit_title(listed.unit)
group by today.unit_code, today.unit_name
having bool_or(made_of.is_inside) or bool_or(listed.unit is not null)
union all
select
    department.unit_code,
    department.unit_name,
    department.level,
    'part' as extent,
    bool_or(listed.unit is not null) as is_counted,
    null as parts_inside,
    null as parts_outside
from department
left join run.territory as listed
    on department.unit_code = trim(listed.unit) or unit_title(department.unit_name) = unit_title(listed.unit)
group by department.unit_code, department.unit_name, department.level
