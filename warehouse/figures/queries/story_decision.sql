-- What persons decided about the exports and the revisions of one period. grain: one decision
select
    kind,
    rule,
    name,
    reason,
    counts,
    bound_to,
    decided_at
from mart.decision
where
    (plan_id = $plan_id and period = $period)
    or bound_to in (
        select export.digest
        from mart.revision_export as used
        inner join raw.export as export on used.export_id = export.export_id
        where used.plan_id = $plan_id and used.period = $period
    )
order by decided_at, rule
