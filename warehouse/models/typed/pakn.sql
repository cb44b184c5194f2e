-- Petitions (phản ánh, kiến nghị), typed; a deadline without a time is the end of its day.
-- grain: file_no, line_no
with delivered as (
    select
        file_no,
        line_no,
        reading,
        as_code(MaPAKN) as delivered_id,
        kept_unit(as_code(MaDonVi)) as unit_code,
        as_code(NgayTiepNhan) as received_text,
        as_code(HanXuLy) as due_text,
        as_code(NgayXuLy) as handled_text
    from landing.pakn
),

-- plausible() asks for its moment twice: here each is read already, and asked for as a column
read_times as (
    select
        *,
        read_time(received_text) as received_time,
        read_time(due_text) as due_time,
        read_time(handled_text) as handled_time
    from delivered
),

timed as (
    select
        *,
        plausible(received_time) as received_at,
        plausible(due_time) as due_on,
        plausible(handled_time) as handled_at
    from read_times
)

select
    file_no,
    line_no,
    reading,
    kept_code(delivered_id) as petition_id,
    kept_id(delivered_id) as record,
    unit_code,
    received_at,
    end_of_day(due_on) as due_at,
    handled_at,
    shown(nullif(concat_ws(
        ', ',
        case when received_at is null then received_text end,
        case when due_on is null then due_text end,
        case when handled_at is null then handled_text end
    ), '')) as unread_date,
    is_known_unit(unit_code) as is_known_unit
from timed
