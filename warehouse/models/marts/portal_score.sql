-- The points that the portal gives each unit for each group of its evaluation, its marks on the quality of the
-- numbers behind them, and the time that they are of: of several months the last stands.
-- grain: basis, unit_code, document
with latest as (
    select evaluation.*
    from core.evaluation as evaluation
    qualify
        rank() over (
            partition by evaluation.basis, evaluation.document
            order by evaluation.year * 100 + evaluation.part desc
        ) = 1
)

select
    latest.basis,
    latest.unit_code,
    unit.unit_name,
    latest.level,
    latest.is_whole,
    latest.document,
    latest.time_type,
    latest.year,
    latest.part,
    max(latest.score) filter (where latest.metric = 'TOTAL') as score,
    max(latest.max_score) filter (where latest.metric = 'TOTAL') as max_score,
    max(latest.quality) as quality
from latest
inner join core.unit as unit on latest.unit_code = unit.unit_code and unit.is_in_area
group by all
