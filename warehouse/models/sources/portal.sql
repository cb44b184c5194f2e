-- The portal's own numbers of the indicators that it evaluates: a unit's, and the whole area's as it prints
-- them, which is not the sum of the units. A number that it does not give is left out, never taken as 0. The whole of
-- a province that was merged ends with it, and that of its successor is another area's: neither is the plan's.
-- grain: indicator, basis, unit_code, is_whole
select
    evaluated.indicator,
    evaluation.basis,
    evaluation.unit_code,
    null::varchar[] as performed_at,
    evaluation.is_whole,
    sum(evaluation.numerator) as numerator,
    sum(evaluation.denominator) as denominator
from core.evaluation as evaluation
inner join run.evaluated_indicator as evaluated
    on evaluation.document = evaluated.document and evaluation.metric = evaluated.metric
left join run.cycle as cycle on true
where
    evaluation.numerator is not null
    and evaluation.denominator is not null
    and not (evaluation.is_whole and cycle.province_ended_on is not null)
group by all
