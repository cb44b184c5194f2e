-- Where another source gives another number for a judged headline or level than the one it is judged by.
select
    other.row_no,
    other.levels,
    other.scope_kind,
    other.level,
    other.source,
    other.numerator,
    other.denominator,
    other.value,
    figure.source as judged_source,
    figure.numerator as judged_numerator,
    figure.denominator as judged_denominator,
    figure.value as judged_value
from mart.source_figure as other
inner join mart.figure as figure
    using (plan_id, period, revision, basis, row_no, levels, horizon, scope_kind, unit_code, level)
where
    plan_id = $plan_id
    and period = $period
    and revision = $revision
    and basis = 'ytd'
    and scope_kind in ('headline', 'level')
    and figure.is_judged
    and figure.unit_basis = 'as_received'
    and (other.numerator is distinct from figure.numerator or other.denominator is distinct from figure.denominator)
order by
    other.position, list_position(['headline', 'level'], scope_kind),
    list_position(['province', 'district', 'commune'], level), other.source
