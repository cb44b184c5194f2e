-- What was computed and published. Every table carries plan_id, period and revision; a revision
-- that is not in mart.revision as published is a computation that was never published.
create schema mart;

-- grain: plan_id, period, revision
create table mart.revision (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    inputs_digest varchar not null,
    code_version varchar not null,
    state varchar not null check (state in ('computed', 'published')),
    primary key (plan_id, period, revision)
);

-- Which exports a revision was computed from. grain: plan_id, period, revision, export_id
create table mart.revision_export (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    export_id integer not null
);

create table mart.figure (
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
    numerator bigint,
    denominator bigint,
    value double,
    target decimal(9, 4),
    milestone decimal(9, 4),
    status varchar not null,
    milestone_status varchar,
    gap double,
    shortfall bigint,
    relief_points decimal(9, 4),
    source varchar not null,
    is_judged boolean not null
);

create table mart.quality (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    month varchar not null,
    export_revision integer not null,
    dataset varchar not null,
    rows_in bigint not null,
    loaded bigint not null,
    superseded bigint not null,
    quarantined bigint not null
);

create table mart.finding_count (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    month varchar not null,
    dataset varchar not null,
    rule varchar not null,
    severity varchar not null,
    title varchar not null,
    advice varchar not null,
    rows bigint not null
);

create table mart.finding (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    unit_code varchar,
    unit_name varchar not null,
    month varchar not null,
    dataset varchar not null,
    record varchar,
    severity varchar not null,
    rule varchar not null,
    title varchar not null,
    advice varchar not null,
    field varchar,
    value varchar,
    file varchar not null,
    line bigint not null
);

create table mart.form_06a (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    scope varchar not null,
    level varchar,
    unit_code varchar,
    unit_name varchar,
    c3 bigint not null,
    c4 bigint not null,
    c5 bigint not null,
    c6 bigint not null,
    c7 bigint not null,
    c8 bigint not null,
    c9 bigint not null,
    c10 bigint not null,
    c11 bigint not null,
    c12 bigint not null,
    c13 bigint not null
);

create table mart.export (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    month varchar not null,
    export_revision integer,
    created timestamp,
    is_delivered boolean not null,
    is_synthetic boolean not null
);

-- The public table of attainment: stable columns, published revisions only, and of each target
-- the horizon that the report year is judged by.
create view mart.attainment as
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
    figure.shortfall
from mart.figure as figure
inner join mart.revision as revision
    on
        figure.plan_id = revision.plan_id
        and figure.period = revision.period
        and figure.revision = revision.revision
where revision.state = 'published' and figure.is_judged;
