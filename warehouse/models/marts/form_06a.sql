-- Form II.06a of Thông tư 01/2020/TT-VPCP for the period's own window, by unit and by level.
-- c3 = c4 + c5 + c6; c7 = c8 + c9 + c10; c11 = c12 + c13; c3 = c7 + c11; on the same data c6 is the c11 of the
-- window before.
-- grain: scope, level, unit_code
with counted as (
    select
        unit_code,
        unit_name,
        level,
        count(*) filter (where is_new and channel = 2) as c4,
        count(*) filter (where is_new and channel <> 2) as c5,
        count(*) filter (where not is_new) as c6,
        count(*) filter (where is_ended and not is_late and is_early) as c8,
        count(*) filter (where is_ended and not is_late and not is_early) as c9,
        count(*) filter (where is_ended and is_late) as c10,
        count(*) filter (where not is_ended and not is_overdue) as c12,
        count(*) filter (where not is_ended and is_overdue) as c13
    from cases.form_06a_dossier
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
