-- Where another source gives a unit or the whole area another number for the period than the one that judges:
-- each indicator once, at the first row that assigns it, the greatest difference in points first.
with paired as (
    select
        other.row_no,
        other.position,
        other.indicator,
        other.scope_kind,
        other.unit_code,
        other.unit_name,
        figure.source as judged_source,
        figure.numerator as judged_numerator,
        figure.denominator as judged_denominator,
        figure.value as judged_value,
        figure.target,
        other.source,
        other.numerator,
        other.denominator,
        other.value
    from mart.source_figure as other
    inner join mart.figure as figure
        using (plan_id, period, revision, basis, row_no, levels, horizon, scope_kind, unit_code, level)
    where
        plan_id = $plan_id
        and period = $period
        and revision = $revision
        and basis = 'period'
        and scope_kind in ('headline', 'unit')
        and figure.is_judged
        and figure.unit_basis = 'as_received'
        and (
            other.numerator is distinct from figure.numerator
            or other.denominator is distinct from figure.denominator
        )
    qualify
        row_number() over (
            partition by other.indicator, other.scope_kind, other.unit_code, other.source order by other.position
        ) = 1
)

select * exclude (position)
from paired
order by
    scope_kind = 'unit' asc, abs(coalesce(value, 0) - coalesce(judged_value, 0)) desc,
    position asc, unit_code asc, source asc
