-- The newest published revision of each period, with the exports that it was computed from by month.
-- grain: plan_id, period
with newest as (
    select
        plan_id,
        period,
        revision,
        inputs_digest,
        code_version,
        state
    from warehouse.mart.revision
    where state = 'published' and ($plan_id is null or plan_id = $plan_id)
    qualify row_number() over (partition by plan_id, period order by revision desc) = 1
)

select
    newest.*,
    publication.published_at,
    publication.manifest,
    coalesce(
        map(
            list(export.month order by export.month) filter (where export.month is not null),
            list(export.digest order by export.month) filter (where export.month is not null)
        ),
        map([], [])
    ) as exports
from newest
left join warehouse.mart.publication as publication
    on
        newest.plan_id = publication.plan_id
        and newest.period = publication.period
        and newest.revision = publication.revision
left join warehouse.mart.revision_export as used
    on
        newest.plan_id = used.plan_id
        and newest.period = used.period
        and newest.revision = used.revision
left join warehouse.raw.export as export on used.export_id = export.export_id
group by all
order by newest.plan_id, newest.period
