-- Form II.06a of Thông tư 01/2020/TT-VPCP for the period's own window, by unit and by level.
-- Answered: status 9 or 10; pending: the rest of what was received by the end of the window and
-- was neither answered, refused, withdrawn (7) nor resolved before it.
-- c3 = c4 + c5 + c6; c7 = c8 + c9 + c10; c11 = c12 + c13; c3 = c7 + c11.
-- grain: scope, level, unit_code
with placed as (
    select
        unit.unit_code,
        unit.unit_name,
        unit.level,
        dossier.channel,
        dossier.received_on >= span.starts_on as is_new,
        coalesce(dossier.resolved_on <= span.ends_on, false) as is_answered,
        dossier.finished_at,
        dossier.due_at,
        dossier.is_on_time,
        span.ends_on
    from core.dossier as dossier
    inner join run.span as span
        on
            span.basis = 'period'
            and dossier.received_on <= span.ends_on
            and coalesce(dossier.resolved_on >= span.starts_on, dossier.status <> 7)
    inner join core.unit as unit on dossier.unit_code = unit.unit_code and unit.is_in_area
),

counted as (
    select
        unit_code,
        unit_name,
        level,
        count(*) filter (where is_new and channel = 2) as c4,
        count(*) filter (where is_new and channel <> 2) as c5,
        count(*) filter (where not is_new) as c6,
        count(*) filter (
            where is_answered and coalesce(is_on_time, true) and cast(finished_at as date) < cast(due_at as date)
        ) as c8,
        count(*) filter (
            where
                is_answered
                and coalesce(is_on_time, true)
                and coalesce(cast(finished_at as date) >= cast(due_at as date), true)
        ) as c9,
        count(*) filter (where is_answered and not coalesce(is_on_time, true)) as c10,
        count(*) filter (where not is_answered and coalesce(cast(due_at as date) >= ends_on, true)) as c12,
        count(*) filter (where not is_answered and cast(due_at as date) < ends_on) as c13
    from placed
    group by all
)

select
    case when grouping(unit_code) = 0 then 'unit' when grouping(level) = 0 then 'level' else 'total' end as scope,
    level,
    unit_code,
    unit_name,
    coalesce(sum(c4 + c5 + c6), 0)::bigint as c3,
    coalesce(sum(c4), 0)::bigint as c4,
    coalesce(sum(c5), 0)::bigint as c5,
    coalesce(sum(c6), 0)::bigint as c6,
    coalesce(sum(c8 + c9 + c10), 0)::bigint as c7,
    coalesce(sum(c8), 0)::bigint as c8,
    coalesce(sum(c9), 0)::bigint as c9,
    coalesce(sum(c10), 0)::bigint as c10,
    coalesce(sum(c12 + c13), 0)::bigint as c11,
    coalesce(sum(c12), 0)::bigint as c12,
    coalesce(sum(c13), 0)::bigint as c13
from counted
group by grouping sets ((level, unit_code, unit_name), (level), ())
