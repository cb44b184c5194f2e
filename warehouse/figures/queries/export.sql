-- The months of the year to date, delivered or not.
select month, export_revision as revision, created, is_delivered as delivered, is_synthetic as synthetic
from mart.export
where plan_id = $plan_id and period = $period and revision = $revision
order by month
