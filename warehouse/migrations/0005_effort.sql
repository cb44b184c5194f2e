-- What it takes to meet a target, whether that is still possible, and by which units a figure counts.
alter table mart.figure add column effort bigint;
alter table mart.figure add column reachable boolean default true;
alter table mart.figure add column unit_basis varchar default 'as_received';

-- The public table of attainment: stable columns, published revisions only, and of each target
-- the horizon that the report year is judged by.
create or replace view mart.attainment as
select
    figure.plan_id,
    figure.period,
    figure.revision,
    figure.basis,
    figure.row_no,
    figure.levels,
    figure.horizon,
    figure.indicator,
    figure.scope_kind,
    figure.unit_code,
    figure.unit_name,
    figure.level,
    figure.numerator,
    figure.denominator,
    figure.value,
    figure.target,
    figure.milestone,
    figure.status,
    figure.milestone_status,
    figure.gap,
    figure.shortfall,
    figure.effort,
    figure.reachable,
    figure.unit_basis
from mart.figure as figure
inner join mart.revision as revision
    on
        figure.plan_id = revision.plan_id
        and figure.period = revision.period
        and figure.revision = revision.revision
where revision.state = 'published' and figure.is_judged;
