-- Each procedure of the catalogue in force by whether it was cut or automated; those that give a licence
-- count, with the set of levels that perform them. A blank flag is unknown: its procedure is left out.
-- grain: basis, record
select
    span.basis,
    procedure.unit_code,
    list_sort(list_distinct(procedure.performed_at)) as performed_at,
    procedure.procedure_code as record,
    cast(coalesce(procedure.is_licensing, false) as bigint) as denominator,
    cast(coalesce(procedure.is_licensing and procedure.reduction is not null, false) as bigint) as numerator,
    case
        when procedure.is_licensing is null then 'Chưa rõ có phải thủ tục cấp phép hay không (cột để trống)'
        when not procedure.is_licensing then 'Không phải thủ tục cấp phép'
        when procedure.reduction = 'cat_giam' then 'Đã cắt giảm'
        when procedure.reduction = 'tu_dong' then 'Đã tự động hóa'
        when procedure.reduction is not null then 'Đã cắt giảm hoặc tự động hóa: ' || procedure.reduction
        else 'Chưa cắt giảm, chưa tự động hóa'
    end as reason,
    procedure.export_id,
    procedure.file_no,
    procedure.line_no
from core.procedure as procedure
cross join run.span as span
