-- The months of the year to date with the export that the period sees, or none.
-- grain: month
select
    window_month.month,
    export.revision as export_revision,
    export.created_at as created,
    export.export_id is not null as is_delivered,
    coalesce(delivered.is_synthetic, false) as is_synthetic
from run.window_month as window_month
left join run.export as export on window_month.month = export.month
left join raw.export as delivered on export.export_id = delivered.export_id
where window_month.basis = 'ytd'
