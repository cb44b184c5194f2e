-- What becomes of the sums of every indicator: they stand in the cells, which all roll-ups sum, or their unit
-- lies outside the plan's area. A cycle stops unless both are all that there is.
-- grain: basis, indicator, source
with placed as (
    select basis, indicator, source, numerator, denominator, 'all' as place from indicator.value
    union all
    select basis, indicator, source, numerator, denominator, 'cell' as place from mart.cell
    union all
    select value.basis, value.indicator, value.source, value.numerator, value.denominator, 'outside' as place
    from indicator.value as value
    inner join run.indicator as kind on value.indicator = kind.indicator and kind.kind <> 'catalogue'
    inner join core.unit as unit on value.unit_code = unit.unit_code and not unit.is_in_area
)

select
    basis,
    indicator,
    source,
    coalesce(sum(numerator) filter (where place = 'all'), 0) as numerator,
    coalesce(sum(denominator) filter (where place = 'all'), 0) as denominator,
    coalesce(sum(numerator) filter (where place = 'cell'), 0) as numerator_in_cells,
    coalesce(sum(denominator) filter (where place = 'cell'), 0) as denominator_in_cells,
    coalesce(sum(numerator) filter (where place = 'outside'), 0) as numerator_outside,
    coalesce(sum(denominator) filter (where place = 'outside'), 0) as denominator_outside
from placed
group by all
