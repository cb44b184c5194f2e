-- Numbers declared by units for a month, typed. "1.234" is no number here: whether the dot groups
-- thousands or starts a fraction cannot be known, so the row is sent back (pitfall: 1.234 read as 1).
-- grain: file_no, line_no
with delivered as (
    select
        file_no,
        line_no,
        unit_code(as_code(MaDonVi)) as unit_code,
        as_code(MaSoLieu) as measure,
        as_code(Ky) as month,
        as_code(GiaTri) as amount_text
    from landing.khai_bao
)

select
    file_no,
    line_no,
    unit_code,
    measure,
    month,
    concat_ws(' / ', unit_code, measure, month) as record,
    amount_text,
    case when regexp_full_match(amount_text, '\d{1,15}') then cast(amount_text as bigint) end as amount,
    is_known_unit(unit_code) as is_known_unit
from delivered
