-- Each unit's year to date beside that of the same territory a year earlier, as published then in any plan of the
-- area: the sums of the units that it was made of, or the reason why none are comparable. No rows where the period a
-- year earlier was never published. This year's numbers are by the units of today: a commune with all that went into
-- it.
with newest as (
    select plan_id, period, max(revision) as revision
    from mart.revision
    where state = 'published' and period = $a_year_earlier
    group by all
),

here as (
    select distinct figure.unit_code
    from mart.figure as figure
    where
        figure.plan_id = $plan_id
        and figure.period = $period
        and figure.revision = $revision
        and figure.scope_kind = 'headline'
),

of_area as (
    select distinct newest.*
    from newest
    inner join mart.figure as figure
        on
            newest.plan_id = figure.plan_id
            and newest.period = figure.period
            and newest.revision = figure.revision
    inner join here on figure.unit_code = here.unit_code
    where figure.scope_kind = 'headline'
),

-- one indicator's number of a unit is the same in every row and plan
earlier as (
    select
        figure.indicator,
        figure.unit_code,
        figure.numerator,
        figure.denominator
    from mart.figure as figure
    inner join of_area
        on
            figure.plan_id = of_area.plan_id
            and figure.period = of_area.period
            and figure.revision = of_area.revision
    where figure.scope_kind = 'unit' and figure.basis = 'ytd' and figure.unit_basis = 'as_received'
    qualify row_number() over (
        partition by figure.indicator, figure.unit_code
        order by figure.plan_id <> $plan_id, figure.plan_id, figure.position
    ) = 1
),

now as (
    select *
    from mart.figure
    where
        plan_id = $plan_id
        and period = $period
        and revision = $revision
        and basis = 'ytd'
        and scope_kind = 'unit'
    -- both bases are the same where nothing has moved
    qualify unit_basis = max(unit_basis) over ()
),

compared as (
    select
        now.position,
        now.row_no,
        now.levels,
        now.horizon,
        now.indicator,
        now.unit_code,
        now.unit_name,
        now.level,
        now.numerator,
        now.denominator,
        now.value,
        cast(sum(earlier.numerator) as bigint) as earlier_numerator,
        cast(sum(earlier.denominator) as bigint) as earlier_denominator,
        100.0 * sum(earlier.numerator) / nullif(sum(earlier.denominator), 0) as earlier_value,
        max(made_of.reason) as reason,
        max(made_of.detail) as detail
    from now
    inner join mart.earlier_unit as made_of
        on
            made_of.plan_id = $plan_id
            and made_of.period = $period
            and made_of.revision = $revision
            and now.unit_code = made_of.unit_code
    left join earlier on now.indicator = earlier.indicator and made_of.part_code = earlier.unit_code
    where exists (select 1 from of_area)
    group by all
)

select * exclude (position)
from compared
order by position, list_position(['province', 'district', 'commune'], level), unit_code
