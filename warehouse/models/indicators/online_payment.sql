-- Dossiers received in the window that owe a fee, and those of them paid online.
-- grain: basis, unit_code
select
    span.basis,
    dossier.unit_code,
    count(*) filter (where dossier.is_paid_online) as numerator,
    count(*) as denominator
from core.dossier as dossier
inner join run.span as span on dossier.received_on between span.starts_on and span.ends_on
where dossier.fee_due > 0
group by all
