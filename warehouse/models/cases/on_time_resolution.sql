-- Each dossier by its deadline; time spent waiting for the applicant's supplements is not the office's.
-- grain: basis, record
with worded as (
    select
        *,
        -- a deadline without a time is kept as the last microsecond of its day
        case
            when date_part('microsecond', due_at) = 59999999 then strftime(due_at, '%d/%m/%Y')
            else strftime(due_at, '%d/%m/%Y %H:%M')
        end as due_text,
        strftime(finished_at, '%d/%m/%Y %H:%M') as finished_text,
        case
            when paused_seconds > 0
                then ', chờ bổ sung ' || replace(format('{:.1f}', paused_seconds / 86400), '.', ',') || ' ngày'
            else ''
        end as pause_text
    from cases.resolved_dossier
)

select
    basis,
    unit_code,
    null::varchar[] as performed_at,
    dossier_id as record,
    case
        when why_outside is not null or is_on_time is null then 'left_out'
        when is_on_time then 'counted'
        else 'not_counted'
    end as outcome,
    case
        when why_outside is not null then why_outside
        when is_on_time is null then 'Không có ngày hẹn trả'
        else
            case
                when not is_on_time then 'Quá hạn'
                when finished_at > due_at then 'Đúng hạn sau khi trừ thời gian chờ bổ sung'
                else 'Đúng hạn'
            end
            || ': hẹn trả ' || due_text || ', xong ' || finished_text || pause_text
    end as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    export_id,
    file_no,
    line_no
from worded
