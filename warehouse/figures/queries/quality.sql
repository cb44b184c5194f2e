-- What became of every delivered row of one revision.
select month, export_revision, dataset, is_unplaced, rows_in, loaded, superseded, quarantined
from mart.quality
where plan_id = $plan_id and period = $period and revision = $revision
order by month, dataset, is_unplaced
