-- The dossiers that an indicator of resolutions looks at: resolved in the window, or delivered for
-- the last time in one of its months; why_outside says why one of the latter is not among the resolved.
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
    case
        when dossier.resolved_on between span.starts_on and span.ends_on then null
        when dossier.resolved_on is not null
            then 'Giải quyết ngoài kỳ: ' || strftime(dossier.resolved_on, '%d/%m/%Y')
        when dossier.status = 7 then 'Đã rút hồ sơ (trạng thái 7)'
        else 'Chưa giải quyết xong: trạng thái ' || dossier.status
    end as why_outside,
    dossier.export_id,
    dossier.file_no,
    dossier.line_no
from core.dossier as dossier
inner join run.export as export on dossier.export_id = export.export_id
cross join run.span as span
left join run.window_month as delivered
    on span.basis = delivered.basis and export.month = delivered.month
where
    delivered.month is not null
    or dossier.resolved_on between span.starts_on and span.ends_on
