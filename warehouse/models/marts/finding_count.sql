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
