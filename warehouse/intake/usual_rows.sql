-- How many rows the six months before an export held of each dataset, and the version it replaces.
-- grain: dataset
with newest as (
    select
        export_id,
        month
    from raw.export
    where province = $province and month <= $month and digest <> $digest
    qualify row_number() over (partition by month order by created_at desc, revision desc) = 1
),

counted as (
    select
        newest.month,
        delivery.dataset,
        delivery.rows_in,
        newest.month < $month as is_before,
        row_number() over (
            partition by delivery.dataset, newest.month < $month order by newest.month desc
        ) as recency
    from newest
    inner join raw.delivery as delivery on newest.export_id = delivery.export_id
)

select
    dataset,
    count(*) filter (where is_before and recency <= 6) as months,
    cast(coalesce(median(rows_in) filter (where is_before and recency <= 6), 0) as bigint) as usual,
    coalesce(max(rows_in) filter (where is_before), 0) as most,
    coalesce(max(rows_in) filter (where is_before and recency = 1), 0) as latest,
    max(rows_in) filter (where not is_before) as replaced
from counted
group by all
