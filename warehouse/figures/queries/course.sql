-- The headline and level figures of every published month of the report year up to this period's end
-- and of every period of its own kind (quarter, half-year), and of the same period a year earlier in
-- any plan of the same area.
with newest as (
    select
        plan_id,
        period,
        max(revision) as revision
    from mart.revision
    where state = 'published' or (plan_id = $plan_id and period = $period and revision = $revision)
    group by all
),

here as (
    select distinct unit_code
    from mart.figure
    where plan_id = $plan_id and period = $period and revision = $revision and scope_kind = 'headline'
)

select
    figure.period,
    figure.basis,
    figure.row_no,
    figure.levels,
    figure.horizon,
    figure.indicator,
    figure.scope_kind,
    figure.level,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.target,
    figure.milestone,
    figure.status,
    figure.source
from mart.figure as figure
inner join newest
    on
        figure.plan_id = newest.plan_id
        and figure.period = newest.period
        and figure.revision = newest.revision
where
    figure.scope_kind in ('headline', 'level')
    and figure.unit_basis = 'as_received'
    and (
        (
            figure.plan_id = $plan_id
            and left(figure.period, 4) = left($period, 4)
            and (
                (
                    regexp_replace(figure.period, '\d\d?$', '') = regexp_replace($period, '\d\d?$', '')
                    and figure.period <= $period
                )
                or (regexp_matches(figure.period, '^\d{4}-\d\d$') and figure.period <= $last_month)
            )
        )
        or (
            figure.period = $a_year_earlier
            and figure.unit_code in (select here.unit_code from here)
            and figure.is_judged
        )
    )
order by figure.period, figure.position, figure.horizon, figure.basis, figure.scope_kind, figure.level
