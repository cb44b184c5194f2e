-- In a year within which the district level has ended: what a province's year to date is made of. Each old district
-- with its own units and its communes up to the end, each commune since, each unit of the province; units that no
-- list places (other) stand alone, so the parts are the headline. A commune whose code has stood under a district,
-- too, has its numbers of the whole year in one row (is_all_year).
-- grain: position, part, unit_code
with straddled as (
    select cycle.area_kind
    from run.cycle as cycle
    inner join run.ended_level as ended on ended.level = 'district'
    inner join run.span as span on span.basis = 'ytd' and ended.ended_on > span.starts_on
    where cycle.area_kind = 'province'
),

was_in_a_district as (
    select distinct snapshot.unit_code
    from raw.don_vi as snapshot
    inner join run.export as export on snapshot.export_id = export.export_id
    inner join core.listed_unit as district
        on snapshot.parent_code = district.unit_code and district.kind = 'ubnd_huyen'
    where snapshot.level = 'commune'
),

placed as (
    select
        unit.unit_code as of_unit,
        case
            when unit.level = 'province' then 'province'
            when unit.district_code is not null then 'district'
            when unit.level = 'commune' and coalesce(unit.valid_to >= span.ends_on, true) then 'commune'
            else 'other'
        end as part,
        case when part = 'district' then unit.district_code else unit.unit_code end as unit_code,
        part = 'commune' and before.unit_code is not null as is_all_year
    from core.unit as unit
    inner join run.span as span on span.basis = 'ytd'
    left join was_in_a_district as before on unit.unit_code = before.unit_code
)

select
    target.position,
    target.row_no,
    target.levels,
    target.horizon,
    target.indicator,
    placed.part,
    placed.unit_code,
    place.unit_name,
    placed.is_all_year,
    cast(sum(cell.numerator) as bigint) as numerator,
    cast(sum(cell.denominator) as bigint) as denominator
from run.target as target
cross join straddled
inner join mart.judging_source as judging on judging.basis = 'ytd' and target.position = judging.position
inner join mart.cell as cell
    on
        cell.unit_basis = 'as_received'
        and cell.basis = 'ytd'
        and target.indicator = cell.indicator
        and judging.source = cell.source
        and not cell.is_whole
        and not cell.is_catalogue
        and list_has_any(target.level_list, cell.levels)
inner join placed on cell.unit_code = placed.of_unit
inner join core.unit as place on placed.unit_code = place.unit_code
where not exists (select 1 from run.alternative as alternative where alternative.position = target.position)
group by all
