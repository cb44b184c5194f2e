-- The communes of today on the land of the plan's ended district; none before its end.
select
    unit_code,
    unit_name,
    extent,
    is_counted,
    parts_inside,
    parts_outside
from mart.territory
where plan_id = $plan_id and period = $period and revision = $revision
order by unit_code
