-- The cases of the explained figure, chosen as mart.cell and mart.scope choose its parts. A row sent
-- back may name no place that is known; it is then shown with the headline.
-- grain: export_id, file_no, line_no, record
select
    looked_at.unit_code,
    unit.unit_name,
    looked_at.record,
    looked_at.outcome,
    looked_at.reason,
    looked_at.numerator,
    looked_at.denominator,
    looked_at.export_id,
    looked_at.file_no,
    looked_at.line_no
from explained.looked_at as looked_at
inner join run.explained as explained on looked_at.basis = explained.basis
left join core.unit as unit on looked_at.unit_code = unit.unit_code
left join run.cycle as cycle on true
where
    case
        when unit.unit_code is null and not explained.is_catalogue
            then looked_at.outcome = 'left_out' and explained.scope_kind = 'headline'
        when explained.is_catalogue
            then
                coalesce(
                    list_has_any(explained.levels, looked_at.performed_at), explained.scope_kind = 'headline'
                )
                and not coalesce(
                    cycle.province_ended_on is not null
                    and not coalesce(unit.is_in_area, false)
                    and not list_has_any(
                        list_filter(explained.levels, lambda level: level <> 'province'), looked_at.performed_at
                    ),
                    false
                )
                and (
                    explained.scope_kind <> 'unit'
                    or (unit.level = 'province' and looked_at.unit_code = explained.unit_code)
                )
        else
            unit.is_in_area
            and list_contains(explained.levels, unit.level)
            and case explained.scope_kind
                when 'unit' then looked_at.unit_code = explained.unit_code
                when 'area' then unit.district_code = explained.unit_code
                else true
            end
    end
