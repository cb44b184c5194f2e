-- Each dossier by what of it is digital: what came in, and what goes out where the procedure gives a result.
-- grain: basis, record
select
    basis,
    unit_code,
    null::varchar[] as performed_at,
    dossier_id as record,
    case
        when why_outside is not null then 'left_out'
        when has_file and (not needs_result or has_e_result) then 'counted'
        else 'not_counted'
    end as outcome,
    case
        when why_outside is not null then why_outside
        when not has_file and needs_result and not has_e_result
            then 'Không có tệp đầu vào và không có tệp kết quả điện tử'
        when not has_file then 'Không có tệp đầu vào'
        when not needs_result then 'Có tệp đầu vào, thủ tục không trả kết quả giấy tờ'
        when has_e_result then 'Có tệp đầu vào và tệp kết quả điện tử'
        else 'Không có tệp kết quả điện tử'
    end as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    export_id,
    file_no,
    line_no
from cases.resolved_dossier
