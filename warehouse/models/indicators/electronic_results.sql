-- Dossiers resolved in the window whose procedure gives a result, and those answered electronically.
-- grain: basis, unit_code
select
    span.basis,
    dossier.unit_code,
    count(*) filter (where dossier.has_e_result) as numerator,
    count(*) as denominator
from core.dossier as dossier
inner join run.span as span on dossier.resolved_on between span.starts_on and span.ends_on
where dossier.needs_result
group by all
