-- Each answer by its grade; those given in the window count.
-- grain: basis, record
with placed as (
    select
        span.basis,
        rating.*,
        cast(rating.rated_at as date) between span.starts_on and span.ends_on as is_inside
    from core.rating as rating
    cross join run.span as span
)

select
    basis,
    unit_code,
    rating_id as record,
    cast(is_inside as bigint) as denominator,
    cast(is_inside and grade in (1, 2) as bigint) as numerator,
    case
        when not is_inside then 'Đánh giá ngoài kỳ: ' || strftime(rated_at, '%d/%m/%Y')
        when grade = 1 then 'Rất hài lòng'
        when grade = 2 then 'Hài lòng'
        else 'Không hài lòng'
    end as reason,
    export_id,
    file_no,
    line_no
from placed
