-- Each dossier by whether its result is electronic; those count that were resolved in the window and whose
-- procedure gives a result.
-- grain: basis, record
select
    basis,
    unit_code,
    dossier_id as record,
    cast(is_inside and needs_result as bigint) as denominator,
    cast(is_inside and needs_result and has_e_result as bigint) as numerator,
    case
        when not is_inside then why_outside
        when not needs_result then 'Thủ tục không trả kết quả giấy tờ'
        when has_e_result then 'Có tệp kết quả điện tử'
        else 'Không có tệp kết quả điện tử'
    end as reason,
    export_id,
    file_no,
    line_no
from cases.resolved_dossier
