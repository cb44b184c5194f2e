-- Every row of an export that a rule took, with the name that its own list of units gives the unit.
-- grain: dataset, file_no, line_no, rule
with named as (
    select
        unit_code,
        any_value(unit_name) as unit_name
    from typed.don_vi
    group by unit_code
)

select
    finding.dataset,
    finding.file_no,
    finding.line_no as line,
    finding.rule,
    finding.severity,
    finding.field,
    finding.value,
    finding.record,
    finding.unit_code,
    coalesce(named.unit_name, finding.unit_code) as unit_name
from checked.finding as finding
left join named on finding.unit_code = named.unit_code
order by finding.dataset, finding.file_no, finding.line_no, finding.rule
