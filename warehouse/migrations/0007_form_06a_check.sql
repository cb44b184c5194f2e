-- What reconciles form II.06a with the targets of the same window. grain: plan_id, period, revision
create table mart.form_06a_check (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    target_received bigint not null,
    target_resolved bigint not null,
    form_received bigint not null,
    form_ended bigint not null,
    withdrawn bigint not null,
    carried_over bigint not null,
    carried_over_first_delivered bigint not null
);
