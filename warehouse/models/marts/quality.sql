-- What became of every delivered row of the plan's area: rows_in = loaded + superseded + quarantined.
-- grain: month, export_revision, dataset, is_unplaced
with in_force as (
    select export_id, 'ho_so' as dataset, unit_code from core.dossier
    union all
    select export_id, 'cong_bo', unit_code from core.publication
    union all
    select export_id, 'pakn', unit_code from core.petition
    union all
    select export_id, 'danh_gia', unit_code from core.rating
    union all
    select export_id, 'khai_bao', unit_code from core.declaration
    union all
    select export_id, 'danh_gia_766', unit_code from core.evaluation_in_force
    union all
    select export.export_id, 'tthc', null
    from core.procedure as procedure
    inner join run.export as export on export.is_newest
    union all
    select export.export_id, 'don_vi', unit.unit_code
    from core.unit as unit
    inner join run.export as export on export.is_newest
    where unit.is_listed
),

counted as (
    select in_force.export_id, in_force.dataset, count(*) as loaded
    from in_force
    left join core.unit as unit on in_force.unit_code = unit.unit_code
    where unit.is_in_area is distinct from false
    group by all
),

part as (
    select
        delivery.export_id,
        delivery.dataset,
        false as is_unplaced,
        delivery.rows_in,
        delivery.quarantined
    from raw.delivery as delivery
    inner join run.export as whole on delivery.export_id = whole.export_id and not whole.is_part
    union all
    select export_id, dataset, is_unplaced, rows_in, quarantined from core.part_delivery
)

select
    export.month,
    export.revision as export_revision,
    part.dataset,
    part.is_unplaced,
    part.rows_in,
    coalesce(counted.loaded, 0) as loaded,
    part.rows_in - part.quarantined - coalesce(counted.loaded, 0) as superseded,
    part.quarantined
from part
inner join run.export as export on part.export_id = export.export_id
left join counted
    on part.export_id = counted.export_id and part.dataset = counted.dataset and not part.is_unplaced
