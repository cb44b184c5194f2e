-- The cases of the explained figure by outcome and by what their reason says before its details.
with counted as (
    select
        outcome,
        split_part(reason, ':', 1) as reason,
        count(*) as cases,
        cast(sum(numerator) as bigint) as numerator,
        cast(sum(denominator) as bigint) as denominator
    from explained.in_scope
    group by all
)

select
    outcome,
    reason,
    cases,
    numerator,
    denominator
from counted
order by list_position(['not_counted', 'counted', 'left_out'], outcome) asc, cases desc, reason asc
