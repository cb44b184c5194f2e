-- Whose numbers a year earlier are those of a unit's territory of today: its own, and those of the units that were
-- merged into it whole. Without such a part a reason: the unit has ended; it holds a part of a split unit; a unit
-- that went into it was in no list then; the delivered successors say otherwise than the official crosswalk; its
-- code was another unit's; what became of the old communes nobody says; it is new. A code alone is no identity.
-- grain: unit_code, part_code
with list_before as (
    select
        snapshot.unit_code,
        snapshot.unit_name,
        snapshot.level,
        snapshot.kind,
        snapshot.parent_code
    from raw.don_vi as snapshot
    inner join run.export as export on snapshot.export_id = export.export_id
    inner join run.year_earlier as earlier on export.month <= earlier.last_month
    qualify row_number() over (
        partition by snapshot.unit_code
        order by export.month desc, snapshot.file_no desc, snapshot.line_no desc
    ) = 1
),

commune_before as (
    select
        before.unit_code,
        unit_title(before.unit_name) as title,
        place_name(district.unit_name) as district_name
    from list_before as before
    inner join list_before as district on before.parent_code = district.unit_code and district.kind = 'ubnd_huyen'
    where before.level = 'commune'
),

-- codes that named two units since the year before began: their numbers are those of both
handed_over as (
    select
        snapshot.unit_code,
        string_agg(distinct snapshot.unit_name, ', ' order by snapshot.unit_name) as names
    from raw.don_vi as snapshot
    inner join run.export as export on snapshot.export_id = export.export_id
    inner join run.year_earlier as earlier on left(export.month, 4) >= left(earlier.last_month, 4)
    group by snapshot.unit_code
    having
        count(distinct snapshot.level) > 1
        or count(distinct place_name(snapshot.unit_name)) filter (where snapshot.level = 'commune') > 1
),

-- whether the districts ended between the start of the year before and the period's end, and within this year
change as (
    select
        coalesce(bool_or(ended.ended_on > earlier.starts_on), false) as lies_between,
        coalesce(bool_or(ended.ended_on > span.starts_on), false) as is_in_year
    from run.year_earlier as earlier
    inner join run.span as span on span.basis = 'ytd'
    left join run.ended_level as ended on ended.level = 'district'
),

today as (
    select
        unit.unit_code,
        unit.unit_name,
        unit.level,
        coalesce(unit.valid_to < span.ends_on, false)
        or exists (select 1 from run.ended_level as ended where ended.level = unit.level) as has_ended,
        before.unit_code is not null
        and before.level = unit.level
        and (unit.level = 'province' or place_name(before.unit_name) = place_name(unit.unit_name)) as is_the_same,
        handed_over.names as names_of_code
    from core.unit as unit
    inner join run.span as span on span.basis = 'ytd'
    left join list_before as before on unit.unit_code = before.unit_code
    left join handed_over on unit.unit_code = handed_over.unit_code
    where unit.is_in_area
),

official as (
    select distinct
        today.unit_code,
        crosswalk.old_name,
        crosswalk.kind,
        before.unit_code as part_code,
        handed_over.names as names_of_code,
        coalesce(successor.today_code <> today.unit_code, false)
        and (change.is_in_year or listed.successor_code is not null) as is_denied
    from today
    cross join change
    inner join run.crosswalk as crosswalk on unit_title(today.unit_name) = unit_title(crosswalk.new_name)
    left join commune_before as before
        on
            unit_title(crosswalk.old_name) = before.title
            and place_name(crosswalk.old_district) = before.district_name
    left join core.successor as successor on before.unit_code = successor.unit_code
    left join core.listed_unit as listed on before.unit_code = listed.unit_code
    left join handed_over on before.unit_code = handed_over.unit_code
    where change.lies_between and today.level = 'commune' and not today.has_ended
),

delivered as (
    select
        heir.unit_code,
        before.unit_code as part_code,
        before.unit_name,
        handed_over.names as names_of_code,
        count(*) over (partition by before.unit_code) > 1 as is_split
    from core.listed_unit as ended
    inner join list_before as before on ended.unit_code = before.unit_code
    cross join lateral (select unnest(string_split(ended.successor_code, ';')) as unit_code) as heir
    inner join run.span as span on span.basis = 'ytd' and ended.valid_to < span.ends_on
    left join handed_over on before.unit_code = handed_over.unit_code
    where heir.unit_code <> before.unit_code
),

-- an old commune of which no list says what became of it may have gone into any commune of today
untold as (
    select count(*) as communes
    from core.listed_unit as listed
    inner join list_before as before on listed.unit_code = before.unit_code
    inner join run.span as span on span.basis = 'ytd'
    where
        listed.level = 'commune'
        and listed.successor_code is null
        and (not listed.is_listed or listed.valid_to < span.ends_on)
),

judged as (
    select
        today.*,
        by_law.is_known,
        case
            when today.has_ended then 'ended'
            when by_law.is_known and by_law.split is not null then 'split'
            when by_law.is_known and by_law.missing is not null then 'missing'
            when coalesce(today.names_of_code, by_law.names_of_code, told.names_of_code) is not null then 'reused'
            when by_law.is_known and (by_law.is_denied or told.other is not null) then 'differs'
            when by_law.is_known then null
            when told.split is not null then 'split'
            when change.lies_between and today.level = 'commune' and untold.communes > 0 then 'unknown'
            when told.parts is null and not today.is_the_same then 'new'
        end as reason,
        case reason
            when 'split' then coalesce(by_law.split, told.split)
            when 'missing' then by_law.missing
            when 'differs' then coalesce(by_law.denied, told.other)
            when 'reused' then coalesce(today.names_of_code, by_law.names_of_code, told.names_of_code)
        end as detail
    from today
    cross join change
    cross join untold
    left join (
        select
            official.unit_code,
            true as is_known,
            max(official.names_of_code) as names_of_code,
            bool_or(official.is_denied) as is_denied,
            string_agg(distinct official.old_name, ', ' order by official.old_name)
                filter (where official.kind = 'part') as split,
            string_agg(distinct official.old_name, ', ' order by official.old_name)
                filter (where official.part_code is null) as missing,
            string_agg(distinct official.old_name, ', ' order by official.old_name)
                filter (where official.is_denied) as denied
        from official
        group by official.unit_code
    ) as by_law on today.unit_code = by_law.unit_code
    left join (
        select
            delivered.unit_code,
            count(*) filter (where not delivered.is_split) as parts,
            max(delivered.names_of_code) as names_of_code,
            string_agg(delivered.unit_name, ', ' order by delivered.unit_name)
                filter (where delivered.is_split) as split,
            string_agg(delivered.unit_name, ', ' order by delivered.unit_name)
                filter (where official.part_code is null) as other
        from delivered
        left join official
            on delivered.unit_code = official.unit_code and delivered.part_code = official.part_code
        group by delivered.unit_code
    ) as told on today.unit_code = told.unit_code
)

select
    judged.unit_code,
    null as part_code,
    judged.reason,
    judged.detail
from judged
where judged.reason is not null
union all by name
-- its own numbers, those of the year before and since the merger
select
    judged.unit_code,
    judged.unit_code as part_code
from judged
where judged.reason is null and judged.is_the_same
union by name
select
    judged.unit_code,
    official.part_code
from judged
inner join official on judged.unit_code = official.unit_code
where judged.reason is null
union by name
select
    judged.unit_code,
    delivered.part_code
from judged
inner join delivered on judged.unit_code = delivered.unit_code
where judged.reason is null
