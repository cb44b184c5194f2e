-- Publications of procedures in decisions, typed.
-- grain: file_no, line_no
with delivered as (
    select
        file_no,
        line_no,
        reading,
        kept_code(as_code(MaTTHC)) as procedure_code,
        kept_unit(as_code(MaCoQuan)) as unit_code,
        decision_number(as_text(SoQuyetDinh)) as decision_no,
        as_code(NgayQuyetDinh) as decided_text,
        as_code(NgayHieuLuc) as effective_text,
        as_code(NgayCongKhai) as published_text
    from landing.cong_bo
),

-- plausible() asks for its moment twice: here each is read already, and asked for as a column
read_times as (
    select
        *,
        read_time(decided_text) as decided_time,
        read_time(effective_text) as effective_time,
        read_time(published_text) as published_time
    from delivered
),

timed as (
    select
        *,
        cast(plausible(decided_time) as date) as decided_on,
        cast(plausible(effective_time) as date) as effective_on,
        cast(plausible(published_time) as date) as published_on
    from read_times
)

select
    file_no,
    line_no,
    reading,
    procedure_code,
    unit_code,
    decision_no,
    procedure_code || ' / ' || decision_no as record,
    decided_on,
    effective_on,
    published_on,
    shown(nullif(concat_ws(
        ', ',
        case when decided_on is null then decided_text end,
        case when effective_on is null then effective_text end,
        case when published_on is null then published_text end
    ), '')) as unread_date,
    is_known_unit(unit_code) as is_known_unit
from timed
