-- Results still valid, and those digitised, as last declared in the window.
-- grain: basis, unit_code
select
    basis,
    unit_code,
    coalesce(sum(amount) filter (where measure = 'kq_con_hieu_luc_so_hoa'), 0) as numerator,
    coalesce(sum(amount) filter (where measure = 'kq_con_hieu_luc'), 0) as denominator
from core.declared_stock
where measure in ('kq_con_hieu_luc_so_hoa', 'kq_con_hieu_luc')
group by all
