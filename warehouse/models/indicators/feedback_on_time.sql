-- Each petition by its deadline; those count that were handled in the window, or were due in it and still
-- open at its end. One handled after the window is open at its end, so a later export changes nothing.
-- grain: basis, record
with placed as (
    select
        span.basis,
        petition.*,
        coalesce(cast(petition.handled_at as date) between span.starts_on and span.ends_on, false) as is_handled,
        coalesce(cast(petition.handled_at as date) > span.ends_on, true) as is_open,
        cast(petition.due_at as date) > span.ends_on as is_due_later,
        is_open and coalesce(cast(petition.due_at as date) between span.starts_on and span.ends_on, false)
            as is_overdue,
        petition.handled_at <= petition.due_at as is_in_time
    from core.petition as petition
    cross join run.span as span
)

select
    basis,
    unit_code,
    petition_id as record,
    cast(is_handled or is_overdue as bigint) as denominator,
    cast(is_handled and coalesce(is_in_time, false) as bigint) as numerator,
    case
        when is_handled and is_in_time then 'Xử lý đúng hạn'
        when is_handled and is_in_time is null then 'Xử lý trong kỳ, không có hạn xử lý'
        when is_handled then 'Xử lý quá hạn'
        when is_overdue then 'Đến hạn trong kỳ, cuối kỳ chưa xử lý'
        when not is_open then 'Xử lý trước kỳ'
        when is_due_later is null then 'Chưa xử lý, không có hạn xử lý'
        when is_due_later then 'Chưa xử lý, chưa đến hạn'
        else 'Chưa xử lý, đến hạn trước kỳ'
    end
    || case
        when due_at is null then ': không có hạn'
        -- a deadline without a time is kept as the last microsecond of its day
        when date_part('microsecond', due_at) = 59999999 then ': hạn ' || strftime(due_at, '%d/%m/%Y')
        else ': hạn ' || strftime(due_at, '%d/%m/%Y %H:%M')
    end
    || coalesce(', xử lý ' || strftime(handled_at, '%d/%m/%Y %H:%M'), '') as reason,
    export_id,
    file_no,
    line_no
from placed
