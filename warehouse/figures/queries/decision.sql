-- What persons accepted of the exports that a revision was computed from. grain: one decision
select
    decision.kind, decision.rule, decision.name, decision.reason, export.province, export.month,
    decision.counts, decision.bound_to, decision.decided_at
from mart.decision as decision
inner join raw.export as export on decision.bound_to = split_part(export.digest, '.', 1)
inner join mart.revision_export as seen on export.export_id = seen.export_id
where seen.plan_id = $plan_id and seen.period = $period and seen.revision = $revision
order by export.month, decision.decided_at, decision.rule
