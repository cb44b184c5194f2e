-- What shows only beside the months before, with its rule; no single delivery could be told.
-- grain: rule, export_id, file_no, line_no
select
    rule.dataset,
    found.rule,
    rule.severity,
    rule.title,
    rule.advice,
    rule.field,
    found.* exclude (rule)
from (
    from core.reused_id
    union all by name
    from core.silent_unit
    union all by name
    from core.reused_code
    union all by name
    from core.inherited_stock
) as found
inner join run.rule as rule on found.rule = rule.rule
