-- How many rows each rule took, in the exports that the period sees.
-- grain: month, dataset, rule
select
    export.month,
    result.dataset,
    result.rule,
    result.severity,
    result.title,
    result.advice,
    result.rows
from raw.check_result as result
inner join run.export as export on result.export_id = export.export_id
where result.rows > 0
union all
select
    export.month,
    found.dataset,
    found.rule,
    found.severity,
    found.title,
    found.advice,
    count(*) as rows
from mart.late_finding as found
inner join run.export as export on found.export_id = export.export_id
group by all
