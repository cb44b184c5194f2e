-- Of each unit code of a row sent back that no list has, the unit that the row is filed under: the nearest listed
-- one above it or at the beginning of a broken id (H43.31.99 and H43.31/240301 go to H43.31). The province itself
-- is nobody's nearest.
-- grain: carried_code
with carried as (
    select distinct
        finding.unit_code as carried_code,
        unit_code(coalesce(
            nullif(regexp_extract(finding.unit_code, '^\d{3}\.\d{2,3}\.\d{2,3}\.H\d{2}'), ''),
            finding.unit_code
        )) as read_code
    from raw.finding as finding
    inner join run.export as export on finding.export_id = export.export_id
    anti join core.unit as known on finding.unit_code = known.unit_code
)

select
    carried.carried_code,
    max_by(unit.unit_code, length(unit.unit_code)) as unit_code
from carried
inner join core.unit as unit
    on
        starts_with(carried.read_code, unit.unit_code)
        and not regexp_matches(carried.read_code[length(unit.unit_code) + 1], '[0-9A-Za-z]')
where contains(unit.unit_code, '.')
group by all
