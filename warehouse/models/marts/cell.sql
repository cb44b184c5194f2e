-- Every indicator's smallest figures with the place they count in: the one table that all
-- roll-ups sum. A catalogue figure counts at the levels that perform its procedures and belongs to
-- its owner; any other figure counts at its unit's own level and only inside the plan's area.
-- A number that a source gives of its whole area (is_whole) is not a part of any sum.
-- grain: basis, indicator, source, unit_code, levels
select
    value.basis,
    value.indicator,
    value.source,
    coalesce(value.is_whole, false) as is_whole,
    value.unit_code,
    unit.unit_name,
    unit.level as unit_level,
    unit.district_code,
    kind.kind = 'catalogue' as is_catalogue,
    case when kind.kind = 'catalogue' then value.performed_at else [unit.level] end as levels,
    value.numerator,
    value.denominator
from indicator.value as value
inner join run.indicator as kind on value.indicator = kind.indicator
left join core.unit as unit on value.unit_code = unit.unit_code
where kind.kind = 'catalogue' or unit.is_in_area
