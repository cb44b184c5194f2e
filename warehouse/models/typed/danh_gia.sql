-- Satisfaction answers, typed: grade 1 very satisfied, 2 satisfied, 3 not satisfied.
-- grain: file_no, line_no
with delivered as (
    select
        file_no,
        line_no,
        reading,
        as_code(MaDanhGia) as delivered_id,
        kept_id(as_code(MaHoSo)) as dossier_id,
        kept_unit(as_code(MaDonVi)) as unit_code,
        shown(as_code(MucDo)) as grade_text,
        as_code(NgayDanhGia) as rated_text
    from landing.danh_gia
)

select
    file_no,
    line_no,
    reading,
    kept_code(delivered_id) as rating_id,
    kept_id(delivered_id) as record,
    dossier_id,
    unit_code,
    grade_text,
    case when grade_text in ('1', '2', '3') then cast(grade_text as tinyint) end as grade,
    parse_timestamp(rated_text) as rated_at,
    shown(rated_text) as rated_text,
    is_known_unit(unit_code) as is_known_unit
from delivered
