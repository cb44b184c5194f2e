-- The units of today on the land of the plan's ended district or merged province; none before its end.
select
    unit_code,
    unit_name,
    level,
    extent,
    is_counted,
    parts_inside,
    parts_outside
from mart.territory
where plan_id = $plan_id and period = $period and revision = $revision
order by unit_code
