-- What became of every record in force: in_force = in_area + outside_area.
-- grain: plan_id, period, revision, dataset
create table mart.balance (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    dataset varchar not null,
    in_force bigint not null,
    in_area bigint not null,
    outside_area bigint not null
);
