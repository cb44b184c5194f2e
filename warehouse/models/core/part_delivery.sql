-- Of each dataset of a delivery that is of more than the plan's area, what belongs to it: the rows of its units and,
-- apart, those sent back whose unit cannot be told. The catalogue of procedures is everybody's. None of a delivery
-- that is all the plan's own.
-- grain: export_id, dataset, is_unplaced
with accepted as (
    select export_id, 'ho_so' as dataset, unit_code, count(*) as rows_in from raw.ho_so group by all
    union all
    select export_id, 'cong_bo', unit_code, count(*) from raw.cong_bo group by all
    union all
    select export_id, 'pakn', unit_code, count(*) from raw.pakn group by all
    union all
    select export_id, 'danh_gia', unit_code, count(*) from raw.danh_gia group by all
    union all
    select export_id, 'khai_bao', unit_code, count(*) from raw.khai_bao group by all
    union all
    select export_id, 'danh_gia_766', unit_code, count(*) from raw.danh_gia_766 group by all
    union all
    select export_id, 'don_vi', unit_code, count(*) from raw.don_vi group by all
),

sent_back as (
    select export_id, dataset, any_value(unit_code) as unit_code
    from raw.finding
    where severity = 'quarantine' and dataset <> 'tthc'
    group by export_id, dataset, file_no, line_no
),

of_unit as (
    select export_id, dataset, unit_code, rows_in, 0 as quarantined from accepted
    union all
    select export_id, dataset, unit_code, count(*), count(*) from sent_back group by all
),

part as (
    select
        of_unit.export_id,
        of_unit.dataset,
        unit.unit_code is null as is_unplaced,
        sum(of_unit.rows_in)::bigint as rows_in,
        sum(of_unit.quarantined)::bigint as quarantined
    from of_unit
    left join core.nearest_unit as nearest on of_unit.unit_code = nearest.carried_code
    left join core.unit as unit on coalesce(nearest.unit_code, of_unit.unit_code) = unit.unit_code
    where unit.unit_code is null or unit.is_in_area
    group by all
),

delivered as (
    select delivery.*
    from raw.delivery as delivery
    inner join run.export as export on delivery.export_id = export.export_id and export.is_part
)

select
    delivered.export_id,
    delivered.dataset,
    false as is_unplaced,
    case delivered.dataset when 'tthc' then delivered.rows_in else coalesce(part.rows_in, 0) end as rows_in,
    case delivered.dataset when 'tthc' then delivered.quarantined else coalesce(part.quarantined, 0) end
        as quarantined
from delivered
left join part
    on delivered.export_id = part.export_id and delivered.dataset = part.dataset and not part.is_unplaced
-- what no unit of the area ever sends is not missing
where
    delivered.dataset = 'tthc'
    or delivered.rows_in = 0
    or exists (select 1 from part as ever where delivered.dataset = ever.dataset and not ever.is_unplaced)
union all
select
    delivered.export_id,
    delivered.dataset,
    true,
    part.rows_in,
    part.quarantined
from delivered
inner join part on delivered.export_id = part.export_id and delivered.dataset = part.dataset and part.is_unplaced
