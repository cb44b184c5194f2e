-- What was delivered: exports with their revisions, files, accepted rows and findings.
create schema raw;
create sequence raw.export_number;

-- grain: export_id (one delivered version of one province's month)
create table raw.export (
    export_id integer primary key default nextval('raw.export_number'),
    province varchar not null,
    month varchar not null,
    revision integer not null,
    digest varchar not null,
    created_at timestamp not null,
    starts_on date not null,
    ends_on date not null,
    is_synthetic boolean not null,
    folder varchar not null,
    unique (province, month, digest),
    unique (province, month, revision)
);

-- grain: export_id, file_no
create table raw.resource (
    export_id integer not null,
    file_no integer not null,
    path varchar not null,
    dataset varchar not null,
    bytes bigint not null,
    hash varchar not null,
    rows bigint not null,
    primary key (export_id, file_no)
);

-- grain: export_id, dataset; rows_in = accepted + quarantined
create table raw.delivery (
    export_id integer not null,
    dataset varchar not null,
    rows_in bigint not null,
    quarantined bigint not null,
    primary key (export_id, dataset)
);

-- grain: export_id, dataset, rule
create table raw.check_result (
    export_id integer not null,
    dataset varchar not null,
    rule varchar not null,
    severity varchar not null,
    title varchar not null,
    advice varchar not null,
    rows bigint not null
);

-- grain: export_id, dataset, file_no, line_no, rule
create table raw.finding (
    export_id integer not null,
    dataset varchar not null,
    file_no integer not null,
    line_no bigint not null,
    rule varchar not null,
    severity varchar not null,
    field varchar,
    value varchar,
    unit_code varchar,
    record varchar
);

-- The accepted rows; grain of each: export_id, file_no, line_no
create table raw.ho_so (
    export_id integer not null,
    file_no integer not null,
    line_no bigint not null,
    dossier_id varchar not null,
    unit_code varchar not null,
    procedure_code varchar,
    status tinyint not null,
    channel tinyint not null,
    received_at timestamp,
    due_at timestamp,
    finished_at timestamp,
    updated_at timestamp,
    is_received boolean not null,
    is_resolved boolean not null,
    is_on_time boolean,
    paused_seconds bigint not null,
    fee_due double not null,
    is_paid_online boolean not null,
    has_file boolean not null,
    is_reused boolean not null,
    has_e_result boolean not null,
    is_synced boolean not null
);

create table raw.don_vi (
    export_id integer not null,
    file_no integer not null,
    line_no bigint not null,
    unit_code varchar not null,
    unit_name varchar not null,
    level varchar not null,
    kind varchar not null,
    parent_code varchar,
    valid_from date,
    valid_to date,
    successor_code varchar,
    tags varchar[] not null
);

create table raw.tthc (
    export_id integer not null,
    file_no integer not null,
    line_no bigint not null,
    procedure_code varchar not null,
    procedure_name varchar,
    field_code varchar,
    field_name varchar,
    unit_code varchar,
    performed_at varchar[] not null,
    service_level varchar,
    is_public boolean not null,
    is_fit_for_full boolean not null,
    has_fee boolean not null,
    gives_paper_result boolean not null,
    is_boundary_free boolean not null,
    is_licensing boolean not null,
    reduction varchar
);

create table raw.cong_bo (
    export_id integer not null,
    file_no integer not null,
    line_no bigint not null,
    procedure_code varchar not null,
    unit_code varchar not null,
    decision_no varchar not null,
    decided_on date not null,
    effective_on date,
    published_on date
);

create table raw.pakn (
    export_id integer not null,
    file_no integer not null,
    line_no bigint not null,
    petition_id varchar not null,
    unit_code varchar not null,
    received_at timestamp,
    due_at timestamp,
    handled_at timestamp,
    category varchar
);

create table raw.danh_gia (
    export_id integer not null,
    file_no integer not null,
    line_no bigint not null,
    rating_id varchar not null,
    dossier_id varchar,
    unit_code varchar not null,
    grade tinyint not null,
    rated_at timestamp not null
);

create table raw.khai_bao (
    export_id integer not null,
    file_no integer not null,
    line_no bigint not null,
    unit_code varchar not null,
    measure varchar not null,
    month varchar not null,
    amount bigint not null
);
