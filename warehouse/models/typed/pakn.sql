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
)

select
    file_no,
    line_no,
    reading,
    kept_code(delivered_id) as petition_id,
    kept_id(delivered_id) as record,
    unit_code,
    parse_timestamp(received_text) as received_at,
    end_of_day(parse_timestamp(due_text)) as due_at,
    parse_timestamp(handled_text) as handled_at,
    shown(nullif(concat_ws(
        ', ',
        case
            when received_text is not null and parse_timestamp(received_text) is null then received_text
        end,
        case when due_text is not null and parse_timestamp(due_text) is null then due_text end,
        case when handled_text is not null and parse_timestamp(handled_text) is null then handled_text end
    ), '')) as unread_date,
    is_known_unit(unit_code) as is_known_unit
from delivered
