-- Each dossier by whether one of its documents was used again; those received in the window count.
-- grain: basis, record
select
    basis,
    unit_code,
    dossier_id as record,
    cast(is_inside as bigint) as denominator,
    cast(is_inside and is_reused as bigint) as numerator,
    case
        when not is_inside then why_outside
        when is_reused then 'Có thành phần hồ sơ được tái sử dụng'
        else 'Không có thành phần hồ sơ nào được tái sử dụng'
    end as reason,
    export_id,
    file_no,
    line_no
from cases.received_dossier
