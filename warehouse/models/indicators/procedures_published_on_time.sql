-- Procedures with a publication decision in the window, by owner, and those never late: decided at
-- least five working days before taking effect and made public within five working days after.
-- A decision not yet made public is late.
-- grain: basis, unit_code
with judged as (
    select
        span.basis,
        publication.unit_code,
        publication.procedure_code,
        bool_and(
            -- an effect beyond the run's calendar is years ahead, or long past
            coalesce(
                publication.decided_on <= effective.fifth_before,
                publication.decided_on < publication.effective_on,
                true
            )
            and coalesce(publication.published_on <= decided.fifth_after, false)
        ) as is_never_late
    from core.publication as publication
    inner join run.span as span on publication.decided_on between span.starts_on and span.ends_on
    left join core.working_deadline as effective on publication.effective_on = effective.day
    left join core.working_deadline as decided on publication.decided_on = decided.day
    group by all
)

select
    basis,
    unit_code,
    count(*) filter (where is_never_late) as numerator,
    count(*) as denominator
from judged
group by all
