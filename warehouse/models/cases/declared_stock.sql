-- Each declared number of each indicator of kind stock: of each measure the unit's latest declared month of
-- the window stands. A number is of the numerator or of the denominator; without its part in the other it
-- stays alone.
-- grain: indicator, basis, unit_code, record
with declared as (
    select
        ratio.indicator,
        delivered.basis,
        declaration.*,
        declaration.measure = ratio.numerator_measure as is_of_numerator,
        max(declaration.month) over (
            partition by ratio.indicator, delivered.basis, declaration.unit_code, declaration.measure
        ) as latest_month
    from core.declaration as declaration
    inner join run.indicator as ratio
        on
            ratio.kind = 'stock'
            and declaration.measure in (ratio.numerator_measure, ratio.denominator_measure)
    inner join run.window_month as delivered on declaration.month = delivered.month
)

select
    indicator,
    basis,
    unit_code,
    measure || ' ' || month as record,
    case when month = latest_month and is_of_numerator then amount else 0 end as numerator,
    case when month = latest_month and not is_of_numerator then amount else 0 end as denominator,
    case
        when month < latest_month then format('Có số mới hơn: {:t.}, tháng {}', amount, latest_month)
        when is_of_numerator then format('Khai báo của tử số: {:t.}', amount)
        else format('Khai báo của mẫu số: {:t.}', amount)
    end as reason,
    export_id,
    file_no,
    line_no
from declared
