-- The procedures of one export's catalogue snapshot, typed.
-- grain: file_no, line_no
select
    file_no,
    line_no,
    as_code(MaTTHC) as procedure_code,
    as_code(MaTTHC) as record,
    as_text(TenTTHC) as procedure_name,
    as_code(MaLinhVuc) as field_code,
    as_text(TenLinhVuc) as field_name,
    unit_code(as_code(MaCoQuan)) as unit_code,
    list_filter(
        list_transform(string_split(coalesce(CapThucHien, ''), ';'), lambda level: trim(level)),
        lambda level: level <> ''
    ) as performed_at,
    as_code(MucDoDVC) as service_level,
    is_one(CongKhaiDVCQG) as is_public,
    is_one(DuDieuKienToanTrinh) as is_fit_for_full,
    is_one(CoPhiLePhi) as has_fee,
    is_one(TraKetQuaGiayTo) as gives_paper_result,
    is_one(PhiDiaGioi) as is_boundary_free,
    is_one(LaCapPhep) as is_licensing,
    as_code(TrangThaiCatGiam) as reduction,
    list_filter(
        [
            as_code(CongKhaiDVCQG), as_code(DuDieuKienToanTrinh), as_code(CoPhiLePhi),
            as_code(TraKetQuaGiayTo), as_code(PhiDiaGioi), as_code(LaCapPhep)
        ],
        lambda flag: flag not in ('0', '1')
    ) as unread_flags
from landing.tthc
