-- What one cycle asks for, and nothing else: every other model reads these tables instead of
-- taking parameters, so each of them is plain SQL that opens in the DuckDB shell.
create schema if not exists run;

-- grain: one row
create or replace table run.cycle (
    plan_id varchar, period varchar, revision integer, report_year integer, province varchar,
    area_code varchar, area_name varchar, area_kind varchar,
    province_ended_on date -- the last day of a province that had become a part of another by the period's end
);

-- grain: basis
create or replace table run.span (basis varchar, starts_on date, ends_on date);

-- grain: basis, month
create or replace table run.window_month (basis varchar, month varchar);

-- The newest revision of each month's export that the period may see. grain: export_id
create or replace table run.export (
    export_id integer, month varchar, revision integer, created_at timestamp, is_newest boolean,
    is_part boolean not null -- the plan's area is only a part of what was delivered: a district, a merged province
);

-- The targets by the readings in force and, at positions of their own, those that other readings change.
-- grain: position
create or replace table run.target (
    position integer, row_no varchar, levels varchar, level_list varchar[], horizon integer,
    indicator varchar, target decimal(9, 4), milestone decimal(9, 4), judged_by varchar,
    is_of_part boolean -- of some of the levels where the indicator occurs: a number of the whole area is not its own
);

-- The levels of government that have ended by the period's last day, and the first day without them. grain: level
create or replace table run.ended_level (level varchar, ended_on date);

-- The period a year earlier: the start of its year to date and its last month. grain: one row
create or replace table run.year_earlier (starts_on date, last_month varchar);

-- What became of the communes of the province on 1 July 2025. grain: old commune, new commune
create or replace table run.crosswalk (
    old_province varchar, old_district varchar, old_name varchar, new_name varchar, kind varchar
);

-- The units, by code or name, that the plan counts although they lie only partly inside an ended area. grain: unit
create or replace table run.territory (unit varchar);

-- Which reading a target of another reading belongs to, and the target in force that it stands for.
-- grain: position
create or replace table run.alternative (
    position integer, stands_for integer, ambiguity integer, reading integer
);

-- A tag with a district's name is of that district's communes alone.
-- grain: position of a target, district's name, communes' tag
create or replace table run.relief (
    position integer, reading varchar, amount decimal(9, 4), district_name varchar, commune_tag varchar
);

-- grain: indicator
create or replace table run.indicator (
    indicator varchar, kind varchar, source varchar, misses_final boolean,
    numerator_measure varchar, denominator_measure varchar
);

-- What an indicator cannot do without. grain: indicator, dataset or measure
create or replace table run.indicator_need (indicator varchar, dataset varchar, measure varchar);

-- The metric of the portal's documents that measures an indicator. grain: indicator
create or replace table run.evaluated_indicator (indicator varchar, document varchar, metric varchar);

-- The times that the portal evaluates as a whole and a basis asks for: the quarter, the year. grain: basis, time_type
create or replace table run.evaluated_time (basis varchar, time_type varchar, year integer, part integer);

-- The rules of what shows only beside the months before. grain: rule
create or replace table run.rule (
    rule varchar, dataset varchar, severity varchar, field varchar, title varchar, advice varchar
);

-- The one figure that an explanation is about (a cycle leaves this empty). grain: one row
create or replace table run.explained (
    basis varchar, indicator varchar, is_catalogue boolean, scope_kind varchar, unit_code varchar, levels varchar[]
);

-- grain: day
create or replace table run.working_day (day date, number integer);
