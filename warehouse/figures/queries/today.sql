-- What each commune of today in an ended district, with all that went into it, has reached of the targets of
-- later years.
with counted as (
    select *
    from mart.figure
    where
        plan_id = $plan_id
        and period = $period
        and revision = $revision
        and basis = 'ytd'
        and scope_kind = 'unit'
)

select
    counted.row_no,
    counted.levels,
    counted.horizon,
    counted.indicator,
    counted.unit_code,
    counted.unit_name,
    counted.numerator,
    counted.denominator,
    counted.value,
    counted.target,
    counted.status
from counted
inner join mart.territory as territory
    on
        territory.plan_id = $plan_id
        and territory.period = $period
        and territory.revision = $revision
        and territory.is_counted
        and counted.unit_code = territory.unit_code
where
    counted.target is not null
    and counted.horizon > cast(left($period, 4) as integer)
    -- both bases are the same where nothing has moved
    and counted.unit_basis = (select max(every_basis.unit_basis) from counted as every_basis)
order by counted.position, counted.unit_code
