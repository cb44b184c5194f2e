-- Each declared number of each indicator of kind flow: the window's months add up.
-- A number is of the numerator or of the denominator, and counts together with its other half only.
-- grain: indicator, basis, unit_code, record
select
    half.indicator,
    delivered.basis,
    half.unit_code,
    half.measure || ' ' || half.month as record,
    case when half.why_left_out is null and half.is_of_numerator then half.amount else 0 end as numerator,
    case when half.why_left_out is null and not half.is_of_numerator then half.amount else 0 end as denominator,
    case
        when half.why_left_out is not null then format('{}: {:t.}', half.why_left_out, half.amount)
        when half.is_of_numerator then format('Khai báo của tử số: {:t.}', half.amount)
        else format('Khai báo của mẫu số: {:t.}', half.amount)
    end as reason,
    half.export_id,
    half.file_no,
    half.line_no
from core.ratio_half as half
inner join run.window_month as delivered on half.month = delivered.month
where half.kind = 'flow'
