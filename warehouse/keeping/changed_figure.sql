-- Published figures of one revision that its exports no longer give: another number, target or verdict, or none.
-- grain: basis, position, scope_kind, unit_code, level
with published as (
    select * from warehouse.mart.figure
    where plan_id = $plan_id and period = $period and revision = $revision
)

select
    concat_ws(
        ' ',
        coalesce(published.row_no, computed.row_no),
        coalesce(published.basis, computed.basis),
        coalesce(published.scope_kind, computed.scope_kind),
        coalesce(published.unit_code, computed.unit_code),
        coalesce(published.level, computed.level)
    ) as what,
    format(
        '{}/{} {} {}', published.numerator, published.denominator, published.target, published.status
    ) as published,
    format('{}/{} {} {}', computed.numerator, computed.denominator, computed.target, computed.status) as found
from published
full join mart.figure as computed
    on
        published.basis = computed.basis
        and published.position = computed.position
        and published.scope_kind = computed.scope_kind
        and published.unit_code = computed.unit_code
        and published.level = computed.level
where
    (published.numerator, published.denominator, published.target, published.status)
    is distinct from (computed.numerator, computed.denominator, computed.target, computed.status)
order by all
