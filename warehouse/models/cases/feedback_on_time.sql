-- Each petition handled in the window, open at its end, or delivered for the last time in one of its
-- months. One handled after the window is open at its end, whatever was delivered later.
-- grain: basis, record
with placed as (
    select
        span.basis,
        petition.unit_code,
        petition.petition_id,
        cast(petition.handled_at as date) between span.starts_on and span.ends_on as is_handled,
        coalesce(cast(petition.handled_at as date) > span.ends_on, true) as is_open,
        cast(petition.due_at as date) between span.starts_on and span.ends_on as is_due,
        cast(petition.due_at as date) > span.ends_on as is_due_later,
        petition.handled_at <= petition.due_at as is_in_time,
        case
            when petition.due_at is null then 'không có hạn'
            -- a deadline without a time is kept as the last microsecond of its day
            when date_part('microsecond', petition.due_at) = 59999999
                then 'hạn ' || strftime(petition.due_at, '%d/%m/%Y')
            else 'hạn ' || strftime(petition.due_at, '%d/%m/%Y %H:%M')
        end
        || coalesce(', xử lý ' || strftime(petition.handled_at, '%d/%m/%Y %H:%M'), '') as dates,
        petition.export_id,
        petition.file_no,
        petition.line_no
    from core.petition as petition
    inner join run.export as export on petition.export_id = export.export_id
    cross join run.span as span
    left join run.window_month as delivered
        on span.basis = delivered.basis and export.month = delivered.month
    where delivered.month is not null or is_handled or (is_open and is_due)
)

select
    basis,
    unit_code,
    null::varchar[] as performed_at,
    petition_id as record,
    case
        when is_handled and is_in_time then 'counted'
        when is_handled or (is_open and is_due) then 'not_counted'
        else 'left_out'
    end as outcome,
    case
        when is_handled and is_in_time then 'Xử lý đúng hạn'
        when is_handled and is_in_time is null then 'Xử lý trong kỳ, không có hạn xử lý'
        when is_handled then 'Xử lý quá hạn'
        when is_open and is_due then 'Đến hạn trong kỳ, cuối kỳ chưa xử lý'
        when not is_open then 'Xử lý trước kỳ'
        when is_due is null then 'Chưa xử lý, không có hạn xử lý'
        when is_due_later then 'Chưa xử lý, chưa đến hạn'
        else 'Chưa xử lý, đến hạn trước kỳ'
    end
    || ': ' || dates as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    export_id,
    file_no,
    line_no
from placed
