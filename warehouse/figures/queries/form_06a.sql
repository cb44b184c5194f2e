-- Form II.06a by level and unit.
select scope, level, unit_code, unit_name, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13
from mart.form_06a
where plan_id = $plan_id and period = $period and revision = $revision
order by
    list_position(['total', 'level', 'unit'], scope),
    list_position(['province', 'district', 'commune'], level),
    unit_code
