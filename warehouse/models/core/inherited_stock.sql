-- A stock that a unit declared within the year and units that ended into it, too: the year to date adds all, and the
-- newer number may already hold the older ones. It stands at the number of the unit that lasts.
-- grain: unit_code, measure
with counted as (
    select
        half.unit_code,
        half.measure,
        max(half.month) as month,
        max_by(half.amount, half.month) as amount,
        max_by(half.export_id, half.month) as export_id,
        max_by(half.file_no, half.month) as file_no,
        max_by(half.line_no, half.month) as line_no
    from core.ratio_half as half
    inner join run.window_month as delivered on half.month = delivered.month and delivered.basis = 'ytd'
    where half.kind = 'stock' and not half.is_of_numerator and half.why_left_out is null
    group by half.unit_code, half.measure
)

select
    'KW6' as rule,
    heir.unit_code,
    heir.measure || ' ' || heir.month as record,
    string_agg(ended.unit_code || ' ' || ended.month, ', ' order by ended.unit_code) as value,
    heir.export_id,
    heir.file_no,
    heir.line_no
from counted as ended
inner join core.successor as successor on ended.unit_code = successor.unit_code
inner join counted as heir on successor.today_code = heir.unit_code and ended.measure = heir.measure
where successor.today_code <> ended.unit_code and ended.amount > 0
group by all
