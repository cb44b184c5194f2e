-- The newest row of each cycle. grain: plan_id, period
select
    plan_id,
    period,
    run_id,
    reached_at as "at",
    state,
    asked_by,
    revision,
    step,
    code,
    message,
    advice
from warehouse.mart.cycle
where $plan_id is null or plan_id = $plan_id
qualify row_number() over (partition by plan_id, period order by reached_at desc, rowid desc) = 1
order by plan_id, period
