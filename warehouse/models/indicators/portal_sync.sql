-- Dossiers received in the window and synchronised, against the greater of those received and
-- those that the unit reported to the national reporting system for the window's months.
-- grain: basis, unit_code
with received as (
    select
        span.basis,
        dossier.unit_code,
        count(*) filter (where dossier.is_synced) as synced,
        count(*) as received
    from core.dossier as dossier
    inner join run.span as span on dossier.received_on between span.starts_on and span.ends_on
    group by all
),

reported as (
    select
        basis,
        unit_code,
        amount
    from core.declared_flow
    where measure = 'ho_so_tiep_nhan_bcqg'
)

select
    basis,
    unit_code,
    coalesce(received.synced, 0) as numerator,
    greatest(coalesce(received.received, 0), coalesce(reported.amount, 0)) as denominator
from received
full join reported using (basis, unit_code)
