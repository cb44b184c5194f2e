-- For each day of the run's calendar: the fifth working day strictly before and strictly after it.
-- Source: Quyết định 766/QĐ-TTg, indicators 1.1 and 1.2 (05 working days).
-- grain: day
with day_number as (
    select
        calendar.day::date as day,
        count(working_day.day) over (order by calendar.day) as working_days_so_far,
        working_day.day is not null as is_working
    from (
        select unnest(generate_series(min(day), max(day), interval 1 day)) as day from run.working_day
    ) as calendar
    left join run.working_day as working_day on calendar.day = working_day.day
)

select
    day_number.day,
    before.day as fifth_before,
    after.day as fifth_after
from day_number
left join run.working_day as before
    on before.number = day_number.working_days_so_far - day_number.is_working::integer - 4
left join run.working_day as after on after.number = day_number.working_days_so_far + 5
