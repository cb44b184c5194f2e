-- Whose numbers a year earlier are those of a unit's territory of today; without a part the reason why none are.
-- grain: plan_id, period, revision, unit_code, part_code
create table mart.earlier_unit (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    unit_code varchar not null,
    part_code varchar,
    reason varchar check (reason in ('ended', 'split', 'missing', 'differs', 'reused', 'unknown', 'new')),
    detail varchar
);
