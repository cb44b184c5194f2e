-- Units whose code belonged to another unit in an earlier list: the records of both would count as those of one.
-- A department that only changed its name keeps its code and is not meant.
-- grain: unit_code
select
    'UW8' as rule,
    now.unit_code,
    now.unit_code as record,
    max_by(before.unit_name, export.month) as value,
    now.export_id,
    now.file_no,
    now.line_no
from core.listed_unit as now
inner join raw.don_vi as before
    on
        now.unit_code = before.unit_code
        and place_name(now.unit_name) <> place_name(before.unit_name)
        and (now.level <> before.level or now.level = 'commune')
inner join run.export as export on before.export_id = export.export_id
where now.is_listed
group by now.unit_code, now.export_id, now.file_no, now.line_no
