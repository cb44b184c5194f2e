-- Declared numbers that are a state: each unit's and measure's latest month of the window.
-- grain: basis, unit_code, measure
select
    window_month.basis,
    declaration.unit_code,
    declaration.measure,
    arg_max(declaration.amount, declaration.month) as amount
from core.declaration as declaration
inner join run.window_month as window_month on declaration.month = window_month.month
group by all
