-- Dossiers received in the window, and those of them with a re-used document.
-- grain: basis, unit_code
select
    span.basis,
    dossier.unit_code,
    count(*) filter (where dossier.is_reused) as numerator,
    count(*) as denominator
from core.dossier as dossier
inner join run.span as span on dossier.received_on between span.starts_on and span.ends_on
group by all
