-- Each procedure of the catalogue in force by how far it is offered online; those fit for full online
-- service count, with the set of levels that perform them. A blank flag is unknown: its procedure is left out.
-- grain: basis, record
select
    span.basis,
    procedure.unit_code,
    list_sort(list_distinct(procedure.performed_at)) as performed_at,
    procedure.procedure_code as record,
    cast(coalesce(
        procedure.is_fit_for_full and procedure.is_public is not null and procedure.service_level is not null, false
    ) as bigint) as denominator,
    cast(coalesce(
        procedure.is_fit_for_full and procedure.is_public and procedure.service_level = 'toan_trinh', false
    ) as bigint) as numerator,
    case
        when procedure.is_fit_for_full is null then 'Chưa rõ có đủ điều kiện cung cấp toàn trình (cột để trống)'
        when not procedure.is_fit_for_full then 'Không đủ điều kiện cung cấp toàn trình'
        when procedure.service_level is null then 'Chưa rõ mức độ cung cấp (cột để trống)'
        when procedure.is_public is null then 'Chưa rõ đã công khai hay chưa (cột để trống)'
        when procedure.service_level = 'toan_trinh' and procedure.is_public then 'Toàn trình, đã công khai'
        when procedure.service_level = 'toan_trinh' then 'Toàn trình, chưa công khai trên Cổng Dịch vụ công quốc gia'
        when procedure.service_level = 'mot_phan' then 'Mới cung cấp một phần'
        when procedure.service_level = 'thong_tin' then 'Mới cung cấp thông tin'
        else 'Không rõ mức độ cung cấp'
    end as reason,
    procedure.export_id,
    procedure.file_no,
    procedure.line_no
from core.procedure as procedure
cross join run.span as span
