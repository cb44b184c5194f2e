-- Licensing procedures, and those reduced or automated.
-- Counted by owner and by the set of levels that perform the procedure, so that each procedure
-- stands in one cell and any choice of levels can be summed without counting it twice.
-- grain: basis, unit_code (the owner), performed_at
select
    span.basis,
    procedure.unit_code,
    list_sort(list_distinct(procedure.performed_at)) as performed_at,
    count(*) filter (where procedure.reduction is not null) as numerator,
    count(*) as denominator
from core.procedure as procedure
cross join run.span as span
where procedure.is_licensing
group by all
