-- What became of the delivered rows of one revision, by dataset.
select
    dataset,
    sum(rows_in)::bigint as rows_in,
    sum(loaded)::bigint as loaded,
    sum(superseded)::bigint as superseded,
    sum(quarantined)::bigint as quarantined
from mart.quality
where plan_id = $plan_id and period = $period and revision = $revision and not is_unplaced
group by all
order by dataset
