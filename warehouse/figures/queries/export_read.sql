-- The exports that a revision was computed from, with their files.
select
    export.province, export.month, export.revision, export.digest,
    resource.path, resource.dataset, resource.bytes, resource.hash
from mart.revision_export as used
inner join raw.export as export on used.export_id = export.export_id
inner join raw.resource as resource on export.export_id = resource.export_id
where used.plan_id = $plan_id and used.period = $period and used.revision = $revision
order by export.month, resource.file_no
