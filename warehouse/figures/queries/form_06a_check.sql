-- How form II.06a agrees with the targets and with the published form of the window before. What was pending
-- there (11) and is carried over here (6) differ by the dossiers delivered late and by those whose record was
-- changed since; where nothing was published before, previous_pending is empty.
select
    now.target_received,
    now.form_received,
    now.target_resolved,
    now.form_ended,
    now.withdrawn,
    now.carried_over,
    before.c11 as previous_pending,
    now.carried_over_first_delivered as first_delivered,
    now.carried_over - before.c11 - now.carried_over_first_delivered as changed
from mart.form_06a_check as now
left join mart.form_06a as before
    on
        now.plan_id = before.plan_id
        and before.period = $previous_period
        and before.scope = 'total'
        and before.revision = (
            select max(published.revision)
            from mart.revision as published
            where
                published.plan_id = $plan_id
                and published.period = $previous_period
                and published.state = 'published'
        )
where now.plan_id = $plan_id and now.period = $period and now.revision = $revision
