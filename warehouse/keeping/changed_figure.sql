-- Published figures of one revision that its exports no longer give: another number, target or verdict, or none.
-- grain: unit_basis, basis, position, scope_kind, unit_code, level
with published as (
    select * from warehouse.mart.figure
    where plan_id = $plan_id and period = $period and revision = $revision
),

-- on the bases that were published
computed as (
    select figure.*
    from mart.figure as figure
    where figure.unit_basis in (select published.unit_basis from published)
)

select
    concat_ws(
        ' ',
        coalesce(published.row_no, computed.row_no),
        coalesce(published.basis, computed.basis),
        coalesce(published.scope_kind, computed.scope_kind),
        coalesce(published.unit_code, computed.unit_code),
        coalesce(published.level, computed.level),
        nullif(coalesce(published.unit_basis, computed.unit_basis), 'as_received')
    ) as what,
    format(
        '{}/{} {} {}', published.numerator, published.denominator, published.target, published.status
    ) as published,
    format('{}/{} {} {}', computed.numerator, computed.denominator, computed.target, computed.status) as found
from published
full join computed
    on
        published.unit_basis = computed.unit_basis
        and published.basis = computed.basis
        and published.position = computed.position
        and published.scope_kind = computed.scope_kind
        and published.unit_code = computed.unit_code
        and published.level = computed.level
where
    (published.numerator, published.denominator, published.target, published.status)
    is distinct from (computed.numerator, computed.denominator, computed.target, computed.status)
order by all
