-- Each dossier by how it was filed; those received in the window count.
-- grain: basis, record
select
    basis,
    unit_code,
    dossier_id as record,
    cast(is_inside as bigint) as denominator,
    cast(is_inside and channel = 2 as bigint) as numerator,
    case
        when not is_inside then why_outside
        when channel = 2 then 'Nộp trực tuyến'
        when channel = 3 then 'Nộp qua bưu chính'
        else 'Nộp trực tiếp'
    end as reason,
    export_id,
    file_no,
    line_no
from cases.received_dossier
