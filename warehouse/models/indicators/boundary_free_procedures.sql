-- Each procedure of the catalogue in force by whether it is performed regardless of boundaries; those
-- public on the national portal count, with the set of levels that perform them. A blank flag is unknown:
-- its procedure is left out.
-- grain: basis, record
select
    span.basis,
    procedure.unit_code,
    list_sort(list_distinct(procedure.performed_at)) as performed_at,
    procedure.procedure_code as record,
    cast(coalesce(procedure.is_public and procedure.is_boundary_free is not null, false) as bigint) as denominator,
    cast(coalesce(procedure.is_public and procedure.is_boundary_free, false) as bigint) as numerator,
    case
        when procedure.is_public is null then 'Chưa rõ đã công khai hay chưa (cột để trống)'
        when not procedure.is_public then 'Chưa công khai trên Cổng Dịch vụ công quốc gia'
        when procedure.is_boundary_free is null then 'Chưa rõ có phi địa giới hay không (cột để trống)'
        when procedure.is_boundary_free then 'Giải quyết phi địa giới'
        else 'Chưa giải quyết phi địa giới'
    end as reason,
    procedure.export_id,
    procedure.file_no,
    procedure.line_no
from core.procedure as procedure
cross join run.span as span
