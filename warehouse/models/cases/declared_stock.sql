-- Each declared number that feeds the explained indicator: the latest declared month of the window stands.
-- A number is of the numerator or of the denominator; without its part in the other it stays alone.
-- grain: basis, unit_code, record
with declared as (
    select
        delivered.basis,
        declaration.*,
        declaration.measure = explained.numerator_measure as is_of_numerator,
        max(declaration.month) over (
            partition by delivered.basis, declaration.unit_code, declaration.measure
        ) as latest_month
    from core.declaration as declaration
    inner join run.explained as explained
        on declaration.measure in (explained.numerator_measure, explained.denominator_measure)
    inner join run.window_month as delivered on declaration.month = delivered.month
)

select
    basis,
    unit_code,
    null::varchar[] as performed_at,
    measure || ' ' || month as record,
    case
        when month < latest_month then 'left_out'
        when is_of_numerator then 'counted'
        else 'not_counted'
    end as outcome,
    case outcome
        when 'left_out' then format('Có số mới hơn: {:t.}, tháng {}', amount, latest_month)
        when 'counted' then format('Khai báo của tử số: {:t.}', amount)
        else format('Khai báo của mẫu số: {:t.}', amount)
    end as reason,
    case when outcome = 'counted' then amount else 0 end as numerator,
    case when outcome = 'not_counted' then amount else 0 end as denominator,
    export_id,
    file_no,
    line_no
from declared
