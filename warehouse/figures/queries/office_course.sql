-- The year to date of every judged target in each published month. grain: plan_id, row_no, levels, horizon, period
select
    plan_id,
    period,
    row_no,
    levels,
    horizon,
    indicator,
    numerator,
    denominator,
    value,
    target,
    status
from mart.judged_figure
where scope_kind = 'headline' and regexp_matches(period, '^\d{4}-\d\d$')
order by plan_id, position, period
