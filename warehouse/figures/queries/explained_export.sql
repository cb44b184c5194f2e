-- The exports that the explained revision was computed from.
select
    export.month,
    export.revision as export_revision,
    export.created_at as created,
    delivered.folder,
    delivered.is_synthetic as synthetic
from run.export as export
inner join raw.export as delivered on export.export_id = delivered.export_id
order by export.month
