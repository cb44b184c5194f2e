-- Every target's attainment in every scope on both bases, by the readings in force and by the others, from
-- every source. A percentage has four decimals, so it is a whole number of millionths and all is compared on
-- integers: 79.996 % is not 80 %, and 0/0 is no attainment (in floating point, NaN >= 80 would be true).
-- grain: unit_basis, basis, position, source, scope_kind, unit_code, level
with measured as (
    select
        effective.*,
        cycle.report_year,
        kind.misses_final,
        availability.is_delivered and not coalesce(effective.is_of_part and not availability.has_parts, false)
            as is_delivered,
        is_delivered and effective.denominator > 0 as has_value,
        case when effective.denominator = 0 then printed.ratio end as printed_ratio,
        effective.numerator > effective.denominator as is_impossible,
        1000000 * cast(effective.numerator as hugeint) as counted,
        cast(effective.target * 10000 as hugeint) as target_millionths,
        target_millionths * cast(effective.denominator as hugeint) as needed,
        cast(effective.milestone * 10000 as hugeint) * cast(effective.denominator as hugeint) as milestone_needed
    from mart.effective_target as effective
    cross join run.cycle as cycle
    inner join run.indicator as kind on effective.indicator = kind.indicator
    inner join mart.availability as availability
        on
            effective.indicator = availability.indicator
            and effective.basis = availability.basis
            and effective.source = availability.source
    left join mart.printed_ratio as printed
        on
            effective.scope_kind = 'headline'
            and effective.basis = printed.basis
            and effective.indicator = printed.indicator
            and effective.source = printed.source
            and effective.unit_code = printed.unit_code
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
    case when is_delivered and printed_ratio is null then cast(numerator as bigint) end as numerator,
    case when is_delivered and printed_ratio is null then cast(denominator as bigint) end as denominator,
    case
        when printed_ratio is not null then printed_ratio::double
        when has_value then 100.0 * numerator::double / denominator::double
    end as value,
    target,
    milestone,
    case
        when target is null then 'no_target'
        when printed_ratio is not null then case when printed_ratio >= target then 'met' else 'not_met' end
        when not is_delivered then 'no_data'
        when is_impossible then 'invalid'
        when denominator = 0 then 'no_activity'
        when counted >= needed then 'met'
        else 'not_met'
    end as status,
    case
        when milestone is null then null
        when printed_ratio is not null then case when printed_ratio >= milestone then 'met' else 'not_met' end
        when not is_delivered then 'no_data'
        when is_impossible then 'invalid'
        when denominator = 0 then 'no_activity'
        when counted >= milestone_needed then 'met'
        else 'not_met'
    end as milestone_status,
    case
        when printed_ratio is not null then printed_ratio::double - target::double
        when has_value then 100.0 * numerator::double / denominator::double - target::double
    end as gap,
    -- the least s with (numerator + s) / denominator at or above the target
    case
        when has_value and counted >= needed then 0
        when has_value then cast((needed - counted + 999999) // 1000000 as bigint)
    end as shortfall,
    -- the least e with (numerator + e) / (denominator + e) at or above the target; beyond a bigint there is none
    case
        when has_value and counted < needed and target < 100
            then try_cast((needed - counted + 999999 - target_millionths) // (1000000 - target_millionths) as bigint)
    end as effort,
    not coalesce(misses_final and is_delivered and target >= 100 and numerator < denominator, false) as reachable,
    unit_basis,
    relief_points,
    source,
    horizon = report_year as is_judged
from measured
