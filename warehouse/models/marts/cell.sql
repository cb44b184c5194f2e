-- Every indicator's smallest figures with the place they count in: the one table that all
-- roll-ups sum. A catalogue figure counts at the levels that perform its procedures and belongs to
-- its owner; any other figure counts at its unit's own level and only inside the plan's area. Of the catalogue of a
-- merged province's successor, what departments perform is only the plan's own when their owner is.
-- A number that a source gives of its whole area (is_whole) is not a part of any sum.
-- On the basis as_today, which is there when some unit with numbers has ended, an ended unit's numbers stand at its
-- one successor inside the area; what they count as (levels) stays, so no headline or level differs.
-- grain: unit_basis, basis, indicator, source, unit_code, levels
with placed as (
    select
        value.basis,
        value.indicator,
        value.source,
        coalesce(value.is_whole, false) as is_whole,
        value.unit_code,
        case when heir.is_in_area then heir.unit_code else value.unit_code end as today_code,
        kind.kind = 'catalogue' as is_catalogue,
        case
            when kind.kind <> 'catalogue' then [unit.level]
            when cycle.province_ended_on is null or unit.is_in_area then value.performed_at
            else list_filter(value.performed_at, lambda level: level <> 'province')
        end as levels,
        value.numerator,
        value.denominator
    from indicator.value as value
    inner join run.indicator as kind on value.indicator = kind.indicator
    left join core.unit as unit on value.unit_code = unit.unit_code
    left join core.successor as successor on value.unit_code = successor.unit_code
    left join core.unit as heir on successor.today_code = heir.unit_code
    left join run.cycle as cycle on true
    where
        case
            when kind.kind = 'catalogue' then cycle.province_ended_on is null or levels <> []
            else unit.is_in_area
        end
),

counted as (
    select
        'as_received' as unit_basis,
        placed.* exclude (today_code)
    from placed
    union all by name
    select
        'as_today' as unit_basis,
        placed.* exclude (unit_code, today_code, numerator, denominator),
        placed.today_code as unit_code,
        sum(placed.numerator) as numerator,
        sum(placed.denominator) as denominator
    from placed
    where exists (select 1 from placed as moved where moved.today_code <> moved.unit_code)
    group by all
)

select
    counted.unit_basis,
    counted.basis,
    counted.indicator,
    counted.source,
    counted.is_whole,
    counted.unit_code,
    unit.unit_name,
    unit.level as unit_level,
    unit.district_code,
    counted.is_catalogue,
    counted.levels,
    counted.numerator,
    counted.denominator
from counted
left join core.unit as unit on counted.unit_code = unit.unit_code
