-- The communes of today on the land of a plan's ended district: wholly or partly inside it, counted or left out.
-- grain: plan_id, period, revision, unit_code
create table mart.territory (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    unit_code varchar not null,
    unit_name varchar not null,
    extent varchar not null check (extent in ('whole', 'part')),
    is_counted boolean not null,
    parts_inside varchar,
    parts_outside varchar
);
