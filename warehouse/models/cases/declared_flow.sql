-- Each declared number of each indicator of kind flow: the window's months add up.
-- A number is of the numerator or of the denominator; without its part in the other it stays alone.
-- grain: indicator, basis, unit_code, record
select
    ratio.indicator,
    delivered.basis,
    declaration.unit_code,
    declaration.measure || ' ' || declaration.month as record,
    case when declaration.measure = ratio.numerator_measure then declaration.amount else 0 end as numerator,
    case when declaration.measure = ratio.denominator_measure then declaration.amount else 0 end as denominator,
    case
        when declaration.measure = ratio.numerator_measure then format('Khai báo của tử số: {:t.}', declaration.amount)
        else format('Khai báo của mẫu số: {:t.}', declaration.amount)
    end as reason,
    declaration.export_id,
    declaration.file_no,
    declaration.line_no
from core.declaration as declaration
inner join run.indicator as ratio
    on
        ratio.kind = 'flow'
        and declaration.measure in (ratio.numerator_measure, ratio.denominator_measure)
inner join run.window_month as delivered on declaration.month = delivered.month
