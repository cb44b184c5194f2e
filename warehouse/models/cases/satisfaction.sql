-- Each answer given in the window, or delivered for the last time in one of its months, by its grade.
-- grain: basis, record
with placed as (
    select
        span.basis,
        rating.*,
        cast(rating.rated_at as date) between span.starts_on and span.ends_on as is_inside
    from core.rating as rating
    inner join run.export as export on rating.export_id = export.export_id
    cross join run.span as span
    left join run.window_month as delivered
        on span.basis = delivered.basis and export.month = delivered.month
    where delivered.month is not null or is_inside
)

select
    basis,
    unit_code,
    null::varchar[] as performed_at,
    rating_id as record,
    case when not is_inside then 'left_out' when grade in (1, 2) then 'counted' else 'not_counted' end
        as outcome,
    case
        when not is_inside then 'Đánh giá ngoài kỳ: ' || strftime(rated_at, '%d/%m/%Y')
        when grade = 1 then 'Rất hài lòng'
        when grade = 2 then 'Hài lòng'
        else 'Không hài lòng'
    end as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    export_id,
    file_no,
    line_no
from placed
