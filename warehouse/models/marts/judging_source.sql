-- The source that each target is judged by: the one that it names, else the first that has values, else the
-- indicator's own.
-- grain: basis, position
select
    availability.basis,
    target.position,
    arg_min(
        availability.source,
        case
            when availability.source = target.judged_by then 0
            when availability.is_delivered
                then list_position(['dossiers', 'portal', 'declared'], availability.source)
            when availability.is_own then 8
            else 9
        end
    ) as source
from run.target as target
inner join mart.availability as availability on target.indicator = availability.indicator
group by all
