-- Every dossier against each window: is_inside says whether it was received in it, why_outside why not.
-- grain: basis, dossier_id
select
    span.basis,
    dossier.unit_code,
    dossier.dossier_id,
    dossier.channel,
    dossier.fee_due,
    dossier.is_paid_online,
    dossier.is_reused,
    dossier.is_synced,
    coalesce(dossier.received_on between span.starts_on and span.ends_on, false) as is_inside,
    case
        when is_inside then null
        when dossier.received_on is not null
            then 'Tiếp nhận ngoài kỳ: ' || strftime(dossier.received_on, '%d/%m/%Y')
        when dossier.status = 1 then 'Chưa tiếp nhận (trạng thái 1)'
        when dossier.status = 3 then 'Không được tiếp nhận (trạng thái 3)'
        else 'Không có ngày tiếp nhận'
    end as why_outside,
    dossier.export_id,
    dossier.file_no,
    dossier.line_no
from core.dossier as dossier
cross join run.span as span
