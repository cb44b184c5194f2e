-- The points that the portal itself gives its units (Bộ chỉ số 766), printed beside the figures and never mixed in.
-- grain: plan_id, period, revision, basis, unit_code, document
create table mart.portal_score (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    basis varchar not null,
    unit_code varchar not null,
    unit_name varchar not null,
    level varchar,
    is_whole boolean not null,
    document varchar not null,
    time_type varchar not null,
    year integer not null,
    part integer not null,
    score double,
    max_score double,
    quality varchar
);
