-- The same figures by the sources that their targets are not judged by, where those have values.
-- grain: basis, row_no, levels, horizon, scope_kind, unit_code, level, source
select
    attainment.basis,
    attainment.position,
    attainment.row_no,
    attainment.levels,
    attainment.horizon,
    attainment.indicator,
    attainment.scope_kind,
    attainment.unit_code,
    attainment.unit_name,
    attainment.level,
    attainment.source,
    attainment.numerator,
    attainment.denominator,
    attainment.value
from mart.attainment as attainment
anti join mart.judging_source as judging using (basis, position, source)
where
    attainment.denominator > 0
    and attainment.unit_basis = 'as_received'
    and not exists (select 1 from run.alternative as alternative where alternative.position = attainment.position)
