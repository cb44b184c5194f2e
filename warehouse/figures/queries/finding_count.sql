-- How many rows each rule took.
select month, dataset, is_unplaced, rule, severity, title, advice, rows
from mart.finding_count
where plan_id = $plan_id and period = $period and revision = $revision
order by month, dataset, is_unplaced, severity, length(rule), rule
