-- Every revision with its verdict on the year to date.
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
    count(*) filter (where figure.status = 'no_target') as no_target
from mart.revision as revision
left join mart.figure as figure
    on
        revision.plan_id = figure.plan_id
        and revision.period = figure.period
        and revision.revision = figure.revision
        and figure.basis = 'ytd'
        and figure.scope_kind = 'headline'
        and figure.is_judged
where $plan_id is null or revision.plan_id = $plan_id
group by all
order by revision.plan_id, revision.period, revision.revision
