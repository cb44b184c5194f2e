-- Every dossier against each window: is_inside says whether it was resolved in it, why_outside why not.
-- grain: basis, dossier_id
select
    span.basis,
    dossier.unit_code,
    dossier.dossier_id,
    dossier.finished_at,
    dossier.due_at,
    dossier.is_on_time,
    dossier.paused_seconds,
    dossier.has_file,
    dossier.needs_result,
    dossier.has_e_result,
    coalesce(dossier.resolved_on between span.starts_on and span.ends_on, false) as is_inside,
    case
        when is_inside then null
        when dossier.resolved_on is not null
            then 'Giải quyết ngoài kỳ: ' || strftime(dossier.resolved_on, '%d/%m/%Y')
        when dossier.status = 7 then 'Đã rút hồ sơ (trạng thái 7)'
        else 'Chưa giải quyết xong: trạng thái ' || dossier.status
    end as why_outside,
    dossier.export_id,
    dossier.file_no,
    dossier.line_no
from core.dossier as dossier
cross join run.span as span
