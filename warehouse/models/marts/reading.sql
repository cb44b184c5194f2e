-- What another reading of the plan would print where its figure, target or verdict differs from the reading
-- in force: the headline, and the units and districts whose target differs.
-- grain: ambiguity, reading, basis, row_no, in_force_levels, scope_kind, unit_code, level
select
    alternative.ambiguity,
    alternative.reading,
    other.basis,
    in_force.position,
    other.row_no,
    other.levels,
    other.indicator,
    other.scope_kind,
    other.unit_code,
    other.unit_name,
    other.level,
    other.numerator,
    other.denominator,
    other.value,
    other.target,
    other.status,
    in_force.levels as in_force_levels,
    in_force.numerator as in_force_numerator,
    in_force.denominator as in_force_denominator,
    in_force.value as in_force_value,
    in_force.target as in_force_target,
    in_force.status as in_force_status,
    other.status <> in_force.status as changes_verdict
from run.alternative as alternative
inner join mart.attainment as other on alternative.position = other.position
inner join mart.judging_source as judging_other
    on
        other.basis = judging_other.basis
        and other.position = judging_other.position
        and other.source = judging_other.source
inner join mart.attainment as in_force
    on
        alternative.stands_for = in_force.position
        and other.basis = in_force.basis
        and other.unit_basis = in_force.unit_basis
        and other.scope_kind = in_force.scope_kind
        and other.unit_code = in_force.unit_code
        and (other.scope_kind = 'headline' or other.level = in_force.level)
inner join mart.judging_source as judging_in_force
    on
        in_force.basis = judging_in_force.basis
        and in_force.position = judging_in_force.position
        and in_force.source = judging_in_force.source
where
    in_force.is_judged
    and in_force.unit_basis = 'as_received'
    and (
        other.numerator is distinct from in_force.numerator
        or other.denominator is distinct from in_force.denominator
        or other.target is distinct from in_force.target
        or other.status <> in_force.status
    )
