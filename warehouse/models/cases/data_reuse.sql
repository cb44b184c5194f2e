-- Each dossier by whether one of its documents was used again.
-- grain: basis, record
select
    basis,
    unit_code,
    null::varchar[] as performed_at,
    dossier_id as record,
    case
        when why_outside is not null then 'left_out'
        when is_reused then 'counted'
        else 'not_counted'
    end as outcome,
    case
        when why_outside is not null then why_outside
        when is_reused then 'Có thành phần hồ sơ được tái sử dụng'
        else 'Không có thành phần hồ sơ nào được tái sử dụng'
    end as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    export_id,
    file_no,
    line_no
from cases.received_dossier
