-- Each dossier by whether it owes a fee and how it was paid; those count that owe one and were received
-- in the window.
-- grain: basis, record
select
    basis,
    unit_code,
    dossier_id as record,
    cast(is_inside and fee_due > 0 as bigint) as denominator,
    cast(is_inside and fee_due > 0 and is_paid_online as bigint) as numerator,
    case
        when not is_inside then why_outside
        when fee_due <= 0 then 'Không có phí, lệ phí'
        when is_paid_online then format('Đã thanh toán trực tuyến: {:t.} đồng', cast(fee_due as bigint))
        else format('Không thanh toán trực tuyến: {:t.} đồng', cast(fee_due as bigint))
    end as reason,
    export_id,
    file_no,
    line_no
from cases.received_dossier
