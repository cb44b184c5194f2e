-- What a province's year to date is made of when the district level has ended within the year.
-- grain: plan_id, period, revision, position, part, unit_code
create table mart.year_part (
    plan_id varchar not null,
    period varchar not null,
    revision integer not null,
    position integer not null,
    row_no varchar not null,
    levels varchar not null,
    horizon integer not null,
    indicator varchar not null,
    part varchar not null check (part in ('province', 'district', 'commune', 'other')),
    unit_code varchar not null,
    unit_name varchar not null,
    is_all_year boolean not null,
    numerator bigint not null,
    denominator bigint not null
);
