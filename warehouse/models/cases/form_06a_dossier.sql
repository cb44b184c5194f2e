-- The dossiers of form II.06a in the period's own window, each with the columns that it counts in.
-- A dossier is ended on the day it was resolved (status 9 or 10) or withdrawn (7; without a day of its own, on
-- the day it was received), and pending from its receipt until then. As the form's footnotes have it, a
-- withdrawn dossier is answered on time (9), one that waits for its applicant or is stopped (5, 6, 8) is
-- pending in time (12).
-- grain: dossier_id
with ended as (
    select
        *,
        status = 7 as is_withdrawn,
        case when status = 7 then coalesce(cast(finished_at as date), received_on) else resolved_on end as ended_on
    from core.dossier
)

select
    dossier.dossier_id,
    unit.unit_code,
    unit.unit_name,
    unit.level,
    dossier.channel,
    dossier.received_on >= span.starts_on as is_new,
    dossier.is_withdrawn,
    coalesce(dossier.ended_on <= span.ends_on, false) as is_ended,
    not dossier.is_withdrawn and not coalesce(dossier.is_on_time, true) as is_late,
    not dossier.is_withdrawn
    and coalesce(cast(dossier.finished_at as date) < cast(dossier.due_at as date), false) as is_early,
    dossier.status not in (5, 6, 8) and coalesce(cast(dossier.due_at as date) < span.ends_on, false) as is_overdue
from ended as dossier
inner join run.span as span
    on
        span.basis = 'period'
        and dossier.received_on <= span.ends_on
        and coalesce(dossier.ended_on >= span.starts_on, true)
inner join core.unit as unit on dossier.unit_code = unit.unit_code and unit.is_in_area
