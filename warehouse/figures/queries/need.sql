-- What the explained indicator cannot do without, and the months of the window with and without it.
with delivered as (
    select delivery.dataset as need, export.month
    from raw.delivery as delivery
    inner join run.export as export on delivery.export_id = export.export_id
    union
    select declaration.measure, declaration.month
    from raw.khai_bao as declaration
    inner join run.export as export on declaration.export_id = export.export_id
)

select
    coalesce(need.dataset, need.measure) as need,
    need.dataset is null as is_declared,
    coalesce(list(wanted.month order by wanted.month) filter (delivered.month is not null), [])
        as delivered,
    coalesce(list(wanted.month order by wanted.month) filter (delivered.month is null), []) as missing
from run.indicator_need as need
inner join run.explained as explained on need.indicator = explained.indicator
inner join run.window_month as wanted on explained.basis = wanted.basis
left join delivered
    on coalesce(need.dataset, need.measure) = delivered.need and wanted.month = delivered.month
group by all
order by need
