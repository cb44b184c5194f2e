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
)

select
    file_no,
    line_no,
    reading,
    procedure_code,
    unit_code,
    decision_no,
    procedure_code || ' / ' || decision_no as record,
    cast(parse_timestamp(decided_text) as date) as decided_on,
    cast(parse_timestamp(effective_text) as date) as effective_on,
    cast(parse_timestamp(published_text) as date) as published_on,
    shown(nullif(concat_ws(
        ', ',
        case
            when decided_text is not null and parse_timestamp(decided_text) is null then decided_text
        end,
        case
            when effective_text is not null and parse_timestamp(effective_text) is null
                then effective_text
        end,
        case
            when published_text is not null and parse_timestamp(published_text) is null
                then published_text
        end
    ), '')) as unread_date,
    is_known_unit(unit_code) as is_known_unit
from delivered
