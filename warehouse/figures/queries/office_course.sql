-- The year to date of every judged target in each published month. grain: plan_id, row_no, levels, horizon, period
with newest as (
    select
        plan_id,
        period,
        max(revision) as revision
    from mart.revision
    where state = 'published' and regexp_matches(period, '^\d{4}-\d\d$')
    group by plan_id, period
)

select
    figure.plan_id,
    figure.period,
    figure.row_no,
    figure.levels,
    figure.horizon,
    figure.indicator,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.target,
    figure.status
from newest
inner join mart.figure as figure
    on
        newest.plan_id = figure.plan_id
        and newest.period = figure.period
        and newest.revision = figure.revision
where
    figure.basis = 'ytd'
    and figure.scope_kind = 'headline'
    and figure.unit_basis = 'as_received'
    and figure.is_judged
order by figure.plan_id, figure.position, figure.period
