-- The portal's own points of a revision, the whole area first.
select
    basis,
    unit_code,
    unit_name,
    level,
    is_whole,
    document,
    time_type,
    year,
    part,
    score,
    max_score,
    quality
from mart.portal_score
where plan_id = $plan_id and period = $period and revision = $revision
order by
    basis asc, is_whole desc,
    list_position(['province', 'district', 'commune'], level) asc, unit_code asc, document asc
