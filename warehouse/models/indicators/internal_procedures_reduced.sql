-- Internal procedures, and those reduced, as last declared in the window.
-- grain: basis, unit_code
select
    basis,
    unit_code,
    coalesce(sum(amount) filter (where measure = 'tthc_noi_bo_cat_giam'), 0) as numerator,
    coalesce(sum(amount) filter (where measure = 'tthc_noi_bo'), 0) as denominator
from core.declared_stock
where measure in ('tthc_noi_bo_cat_giam', 'tthc_noi_bo')
group by all
