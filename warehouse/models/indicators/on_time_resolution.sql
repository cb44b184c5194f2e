-- Dossiers resolved in the window with a known due date, and those resolved by it.
-- grain: basis, unit_code
select
    span.basis,
    dossier.unit_code,
    count(*) filter (where dossier.is_on_time) as numerator,
    count(*) as denominator
from core.dossier as dossier
inner join run.span as span on dossier.resolved_on between span.starts_on and span.ends_on
where dossier.is_on_time is not null
group by all
