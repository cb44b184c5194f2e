-- What becomes of the sums of every indicator: they stand in the cells, which all roll-ups sum, or their unit
-- lies outside the plan's area; of the catalogue of a merged province's successor, what its departments alone
-- perform lies outside. A cycle stops unless both are all that there is, by the units that received and by those
-- of today.
-- grain: unit_basis, basis, indicator, source
with unit_basis as (
    select 'as_received' as unit_basis
    union
    select unit_basis from mart.cell
),

placed as (
    select
        unit_basis.unit_basis,
        value.basis,
        value.indicator,
        value.source,
        value.numerator,
        value.denominator,
        -- no join: a unit that stands twice must not double both sides
        exists (
            select 1
            from core.unit as unit
            inner join run.indicator as kind on kind.kind <> 'catalogue' and kind.indicator = value.indicator
            where unit.unit_code = value.unit_code and not unit.is_in_area
        )
        or exists (
            select 1
            from run.cycle as cycle
            inner join run.indicator as kind on kind.kind = 'catalogue' and kind.indicator = value.indicator
            where cycle.province_ended_on is not null and value.performed_at = ['province']
        )
        and not exists (
            select 1 from core.unit as unit where unit.unit_code = value.unit_code and unit.is_in_area
        ) as is_outside,
        false as is_cell
    from indicator.value as value
    cross join unit_basis
    union all
    select unit_basis, basis, indicator, source, numerator, denominator, false as is_outside, true as is_cell
    from mart.cell
)

select
    unit_basis,
    basis,
    indicator,
    source,
    coalesce(sum(numerator) filter (where not is_cell), 0) as numerator,
    coalesce(sum(denominator) filter (where not is_cell), 0) as denominator,
    coalesce(sum(numerator) filter (where is_cell), 0) as numerator_in_cells,
    coalesce(sum(denominator) filter (where is_cell), 0) as denominator_in_cells,
    coalesce(sum(numerator) filter (where is_outside), 0) as numerator_outside,
    coalesce(sum(denominator) filter (where is_outside), 0) as denominator_outside
from placed
group by all
