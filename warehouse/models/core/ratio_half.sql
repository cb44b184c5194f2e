-- Each declared number of a ratio beside its other half of the same unit and month, newest deliveries.
-- Both halves count or none: where the other half was never accepted, or the part is above its whole,
-- why_left_out says so.
-- grain: indicator, unit_code, month, measure
with paired as (
    select
        ratio.indicator,
        ratio.kind,
        declaration.*,
        declaration.measure = ratio.numerator_measure as is_of_numerator,
        other.amount as other_amount
    from core.declaration as declaration
    inner join run.indicator as ratio
        on
            ratio.kind in ('flow', 'stock')
            and declaration.measure in (ratio.numerator_measure, ratio.denominator_measure)
    left join core.declaration as other
        on
            declaration.unit_code = other.unit_code
            and declaration.month = other.month
            and other.measure in (ratio.numerator_measure, ratio.denominator_measure)
            and declaration.measure <> other.measure
)

select
    * exclude (other_amount),
    case
        when other_amount is null and is_of_numerator then 'Không có mẫu số cùng tháng, không tính'
        when other_amount is null then 'Không có tử số cùng tháng, không tính'
        when (is_of_numerator and amount > other_amount) or (not is_of_numerator and amount < other_amount)
            then 'Tử số lớn hơn mẫu số, không tính cả hai'
    end as why_left_out
from paired
