-- Every target's attainment in every scope on both bases. Compared on integers: 79.996 % is not
-- 80 %, and 0/0 is no attainment (in floating point, NaN >= 80 would be true).
-- grain: basis, row_no, levels, horizon, scope_kind, unit_code, level
with measured as (
    select
        effective.*,
        cycle.report_year,
        kind.source,
        availability.is_delivered,
        cast(effective.numerator as decimal(30, 0)) * 100 as hundredfold,
        effective.target * cast(effective.denominator as decimal(20, 0)) as needed,
        effective.milestone * cast(effective.denominator as decimal(20, 0)) as milestone_needed
    from mart.effective_target as effective
    cross join run.cycle as cycle
    inner join run.indicator as kind on effective.indicator = kind.indicator
    inner join mart.availability as availability
        on effective.indicator = availability.indicator and effective.basis = availability.basis
    where effective.scope_kind <> 'unit' or availability.is_delivered
)

select
    basis,
    position,
    row_no,
    levels,
    horizon,
    indicator,
    scope_kind,
    unit_code,
    unit_name,
    level,
    case when is_delivered then cast(numerator as bigint) end as numerator,
    case when is_delivered then cast(denominator as bigint) end as denominator,
    case when is_delivered and denominator > 0 then 100.0 * numerator::double / denominator::double end as value,
    target,
    milestone,
    case
        when target is null then 'no_target'
        when not is_delivered then 'no_data'
        when denominator = 0 then 'no_activity'
        when hundredfold >= needed then 'met'
        else 'not_met'
    end as status,
    case
        when milestone is null then null
        when not is_delivered then 'no_data'
        when denominator = 0 then 'no_activity'
        when hundredfold >= milestone_needed then 'met'
        else 'not_met'
    end as milestone_status,
    case
        when is_delivered and denominator > 0
            then 100.0 * numerator::double / denominator::double - target::double
    end as gap,
    case
        when is_delivered and denominator > 0 and target is not null
            then cast(greatest(ceil(needed * 0.01) - numerator, 0) as bigint)
    end as shortfall,
    relief_points,
    source,
    horizon = report_year as is_judged
from measured
