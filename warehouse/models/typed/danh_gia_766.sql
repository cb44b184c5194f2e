-- One unit of one document of the portal's own evaluation, typed. The whole province's entry has no level.
-- grain: file_no, line_no
select
    file_no,
    line_no,
    reading,
    MaDonVi as record,
    Nhom as document,
    KieuKy as time_type,
    cast(Nam as integer) as year,
    cast(Ky as integer) as part,
    MaDonVi as unit_code,
    as_text(TenDonVi) as unit_name,
    nullif(Cap, '') as level,
    LaToanTinh = '1' as is_whole,
    list_transform(ChiSo, lambda metric: {
        'code': metric.Ma,
        'numerator': cast(metric.TuSo as bigint),
        'denominator': cast(metric.MauSo as bigint),
        'ratio': cast(metric.TyLe as decimal(9, 4)),
        'score': cast(metric.Diem as double),
        'max_score': cast(metric.DiemToiDa as double),
        'quality': metric.DauHieu
    }) as metrics,
    is_known_unit(MaDonVi) as is_known_unit
from landing.danh_gia_766
