-- Every row sent back or doubtful.
select
    unit_code, unit_name, month, dataset, record, severity, rule, title, advice, field, value, file, line
from mart.finding
where plan_id = $plan_id and period = $period and revision = $revision
order by unit_code nulls last, severity, dataset, month, file, line, rule
