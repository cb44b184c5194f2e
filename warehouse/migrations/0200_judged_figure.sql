-- What a page that looks over many periods shows of each: the judged figures of its newest published revision, year to
-- date, as received. grain: plan_id, period, row_no, levels, horizon, scope_kind, unit_code, level
create view mart.judged_figure as
with newest as (
    select
        plan_id,
        period,
        max(revision) as revision
    from mart.revision
    where state = 'published'
    group by plan_id, period
)

select
    figure.plan_id,
    figure.period,
    figure.revision,
    figure.scope_kind,
    figure.unit_code,
    figure.unit_name,
    figure.level,
    figure.position,
    figure.row_no,
    figure.levels,
    figure.horizon,
    figure.indicator,
    figure.source,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.target,
    figure.gap,
    figure.status
from newest
inner join mart.figure as figure
    on
        newest.plan_id = figure.plan_id
        and newest.period = figure.period
        and newest.revision = figure.revision
where
    figure.basis = 'ytd'
    and figure.unit_basis = 'as_received'
    and figure.is_judged;
