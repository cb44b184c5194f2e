-- Every figure of one revision that another reading of the plan would print otherwise, in the plan's order;
-- ambiguity and reading are numbers, from 1, in the plan.
select
    ambiguity,
    reading,
    basis,
    row_no,
    levels,
    indicator,
    scope_kind,
    unit_code,
    unit_name,
    level,
    numerator,
    denominator,
    value,
    target,
    status,
    in_force_levels,
    in_force_numerator,
    in_force_denominator,
    in_force_value,
    in_force_target,
    in_force_status,
    changes_verdict
from mart.reading
where plan_id = $plan_id and period = $period and revision = $revision
order by
    ambiguity, reading, position, basis,
    list_position(['headline', 'level', 'area', 'unit'], scope_kind),
    list_position(['province', 'district', 'commune'], level),
    unit_code
