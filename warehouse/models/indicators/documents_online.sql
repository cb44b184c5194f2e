-- Documents handled in the window's months, and those handled electronically (declared).
-- grain: basis, unit_code
select
    basis,
    unit_code,
    coalesce(sum(amount) filter (where measure = 'van_ban_dien_tu'), 0) as numerator,
    coalesce(sum(amount) filter (where measure = 'van_ban'), 0) as denominator
from core.declared_flow
where measure in ('van_ban_dien_tu', 'van_ban')
group by all
