-- What becomes of every record in force: it counts at its unit inside the plan's area, or its unit lies
-- outside of it. A cycle stops unless in_force = in_area + outside_area.
-- grain: dataset
with in_force as (
    select 'ho_so' as dataset, unit_code from core.dossier
    union all
    select 'cong_bo', unit_code from core.publication
    union all
    select 'pakn', unit_code from core.petition
    union all
    select 'danh_gia', unit_code from core.rating
    union all
    select 'khai_bao', unit_code from core.declaration
),

delivered as (
    select dataset, unit_code, count(*) as records from in_force group by all
)

select
    delivered.dataset,
    cast(sum(delivered.records) as bigint) as in_force,
    cast(coalesce(sum(delivered.records * placed.inside), 0) as bigint) as in_area,
    cast(coalesce(sum(delivered.records * placed.outside), 0) as bigint) as outside_area
from delivered
left join (
    select unit_code, count(*) filter (where is_in_area) as inside, count(*) filter (where not is_in_area) as outside
    from core.unit
    group by all
) as placed on delivered.unit_code = placed.unit_code
group by all
