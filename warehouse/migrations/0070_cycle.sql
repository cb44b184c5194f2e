-- What every run of a cycle reached, and when. A run whose newest row is none of published, approved, failed
-- and held is running while its process holds the home's lock, and was cut off otherwise.
-- grain: run_id, reached_at
create table mart.cycle (
    run_id varchar not null,
    plan_id varchar not null,
    period varchar not null,
    reached_at timestamp not null,
    state varchar not null check (
        state in (
            'started', 'pulled', 'checked', 'loaded', 'computed', 'rendered', 'published', 'approved', 'failed', 'held'
        )
    ),
    asked_by varchar not null,
    exports varchar not null,
    code_version varchar not null,
    revision integer,
    step varchar,
    code varchar,
    message varchar,
    advice varchar
);

-- The parts that a revision's digest of inputs is made of, apart from its exports: what changed is told by name.
-- grain: plan_id, period, revision, kind, name
create table mart.revision_input (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    kind varchar not null check (kind in ('plan', 'text', 'earlier')),
    name varchar not null,
    digest varchar not null
);

-- The manifest of each published revision: what an approval is bound to. grain: plan_id, period, revision
create table mart.publication (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    manifest varchar not null,
    published_at timestamp not null
);
