-- The headline figures of every province on the year to date, in the newest publication of one period.
-- A district's figures are its province's already: what has a dot in its code is no province.
-- grain: plan_id, row_no, levels
select
    figure.plan_id,
    figure.revision,
    figure.unit_code as province,
    figure.unit_name as province_name,
    figure.indicator,
    figure.row_no,
    figure.levels,
    figure.source,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.target,
    figure.status,
    figure.gap,
    exists(
        select 1
        from mart.export as export
        where
            export.plan_id = figure.plan_id
            and export.period = figure.period
            and export.revision = figure.revision
            and export.is_synthetic
    ) as is_synthetic
from mart.judged_figure as figure
where
    figure.period = $period
    and figure.scope_kind = 'headline'
    and not contains(figure.unit_code, '.')
order by figure.unit_code, figure.plan_id, figure.position, figure.levels
