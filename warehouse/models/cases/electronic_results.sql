-- Each dossier by whether its result is electronic.
-- grain: basis, record
select
    basis,
    unit_code,
    null::varchar[] as performed_at,
    dossier_id as record,
    case
        when why_outside is not null or not needs_result then 'left_out'
        when has_e_result then 'counted'
        else 'not_counted'
    end as outcome,
    case
        when why_outside is not null then why_outside
        when not needs_result then 'Thủ tục không trả kết quả giấy tờ'
        when has_e_result then 'Có tệp kết quả điện tử'
        else 'Không có tệp kết quả điện tử'
    end as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    export_id,
    file_no,
    line_no
from cases.resolved_dossier
