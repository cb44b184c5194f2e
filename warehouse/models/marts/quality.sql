-- What became of every delivered row: rows_in = loaded + superseded + quarantined.
-- grain: month, export_revision, dataset
with in_force as (
    select export_id, 'ho_so' as dataset, count(*) as loaded from core.dossier group by all
    union all
    select export_id, 'cong_bo', count(*) from core.publication group by all
    union all
    select export_id, 'pakn', count(*) from core.petition group by all
    union all
    select export_id, 'danh_gia', count(*) from core.rating group by all
    union all
    select export_id, 'khai_bao', count(*) from core.declaration group by all
    union all
    select export_id, 'danh_gia_766', count(*) from core.evaluation_in_force group by all
    union all
    select export.export_id, 'tthc', count(*)
    from core.procedure as procedure
    inner join run.export as export on export.is_newest
    group by all
    union all
    select export.export_id, 'don_vi', count(*)
    from core.unit as unit
    inner join run.export as export on export.is_newest
    where unit.is_listed
    group by all
)

select
    export.month,
    export.revision as export_revision,
    delivery.dataset,
    delivery.rows_in,
    coalesce(in_force.loaded, 0) as loaded,
    delivery.rows_in - delivery.quarantined - coalesce(in_force.loaded, 0) as superseded,
    delivery.quarantined
from raw.delivery as delivery
inner join run.export as export on delivery.export_id = export.export_id
left join in_force
    on delivery.export_id = in_force.export_id and delivery.dataset = in_force.dataset
