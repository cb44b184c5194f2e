-- The approvals of one published manifest. One counts when its person did not accept any of the data behind the
-- revision at the gate: another person must look too. grain: one approval
with revision_of as (
    select
        plan_id,
        period,
        revision
    from warehouse.mart.publication
    where plan_id = $plan_id and manifest = $manifest
),

acceptor as (
    select distinct lower(decision.name) as name
    from warehouse.mart.decision as decision
    inner join warehouse.raw.export as export on decision.bound_to = split_part(export.digest, '.', 1)
    inner join warehouse.mart.revision_export as used on export.export_id = used.export_id
    inner join revision_of
        on
            used.plan_id = revision_of.plan_id
            and used.period = revision_of.period
            and used.revision = revision_of.revision
    where decision.kind = 'accept'
)

select
    decision.name,
    decision.decided_at,
    lower(decision.name) not in (from acceptor) as is_independent
from warehouse.mart.decision as decision
where decision.kind = 'approve' and decision.plan_id = $plan_id and decision.bound_to = $manifest
order by decision.decided_at, decision.name
