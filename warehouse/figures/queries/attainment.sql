-- Every figure of one revision on one unit basis, in the order of the plan, with the id by which it is explained.
-- Where no unit has ended the two bases are one, kept as as_received;
-- H43.31+ is all of a district, H43.31 the unit of that code alone.
select
    basis,
    row_no,
    levels,
    horizon,
    indicator,
    scope_kind,
    unit_code,
    unit_name,
    level,
    numerator,
    denominator,
    value,
    target,
    milestone,
    status,
    milestone_status,
    gap,
    shortfall,
    effort,
    reachable,
    unit_basis,
    relief_points,
    source,
    is_judged as judged,
    concat_ws(
        ':', row_no, level, case scope_kind when 'unit' then unit_code when 'area' then unit_code || '+' end, basis,
        case when not is_judged then horizon end
    ) as figure_id
from mart.figure
where
    plan_id = $plan_id
    and period = $period
    and revision = $revision
    and unit_basis = (
        select max(kept.unit_basis)
        from mart.figure as kept
        where
            kept.plan_id = $plan_id
            and kept.period = $period
            and kept.revision = $revision
            and kept.unit_basis in ('as_received', $unit_basis)
    )
order by
    position, horizon, basis,
    list_position(['headline', 'level', 'area', 'unit'], scope_kind),
    list_position(['province', 'district', 'commune'], level),
    unit_code
