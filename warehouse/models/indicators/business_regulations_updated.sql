-- Business regulations, and those kept up to date, as last declared in the window.
-- grain: basis, unit_code
select
    basis,
    unit_code,
    coalesce(sum(amount) filter (where measure = 'quy_dinh_kd_cap_nhat'), 0) as numerator,
    coalesce(sum(amount) filter (where measure = 'quy_dinh_kd'), 0) as denominator
from core.declared_stock
where measure in ('quy_dinh_kd_cap_nhat', 'quy_dinh_kd')
group by all
