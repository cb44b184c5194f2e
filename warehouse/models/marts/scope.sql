-- The scopes that each target is judged in, with the numbers of each source that fall into them. A headline
-- is the source's own number of the whole area where it gives one and the target is of all of it, else the sum of
-- its levels. A level that has ended by the period's last day has no rows of its own; its numbers up to its end
-- stay in the headline and at its units.
-- grain: unit_basis, basis, position, source, scope_kind, unit_code, level
with district as (
    select
        unit.unit_code,
        unit.unit_name
    from core.unit as unit
    cross join run.cycle as cycle
    where unit.kind = 'ubnd_huyen' and unit.is_in_area and unit.is_listed and cycle.area_kind = 'province'
),

wanted as (
    select
        target.position, target.row_no, target.levels, target.horizon, target.indicator,
        coalesce(target.is_of_part, false) as is_of_part,
        'headline' as scope_kind, area.unit_code, area.unit_name,
        target.levels as level, target.level_list as counted_levels
    from run.target as target
    cross join core.area as area
    union all
    select
        target.position, target.row_no, target.levels, target.horizon, target.indicator,
        true,
        'level', area.unit_code, area.unit_name,
        one.level, [one.level]
    from run.target as target
    cross join lateral (select unnest(target.level_list) as level) as one
    anti join run.ended_level as ended on one.level = ended.level
    cross join core.area as area
    union all
    select
        target.position, target.row_no, target.levels, target.horizon, target.indicator,
        true,
        'area', district.unit_code, district.unit_name,
        one.level, [one.level]
    from run.target as target
    inner join run.indicator as kind on target.indicator = kind.indicator and kind.kind <> 'catalogue'
    cross join lateral (select unnest(target.level_list) as level) as one
    cross join district
    where one.level <> 'province' and not exists (select 1 from run.ended_level as ended where ended.level = 'district')
),

summed as (
    select
        unit_basis.unit_basis, availability.basis, availability.source, wanted.*,
        coalesce(sum(cell.numerator) filter (where cell.is_whole), sum(cell.numerator), 0) as numerator,
        coalesce(sum(cell.denominator) filter (where cell.is_whole), sum(cell.denominator), 0) as denominator
    from wanted
    inner join mart.availability as availability on wanted.indicator = availability.indicator
    cross join (
        select 'as_received' as unit_basis
        union
        select cell.unit_basis from mart.cell as cell
    ) as unit_basis
    left join mart.cell as cell
        on
            unit_basis.unit_basis = cell.unit_basis
            and availability.basis = cell.basis
            and availability.indicator = cell.indicator
            and availability.source = cell.source
            and case
                when cell.is_whole then not wanted.is_of_part and wanted.unit_code = cell.unit_code
                when wanted.scope_kind = 'area'
                    then list_has_any(wanted.counted_levels, cell.levels) and wanted.unit_code = cell.district_code
                else list_has_any(wanted.counted_levels, cell.levels)
            end
    group by all
),

-- a department's catalogue figure is what it owns at the province level
by_unit as (
    select
        cell.unit_basis, cell.basis, cell.source, target.position, target.row_no, target.levels,
        target.horizon, target.indicator,
        true as is_of_part,
        'unit' as scope_kind, cell.unit_code, cell.unit_name,
        cell.unit_level as level,
        sum(cell.numerator) as numerator,
        sum(cell.denominator) as denominator
    from run.target as target
    inner join mart.cell as cell
        on
            target.indicator = cell.indicator
            and not cell.is_whole
            and case
                when cell.is_catalogue
                    then
                        cell.unit_level = 'province'
                        and list_contains(target.level_list, 'province')
                        and list_contains(cell.levels, 'province')
                else list_has_any(target.level_list, cell.levels)
            end
    group by all
    having sum(cell.denominator) > 0
)

select * exclude (counted_levels) from summed
union all by name
select * from by_unit
