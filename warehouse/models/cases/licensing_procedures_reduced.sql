-- Each procedure of the catalogue in force by what was done to its licensing.
-- grain: basis, record
select
    span.basis,
    procedure.unit_code,
    list_sort(list_distinct(procedure.performed_at)) as performed_at,
    procedure.procedure_code as record,
    case
        when not procedure.is_licensing then 'left_out'
        when procedure.reduction is not null then 'counted'
        else 'not_counted'
    end as outcome,
    case
        when not procedure.is_licensing then 'Không phải thủ tục cấp phép'
        when procedure.reduction = 'cat_giam' then 'Đã cắt giảm'
        when procedure.reduction = 'tu_dong' then 'Đã tự động hóa'
        when procedure.reduction is not null then 'Đã cắt giảm hoặc tự động hóa: ' || procedure.reduction
        else 'Chưa cắt giảm, chưa tự động hóa'
    end as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    procedure.export_id,
    procedure.file_no,
    procedure.line_no
from core.procedure as procedure
cross join run.span as span
