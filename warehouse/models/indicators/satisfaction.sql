-- Satisfaction answers given in the window, and those that say satisfied or very satisfied.
-- grain: basis, unit_code
select
    span.basis,
    rating.unit_code,
    count(*) filter (where rating.grade in (1, 2)) as numerator,
    count(*) as denominator
from core.rating as rating
inner join run.span as span on cast(rating.rated_at as date) between span.starts_on and span.ends_on
group by all
