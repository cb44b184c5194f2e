-- The year-to-date figures that another reading would print otherwise, in the newest published revision of a plan.
with newest as (
    select
        plan_id,
        period,
        revision
    from mart.revision
    where plan_id = $plan_id and state = 'published'
    order by rowid desc
    limit 1
)

select
    reading.period,
    reading.ambiguity,
    reading.reading,
    reading.row_no,
    reading.levels,
    reading.scope_kind,
    reading.unit_code,
    reading.unit_name,
    reading.level,
    reading.numerator,
    reading.denominator,
    reading.value,
    reading.target,
    reading.status,
    reading.in_force_value,
    reading.in_force_target,
    reading.in_force_status,
    reading.changes_verdict
from mart.reading as reading
inner join newest
    on
        reading.plan_id = newest.plan_id
        and reading.period = newest.period
        and reading.revision = newest.revision
where reading.basis = 'ytd'
order by reading.ambiguity, reading.reading, reading.position, reading.scope_kind, reading.unit_code, reading.level
