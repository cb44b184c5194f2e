-- A unit in force that delivered dossiers in an earlier month and none in the newest: its month may be missing.
-- It stands on its line of the newest unit list.
-- grain: unit_code
with delivered as (
    select
        dossier.unit_code,
        max(export.month) as last_month,
        bool_or(export.is_newest) as is_heard
    from raw.ho_so as dossier
    inner join run.export as export on dossier.export_id = export.export_id
    group by all
)

select
    'UW5' as rule,
    unit.unit_code,
    unit.unit_code as record,
    delivered.last_month as value,
    unit.export_id,
    unit.file_no,
    unit.line_no
from core.listed_unit as unit
inner join delivered on unit.unit_code = delivered.unit_code
inner join raw.delivery as delivery on unit.export_id = delivery.export_id and delivery.dataset = 'ho_so'
inner join raw.export as export on unit.export_id = export.export_id
where
    unit.is_listed
    and not delivered.is_heard
    and coalesce(unit.valid_to >= export.starts_on, true)
