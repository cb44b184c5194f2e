-- The dossiers that an indicator of receipts looks at: received in the window, or delivered for the
-- last time in one of its months; why_outside says why one of the latter is not among the received.
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
    case
        when dossier.received_on between span.starts_on and span.ends_on then null
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
inner join run.export as export on dossier.export_id = export.export_id
cross join run.span as span
left join run.window_month as delivered
    on span.basis = delivered.basis and export.month = delivered.month
where
    delivered.month is not null
    or dossier.received_on between span.starts_on and span.ends_on
