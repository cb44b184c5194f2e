-- The unit that each unit's numbers count to today: its one successor when it ended before the period did, and
-- that one's in turn; itself while it lasts, when it was split, or when nobody delivered what became of it.
-- grain: unit_code
with recursive step as (
    select
        listed_unit.unit_code,
        listed_unit.unit_code as today_code,
        0 as steps
    from core.listed_unit as listed_unit
    union all
    select
        step.unit_code,
        heir.unit_code as today_code,
        step.steps + 1 as steps
    from step
    inner join core.listed_unit as ended on step.today_code = ended.unit_code
    inner join core.listed_unit as heir on ended.successor_code = heir.unit_code
    inner join run.span as span on span.basis = 'period' and ended.valid_to < span.ends_on
    where step.steps < 12
)

select
    unit_code,
    arg_max(today_code, steps) as today_code
from step
group by unit_code
