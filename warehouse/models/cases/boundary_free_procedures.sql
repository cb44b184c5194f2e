-- Each procedure of the catalogue in force by whether it is performed regardless of boundaries.
-- grain: basis, record
select
    span.basis,
    procedure.unit_code,
    list_sort(list_distinct(procedure.performed_at)) as performed_at,
    procedure.procedure_code as record,
    case
        when not procedure.is_public then 'left_out'
        when procedure.is_boundary_free then 'counted'
        else 'not_counted'
    end as outcome,
    case
        when not procedure.is_public then 'Chưa công khai trên Cổng Dịch vụ công quốc gia'
        when procedure.is_boundary_free then 'Giải quyết phi địa giới'
        else 'Chưa giải quyết phi địa giới'
    end as reason,
    cast(outcome = 'counted' as bigint) as numerator,
    cast(outcome <> 'left_out' as bigint) as denominator,
    procedure.export_id,
    procedure.file_no,
    procedure.line_no
from core.procedure as procedure
cross join run.span as span
