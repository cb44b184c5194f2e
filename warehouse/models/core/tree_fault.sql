-- Where the tree of units in force does not hold, across the months that delivered its rows. Such a unit
-- would leave every sum, or enter those of another province. The province that sent the row, as the successor of
-- the plan's own, is no other.
-- grain: unit_code
select
    listed_unit.unit_code,
    listed_unit.parent_code,
    case
        when placed.unit_code is null then 'circle'
        when above.unit_code is not null or listed_unit.parent_code = cycle.province then null
        when
            split_part(listed_unit.unit_code, '.', 1) <> cycle.province
            and coalesce(split_part(listed_unit.unit_code, '.', 1) <> delivered.province, true)
            then 'other_province'
        when listed_unit.parent_code is not null then 'no_parent'
    end as fault,
    listed_unit.export_id,
    listed_unit.file_no,
    listed_unit.line_no
from core.listed_unit as listed_unit
cross join run.cycle as cycle
left join raw.export as delivered on listed_unit.export_id = delivered.export_id
left join core.unit as placed on listed_unit.unit_code = placed.unit_code
left join core.listed_unit as above on listed_unit.parent_code = above.unit_code
where fault is not null
