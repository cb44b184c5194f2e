-- What a province's year to date is made of when the district level has ended within the year: each unit of each
-- part, the part (without a unit), all parts (without a part).
select
    row_no,
    levels,
    horizon,
    part,
    unit_code,
    unit_name,
    bool_or(is_all_year) as is_all_year,
    cast(sum(numerator) as bigint) as numerator,
    cast(sum(denominator) as bigint) as denominator,
    100.0 * sum(numerator) / nullif(sum(denominator), 0) as value
from mart.year_part
where plan_id = $plan_id and period = $period and revision = $revision
group by grouping sets (
    (position, row_no, levels, horizon, part, unit_code, unit_name),
    (position, row_no, levels, horizon, part),
    (position, row_no, levels, horizon)
)
order by
    position,
    list_position(['district', 'commune', 'province', 'other'], part) nulls last,
    unit_code nulls last
