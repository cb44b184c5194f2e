-- The units below a target, year to date, in the newest published month and in the month before it. Of rows of a plan
-- that assign the same target twice, the first stands.
-- grain: plan_id, row_no, levels, unit_code, level
with newest as (
    select
        plan_id,
        period,
        max(revision) as revision,
        cast(period || '-01' as date) as starts_on
    from mart.revision
    where state = 'published' and regexp_matches(period, '^\d{4}-\d\d$')
    group by plan_id, period
),

latest as (
    select *
    from newest
    qualify row_number() over (partition by plan_id order by period desc) = 1
),

missed as (
    select
        figure.*,
        newest.starts_on
    from newest
    inner join mart.figure as figure
        on
            newest.plan_id = figure.plan_id
            and newest.period = figure.period
            and newest.revision = figure.revision
    where
        figure.basis = 'ytd'
        and figure.scope_kind = 'unit'
        and figure.unit_basis = 'as_received'
        and figure.is_judged
        and figure.status = 'not_met'
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
