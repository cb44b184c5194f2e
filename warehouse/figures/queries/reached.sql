-- How far the newest run of each plan came in one period. grain: plan_id
select
    plan_id,
    state,
    message
from mart.cycle
where period = $period
qualify row_number() over (partition by plan_id order by reached_at desc, rowid desc) = 1
order by plan_id
