-- Every revision with its verdict on the year to date, and the exports that fed it.
with fed as (
    select
        used.plan_id,
        used.period,
        used.revision,
        list(
            struct_pack(month := export.month, revision := export.revision, digest := export.digest)
            order by export.month
        ) as exports
    from mart.revision_export as used
    inner join raw.export as export on used.export_id = export.export_id
    group by all
)

select
    revision.plan_id,
    revision.period,
    revision.revision,
    revision.state,
    revision.code_version,
    count(*) filter (where figure.status = 'met') as met,
    count(*) filter (where figure.status = 'not_met') as not_met,
    count(*) filter (where figure.status = 'no_data') as no_data,
    count(*) filter (where figure.status = 'no_activity') as no_activity,
    count(*) filter (where figure.status = 'no_target') as no_target,
    fed.exports
from mart.revision as revision
left join fed
    on
        revision.plan_id = fed.plan_id
        and revision.period = fed.period
        and revision.revision = fed.revision
left join mart.figure as figure
    on
        revision.plan_id = figure.plan_id
        and revision.period = figure.period
        and revision.revision = figure.revision
        and figure.basis = 'ytd'
        and figure.scope_kind = 'headline'
        and figure.unit_basis = 'as_received'
        and figure.is_judged
where $plan_id is null or revision.plan_id = $plan_id
group by all
order by revision.plan_id, revision.period, revision.revision
