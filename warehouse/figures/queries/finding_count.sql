-- How many rows each rule took.
select month, dataset, rule, severity, title, advice, rows
from mart.finding_count
where plan_id = $plan_id and period = $period and revision = $revision
order by month, dataset, severity, length(rule), rule
