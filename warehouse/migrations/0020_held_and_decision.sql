-- What waits at the gate now: replaced whenever an export of that month is checked again.
-- grain: digest, rule
create table mart.held (
    digest varchar not null,
    province varchar not null,
    month varchar not null,
    code varchar not null,
    dataset varchar not null,
    rule varchar not null,
    counts varchar not null,
    held_at timestamp not null,
    primary key (digest, rule)
);

-- What persons decided by name: kind accept is bound to an export's digest and the counts accepted,
-- kind approve to the hash of a revision's manifest. grain: one decision
create table mart.decision (
    plan_id varchar not null,
    period varchar not null,
    kind varchar not null check (kind in ('accept', 'approve')),
    rule varchar,
    name varchar not null,
    reason varchar,
    bound_to varchar not null,
    counts varchar,
    decided_at timestamp not null
);
