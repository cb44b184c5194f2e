-- The revisions of one period: when, from which exports, how many rows came in and went back. grain: revision
with rows_in as (
    select
        revision,
        sum(rows_in)::bigint as rows_in,
        sum(quarantined)::bigint as sent_back
    from mart.quality
    where plan_id = $plan_id and period = $period and not is_unplaced
    group by all
),

fed as (
    select
        used.revision,
        list(
            struct_pack(month := export.month, revision := export.revision, digest := export.digest)
            order by export.month
        ) as exports
    from mart.revision_export as used
    inner join raw.export as export on used.export_id = export.export_id
    where used.plan_id = $plan_id and used.period = $period
    group by all
)

select
    revision.revision,
    revision.state,
    publication.published_at,
    revision.code_version,
    rows_in.rows_in,
    rows_in.sent_back,
    fed.exports,
    publication.manifest
from mart.revision as revision
left join mart.publication as publication using (plan_id, period, revision)
left join rows_in on revision.revision = rows_in.revision
left join fed on revision.revision = fed.revision
where revision.plan_id = $plan_id and revision.period = $period
order by revision.revision
