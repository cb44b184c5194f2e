-- The portal's own evaluation as delivered: one row is one unit of one document with its metrics.
-- A null is "no data", never 0. grain: export_id, file_no, line_no
create table raw.danh_gia_766 (
    export_id integer not null,
    file_no integer not null,
    line_no bigint not null,
    document varchar not null,
    time_type varchar not null,
    year integer not null,
    part integer not null,
    unit_code varchar not null,
    unit_name varchar not null,
    level varchar,
    is_whole boolean not null,
    metrics struct(
        code varchar, numerator bigint, denominator bigint, ratio decimal(9, 4),
        score double, max_score double, quality varchar
    )[] not null
);
