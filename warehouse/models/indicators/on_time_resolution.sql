-- Each dossier by its deadline; those count that were resolved in the window and have one. Time spent
-- waiting for the applicant's supplements is not the office's.
-- grain: basis, record
select
    basis,
    unit_code,
    dossier_id as record,
    cast(is_inside and is_on_time is not null as bigint) as denominator,
    cast(is_inside and coalesce(is_on_time, false) as bigint) as numerator,
    case
        when not is_inside then why_outside
        when is_on_time is null then 'Không có ngày hẹn trả'
        else
            case
                when not is_on_time then 'Quá hạn'
                when finished_at > due_at then 'Đúng hạn sau khi trừ thời gian chờ bổ sung'
                else 'Đúng hạn'
            end
            || ': hẹn trả '
            || case
                -- a deadline without a time is kept as the last microsecond of its day
                when date_part('microsecond', due_at) = 59999999 then strftime(due_at, '%d/%m/%Y')
                else strftime(due_at, '%d/%m/%Y %H:%M')
            end
            || ', xong ' || strftime(finished_at, '%d/%m/%Y %H:%M')
            || case
                when paused_seconds > 0
                    then ', chờ bổ sung ' || replace(format('{:.1f}', paused_seconds / 86400), '.', ',') || ' ngày'
                else ''
            end
    end as reason,
    export_id,
    file_no,
    line_no
from cases.resolved_dossier
