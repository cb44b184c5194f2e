-- What the runs of one period reached, oldest first. grain: run_id, reached_at
select
    run_id,
    reached_at as "at",
    state,
    asked_by,
    revision,
    step,
    code,
    message,
    advice,
    left(exports, 12) as exports,
    code_version
from mart.cycle
where plan_id = $plan_id and period = $period
order by reached_at, rowid
