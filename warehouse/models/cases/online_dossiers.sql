-- Each dossier by how it was filed.
-- grain: basis, record
select
    basis,
    unit_code,
    null::varchar[] as performed_at,
    dossier_id as record,
    case
        when why_outside is not null then 'left_out'
        when channel = 2 then 'counted'
        else 'not_counted'
    end as outcome,
    case
        when why_outside is not null then why_outside
        when channel = 2 then 'Nộp trực tuyến'
        when channel = 3 then 'Nộp qua bưu chính'
        else 'Nộp trực tiếp'
    end as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    export_id,
    file_no,
    line_no
from cases.received_dossier
