-- The number that each scope is measured against, after relief.
-- A relief lowers the rows of its communes (by tag, of one district when it names one) and of its district:
-- the district's own district-level units and its area rows. It never touches a headline or a level, and two reliefs
-- that meet in one unit lower it once.
-- grain: unit_basis, basis, position, scope_kind, unit_code, level
select
    scope.*,
    target.target - relieved.points as target,
    target.milestone - relieved.milestone_points as milestone,
    nullif(relieved.points, 0) as relief_points
from mart.scope as scope
inner join run.target as target on scope.position = target.position
left join core.unit as unit on scope.unit_code = unit.unit_code
left join core.unit as district on unit.district_code = district.unit_code
cross join lateral (
    select
        coalesce(max(case relief.reading
            when 'points' then least(relief.amount, target.target)
            else target.target * relief.amount / 100
        end), 0)::decimal(9, 4) as points,
        coalesce(max(case relief.reading
            when 'points' then least(relief.amount, target.milestone)
            else target.milestone * relief.amount / 100
        end), 0)::decimal(9, 4) as milestone_points
    from run.relief as relief
    where
        relief.position = scope.position
        and target.target is not null
        and (
            relief.district_name is null
            or district.unit_code = trim(relief.district_name)
            or place_name(district.unit_name) = place_name(relief.district_name)
        )
        and case scope.scope_kind
            when 'area' then relief.commune_tag is null
            when 'unit'
                then case scope.level
                    when 'district' then relief.commune_tag is null
                    when 'commune'
                        then
                            list_contains(
                                list_transform(unit.tags, lambda tag: folded(tag)), folded(relief.commune_tag)
                            )
                end
        end
) as relieved
