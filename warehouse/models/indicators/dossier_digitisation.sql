-- Each dossier by what of it is digital: what came in, and what goes out where the procedure gives a
-- result; those resolved in the window count.
-- grain: basis, record
select
    basis,
    unit_code,
    dossier_id as record,
    cast(is_inside as bigint) as denominator,
    cast(is_inside and has_file and (not needs_result or has_e_result) as bigint) as numerator,
    case
        when not is_inside then why_outside
        when not has_file and needs_result and not has_e_result
            then 'Không có tệp đầu vào và không có tệp kết quả điện tử'
        when not has_file then 'Không có tệp đầu vào'
        when not needs_result then 'Có tệp đầu vào, thủ tục không trả kết quả giấy tờ'
        when has_e_result then 'Có tệp đầu vào và tệp kết quả điện tử'
        else 'Không có tệp kết quả điện tử'
    end as reason,
    export_id,
    file_no,
    line_no
from cases.resolved_dossier
