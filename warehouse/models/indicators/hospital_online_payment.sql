-- Hospitals of class 2 or higher, and those that take online payment, as last declared.
-- grain: basis, unit_code
select
    basis,
    unit_code,
    coalesce(sum(amount) filter (where measure = 'benh_vien_hang2_thanh_toan'), 0) as numerator,
    coalesce(sum(amount) filter (where measure = 'benh_vien_hang2'), 0) as denominator
from core.declared_stock
where measure in ('benh_vien_hang2_thanh_toan', 'benh_vien_hang2')
group by all
