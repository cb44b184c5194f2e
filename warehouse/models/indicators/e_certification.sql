-- Communes and justice divisions valid at the end of the window, one each, and those that issued at
-- least one electronic certified copy in it.
-- grain: basis, unit_code
select
    span.basis,
    unit.unit_code,
    cast(coalesce(issued.amount > 0, false) as integer) as numerator,
    1 as denominator
from core.unit as unit
inner join run.span as span
    on
        coalesce(unit.valid_from <= span.ends_on, true)
        and coalesce(unit.valid_to >= span.ends_on, true)
left join core.declared_flow as issued
    on
        unit.unit_code = issued.unit_code
        and span.basis = issued.basis
        and issued.measure = 'chung_thuc_dien_tu'
where unit.kind in ('ubnd_xa', 'phong_tu_phap') and unit.is_listed
