-- What the explained indicator looked at, counted or not, and the rows of its datasets that were sent back.
-- A record that counts on neither side is worth showing when it was delivered in a month of the window or
-- in the newest export: an officer who holds that file looks for it.
-- grain: basis, export_id, file_no, line_no, record
select
    listed.basis,
    listed.unit_code,
    listed.performed_at,
    listed.record,
    case when listed.numerator > 0 then 'counted' when listed.denominator > 0 then 'not_counted' else 'left_out' end
        as outcome,
    listed.reason,
    listed.numerator,
    listed.denominator,
    listed.export_id,
    listed.file_no,
    listed.line_no
from explained.listed as listed
inner join run.export as export on listed.export_id = export.export_id
where
    listed.numerator > 0
    or listed.denominator > 0
    or export.is_newest
    or exists (
        select 1 from run.window_month as delivered
        where delivered.basis = listed.basis and delivered.month = export.month
    )
union all by name
select
    returned.basis,
    returned.unit_code,
    null::varchar[] as performed_at,
    returned.record,
    'left_out' as outcome,
    returned.reason,
    0 as numerator,
    0 as denominator,
    returned.export_id,
    returned.file_no,
    returned.line_no
from explained.returned_row as returned
