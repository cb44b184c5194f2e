-- The approvals of earlier revisions of a period, given before this one was published. grain: one approval
select
    earlier.revision,
    decision.period,
    decision.name,
    decision.decided_at
from mart.decision as decision
inner join mart.publication as earlier
    on decision.plan_id = earlier.plan_id and decision.bound_to = earlier.manifest
left join mart.publication as own
    on
        own.plan_id = $plan_id
        and own.period = $period
        and own.revision = $revision
where
    decision.kind = 'approve'
    and earlier.plan_id = $plan_id
    and earlier.period = $period
    and earlier.revision < $revision
    and (own.published_at is null or decision.decided_at <= own.published_at)
order by decision.decided_at, decision.name
