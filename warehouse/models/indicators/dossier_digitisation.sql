-- Dossiers resolved in the window, and those of them digitised on both sides: a file came in, and
-- where the procedure gives a result, it went out electronically.
-- grain: basis, unit_code
select
    span.basis,
    dossier.unit_code,
    count(*) filter (
        where dossier.has_file and (not dossier.needs_result or dossier.has_e_result)
    ) as numerator,
    count(*) as denominator
from core.dossier as dossier
inner join run.span as span on dossier.resolved_on between span.starts_on and span.ends_on
group by all
