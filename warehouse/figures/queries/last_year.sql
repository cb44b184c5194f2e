-- Each unit's year to date beside that of the same territory a year earlier, as published then in any plan of the
-- area: the sums of the units that it was made of, or the reason why none are comparable. No rows where the period a
-- year earlier was never published. This year's numbers are by the units of today: a commune with all that went into
-- it. Two sources are not compared: where the source that judges now gave no figure then and another one did, the
-- reason is that other source.
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

-- one indicator's number of a unit by one source is the same in every row and plan
earlier as (
    select
        figure.indicator,
        figure.unit_code,
        figure.source,
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
        partition by figure.indicator, figure.unit_code, figure.source
        order by figure.plan_id <> $plan_id, figure.plan_id, figure.position
    ) = 1
),

judged_then as (
    select
        indicator,
        unit_code,
        max(source) as source
    from earlier
    group by all
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

summed as (
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
        now.source,
        cast(sum(earlier.numerator) as bigint) as numerator_then,
        cast(sum(earlier.denominator) as bigint) as denominator_then,
        max(judged_then.source) filter (where earlier.unit_code is null) as other_source,
        max(made_of.reason) as reason,
        max(made_of.detail) as detail
    from now
    inner join mart.earlier_unit as made_of
        on
            made_of.plan_id = $plan_id
            and made_of.period = $period
            and made_of.revision = $revision
            and now.unit_code = made_of.unit_code
    left join earlier
        on
            now.indicator = earlier.indicator
            and made_of.part_code = earlier.unit_code
            and now.source = earlier.source
    left join judged_then
        on now.indicator = judged_then.indicator and made_of.part_code = judged_then.unit_code
    where exists (select 1 from of_area)
    group by all
)

select
    row_no,
    levels,
    horizon,
    indicator,
    unit_code,
    unit_name,
    level,
    numerator,
    denominator,
    value,
    source,
    case when other_source is null then numerator_then end as earlier_numerator,
    case when other_source is null then denominator_then end as earlier_denominator,
    100.0 * earlier_numerator / nullif(earlier_denominator, 0) as earlier_value,
    coalesce(reason, case when other_source is not null then 'source' end) as reason,
    detail,
    other_source
from summed
order by position, list_position(['province', 'district', 'commune'], level), unit_code
