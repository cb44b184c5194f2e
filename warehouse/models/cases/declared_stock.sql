-- Each declared number of each indicator of kind stock: the unit's latest month of the window with both
-- halves stands. A number is of the numerator or of the denominator, and counts with its other half only.
-- grain: indicator, basis, unit_code, record
with declared as (
    select
        delivered.basis,
        half.*,
        max(half.month) filter (where half.why_left_out is null) over (
            partition by half.indicator, delivered.basis, half.unit_code
        ) as latest_month
    from core.ratio_half as half
    inner join run.window_month as delivered on half.month = delivered.month
    where half.kind = 'stock'
)

select
    indicator,
    basis,
    unit_code,
    measure || ' ' || month as record,
    case when why_left_out is null and month = latest_month and is_of_numerator then amount else 0 end as numerator,
    case when why_left_out is null and month = latest_month and not is_of_numerator then amount else 0 end
        as denominator,
    case
        when why_left_out is not null then format('{}: {:t.}', why_left_out, amount)
        when month < latest_month then format('Có số mới hơn: {:t.}, tháng {}', amount, latest_month)
        when is_of_numerator then format('Khai báo của tử số: {:t.}', amount)
        else format('Khai báo của mẫu số: {:t.}', amount)
    end as reason,
    export_id,
    file_no,
    line_no
from declared
