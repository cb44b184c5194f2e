-- Rows of the indicator's datasets that a rule sent back: they are in no figure, but an officer who
-- holds the delivered file looks for them. A catalogue is read from its newest delivery alone.
-- grain: basis, export_id, file_no, line_no, dataset
select
    delivered.basis,
    finding.unit_code,
    coalesce(finding.record, '(' || finding.dataset || ')') as record,
    'left_out' as outcome,
    'Dòng bị trả lại: '
    || string_agg(result.title || ' (' || finding.rule || ')', '; ' order by finding.rule) as reason,
    finding.export_id,
    finding.file_no,
    finding.line_no
from raw.finding as finding
inner join run.export as export on finding.export_id = export.export_id
inner join run.window_month as delivered on export.month = delivered.month
inner join run.explained as explained on true
inner join run.indicator_need as need
    on explained.indicator = need.indicator and finding.dataset = need.dataset
inner join raw.check_result as result
    on
        finding.export_id = result.export_id
        and finding.dataset = result.dataset
        and finding.rule = result.rule
where finding.severity = 'quarantine' and (export.is_newest or not explained.is_catalogue)
group by all
