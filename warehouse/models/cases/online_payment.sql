-- Each dossier by whether it owes a fee and how it was paid.
-- grain: basis, record
select
    basis,
    unit_code,
    null::varchar[] as performed_at,
    dossier_id as record,
    case
        when why_outside is not null or fee_due <= 0 then 'left_out'
        when is_paid_online then 'counted'
        else 'not_counted'
    end as outcome,
    case
        when why_outside is not null then why_outside
        when fee_due <= 0 then 'Không có phí, lệ phí'
        when is_paid_online
            then format('Đã thanh toán trực tuyến: {:t.} đồng', cast(fee_due as bigint))
        else format('Không thanh toán trực tuyến: {:t.} đồng', cast(fee_due as bigint))
    end as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    export_id,
    file_no,
    line_no
from cases.received_dossier
