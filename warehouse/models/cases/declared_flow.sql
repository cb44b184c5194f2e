-- Each declared number that feeds the explained indicator: the window's months add up.
-- A number is of the numerator or of the denominator; without its part in the other it stays alone.
-- grain: basis, unit_code, record
select
    delivered.basis,
    declaration.unit_code,
    null::varchar[] as performed_at,
    declaration.measure || ' ' || declaration.month as record,
    case when declaration.measure = explained.numerator_measure then 'counted' else 'not_counted' end
        as outcome,
    case outcome when 'counted' then 'Khai báo của tử số' else 'Khai báo của mẫu số' end
    || format(': {:t.}', declaration.amount) as reason,
    case when outcome = 'counted' then declaration.amount else 0 end as numerator,
    case when outcome = 'counted' then 0 else declaration.amount end as denominator,
    declaration.export_id,
    declaration.file_no,
    declaration.line_no
from core.declaration as declaration
inner join run.explained as explained
    on declaration.measure in (explained.numerator_measure, explained.denominator_measure)
inner join run.window_month as delivered on declaration.month = delivered.month
