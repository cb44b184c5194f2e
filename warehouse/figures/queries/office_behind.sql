-- The units below a target, year to date, in the newest published month and in the month before it. Of rows of a plan
-- that assign the same target twice, the first stands.
-- grain: plan_id, row_no, levels, unit_code, level
with missed as (
    select
        *,
        cast(period || '-01' as date) as starts_on
    from mart.judged_figure
    where scope_kind = 'unit' and status = 'not_met' and regexp_matches(period, '^\d{4}-\d\d$')
),

latest as (
    select
        plan_id,
        max(period) as period
    from mart.revision
    where state = 'published' and regexp_matches(period, '^\d{4}-\d\d$')
    group by plan_id
)

select
    now.plan_id,
    now.period,
    now.unit_code,
    now.unit_name,
    now.level,
    now.row_no
from latest
inner join missed as now on latest.plan_id = now.plan_id and latest.period = now.period
inner join missed as before
    on
        now.plan_id = before.plan_id
        and now.starts_on = before.starts_on + interval 1 month
        and now.row_no = before.row_no
        and now.levels = before.levels
        and now.horizon = before.horizon
        and now.unit_code = before.unit_code
        and now.level = before.level
qualify
    row_number() over (
        partition by now.plan_id, now.unit_code, now.level, now.indicator, now.source, now.levels, now.target
        order by now.position
    ) = 1
order by now.plan_id, now.unit_code, now.level, now.position
