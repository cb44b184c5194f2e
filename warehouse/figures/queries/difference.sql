-- Figures that differ from the published revision before this one.
with before as (
    select *
    from mart.figure
    where
        plan_id = $plan_id
        and period = $period
        and unit_basis = 'as_received'
        and revision = (
            select max(revision.revision)
            from mart.revision as revision
            where
                revision.plan_id = $plan_id
                and revision.period = $period
                and revision.revision < $revision
                and revision.state = 'published'
        )
),

now as (
    select *
    from mart.figure
    where plan_id = $plan_id and period = $period and revision = $revision and unit_basis = 'as_received'
)

select
    basis,
    row_no,
    scope_kind,
    unit_code,
    coalesce(now.unit_name, before.unit_name) as unit_name,
    level,
    before.numerator as old_numerator,
    before.denominator as old_denominator,
    before.value as old_value,
    before.status as old_status,
    now.numerator,
    now.denominator,
    now.value,
    now.status
from now
full join before using (basis, row_no, levels, horizon, scope_kind, unit_code, level)
where
    exists (select 1 from before)
    and (
        now.numerator is distinct from before.numerator
        or now.denominator is distinct from before.denominator
        or now.status is distinct from before.status
        or now.target is distinct from before.target
    )
order by coalesce(now.position, before.position), basis, scope_kind, unit_code, level
