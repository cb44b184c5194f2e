-- The figures by the sources that their targets are not judged by.
-- grain: plan_id, period, revision, basis, row_no, levels, horizon, scope_kind, unit_code, level, source
create table mart.source_figure (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    basis varchar not null,
    position integer not null,
    row_no varchar not null,
    levels varchar not null,
    horizon integer not null,
    indicator varchar not null,
    scope_kind varchar not null,
    unit_code varchar not null,
    unit_name varchar,
    level varchar not null,
    source varchar not null,
    numerator bigint,
    denominator bigint,
    value double
);
