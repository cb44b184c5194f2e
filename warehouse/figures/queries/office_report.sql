-- The newest published revision of each period: its verdicts on the year to date, and whether its data are made up.
-- grain: plan_id, period
with newest as (
    select
        plan_id,
        period,
        max(revision) as revision
    from mart.revision
    where state = 'published'
    group by plan_id, period
),

made_up as (
    select
        plan_id,
        period,
        revision,
        bool_or(is_synthetic) as is_synthetic
    from mart.export
    group by plan_id, period, revision
)

select
    newest.plan_id,
    newest.period,
    newest.revision,
    publication.published_at,
    publication.manifest,
    coalesce(made_up.is_synthetic, false) as is_synthetic,
    count(*) filter (where figure.status = 'met') as met,
    count(*) filter (where figure.status = 'not_met') as not_met,
    count(*) filter (where figure.status not in ('met', 'not_met')) as other
from newest
left join mart.publication as publication using (plan_id, period, revision)
left join made_up using (plan_id, period, revision)
left join mart.figure as figure
    on
        newest.plan_id = figure.plan_id
        and newest.period = figure.period
        and newest.revision = figure.revision
        and figure.basis = 'ytd'
        and figure.scope_kind = 'headline'
        and figure.unit_basis = 'as_received'
        and figure.is_judged
group by all
order by newest.plan_id, newest.period
