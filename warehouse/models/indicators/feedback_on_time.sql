-- Petitions handled in the window, or due in it and still open at its end; and those handled in
-- time. A petition handled after the window counts as open, so a later export changes nothing.
-- grain: basis, unit_code
select
    span.basis,
    petition.unit_code,
    count(*) filter (
        where
            cast(petition.handled_at as date) between span.starts_on and span.ends_on
            and petition.handled_at <= petition.due_at
    ) as numerator,
    count(*) as denominator
from core.petition as petition
inner join run.span as span
    on
        cast(petition.handled_at as date) between span.starts_on and span.ends_on
        or (
            coalesce(cast(petition.handled_at as date) > span.ends_on, true)
            and cast(petition.due_at as date) between span.starts_on and span.ends_on
        )
group by all
