-- Ratios that a source prints without their numbers; of several months the latest stands, for they cannot be added.
-- None of a merged province: the last that it has is of the time before.
-- grain: basis, indicator, source, unit_code
select
    evaluation.basis,
    evaluated.indicator,
    'portal' as source,
    evaluation.unit_code,
    arg_max(evaluation.ratio, evaluation.year * 100 + evaluation.part) as ratio
from core.evaluation as evaluation
inner join run.evaluated_indicator as evaluated
    on evaluation.document = evaluated.document and evaluation.metric = evaluated.metric
left join run.cycle as cycle on true
where evaluation.numerator is null and evaluation.ratio is not null and cycle.province_ended_on is null
group by all
