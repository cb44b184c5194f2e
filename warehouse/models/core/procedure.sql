-- The procedure catalogue in force: the newest snapshot whole.
-- grain: procedure_code
select
    snapshot.procedure_code,
    snapshot.procedure_name,
    snapshot.unit_code,
    snapshot.performed_at,
    snapshot.service_level,
    snapshot.is_public,
    snapshot.is_fit_for_full,
    snapshot.gives_paper_result,
    snapshot.is_boundary_free,
    snapshot.is_licensing,
    snapshot.reduction,
    snapshot.export_id,
    snapshot.file_no,
    snapshot.line_no
from raw.tthc as snapshot
inner join run.export as export on snapshot.export_id = export.export_id and export.is_newest
qualify row_number() over (
    partition by snapshot.procedure_code
    order by snapshot.file_no desc, snapshot.line_no desc
) = 1
