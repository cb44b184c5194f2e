-- Declared numbers that add up over the months of a window.
-- grain: basis, unit_code, measure
select
    window_month.basis,
    declaration.unit_code,
    declaration.measure,
    sum(declaration.amount) as amount
from core.declaration as declaration
inner join run.window_month as window_month on declaration.month = window_month.month
group by all
