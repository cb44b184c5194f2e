-- What the portal's documents say of a unit and metric. Which documents a basis takes: the portal's own of just
-- that time (a quarter, or the year so far) where the newest export brings it, else the months' that are there,
-- which add up. A document of the year from an earlier month ends too early and is not taken.
-- grain: basis, document, time_type, year, part, unit_code, metric
with asked as (
    select distinct
        span.basis,
        newest.document,
        newest.time_type,
        newest.year,
        newest.part
    from core.evaluation_in_force as newest
    cross join run.span as span
    where
        newest.time_type = 'month'
        and exists (
            select 1 from run.window_month as inside
            where
                inside.basis = span.basis
                and inside.month = format('{}-{:02d}', newest.year, newest.part)
        )
),

-- the portal's own document of exactly the time that a basis asks for stands for the months in it
whole_time as (
    select distinct
        evaluated.basis,
        newest.document,
        newest.time_type,
        newest.year,
        newest.part
    from run.evaluated_time as evaluated
    inner join core.evaluation_in_force as newest
        on
            newest.is_newest
            and evaluated.time_type = newest.time_type
            and evaluated.year = newest.year
            and evaluated.part = newest.part
),

taken as (
    select * from whole_time
    union all
    select asked.*
    from asked
    anti join whole_time using (basis, document)
)

select
    taken.basis,
    taken.document,
    taken.time_type,
    taken.year,
    taken.part,
    newest.unit_code,
    newest.level,
    newest.is_whole,
    metric.code as metric,
    metric.numerator,
    metric.denominator,
    metric.ratio,
    metric.score,
    metric.max_score,
    metric.quality,
    newest.export_id,
    newest.file_no,
    newest.line_no
from taken
inner join core.evaluation_in_force as newest using (document, time_type, year, part)
cross join lateral (select unnest(newest.metrics) as metric) as listed
