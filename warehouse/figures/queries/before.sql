-- The year-to-date figures of the period before in the report year, as last published: of the same
-- kind, or where that was not published, of its last month, which ends the same year to date.
with chosen as (
    select
        revision.period,
        max(revision.revision) as revision
    from mart.revision as revision
    where
        revision.plan_id = $plan_id
        and revision.period in ($period_before, $month_before)
        and revision.state = 'published'
    group by revision.period
    qualify row_number() over (order by revision.period = $period_before desc) = 1
)

select
    figure.period,
    figure.basis,
    figure.row_no,
    figure.levels,
    figure.horizon,
    figure.indicator,
    figure.scope_kind,
    figure.unit_code,
    figure.unit_name,
    figure.level,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.target,
    figure.status
from mart.figure as figure
inner join chosen on figure.period = chosen.period and figure.revision = chosen.revision
where
    figure.plan_id = $plan_id
    and figure.basis = 'ytd'
    and figure.unit_basis = 'as_received'
    and figure.scope_kind <> 'level'
order by figure.position, figure.horizon, figure.scope_kind, figure.unit_code, figure.level
