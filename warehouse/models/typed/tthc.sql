-- The procedures of one export's catalogue snapshot, typed. A flag that is blank is unknown, not 0.
-- grain: file_no, line_no
with delivered as (
    select
        file_no,
        line_no,
        reading,
        kept_code(as_code(MaTTHC)) as procedure_code,
        kept_name(TenTTHC) as procedure_name,
        kept_unit(as_code(MaCoQuan)) as unit_code,
        list_filter(
            list_transform(string_split(coalesce(CapThucHien, ''), ';'), lambda level: trim(level)),
            lambda level: level <> ''
        ) as performed_at,
        kept_word(as_code(MucDoDVC), ['toan_trinh', 'mot_phan', 'thong_tin']) as service_level,
        kept_word(as_code(TrangThaiCatGiam), ['cat_giam', 'tu_dong']) as reduction,
        {
            'CongKhaiDVCQG': as_code(CongKhaiDVCQG), 'DuDieuKienToanTrinh': as_code(DuDieuKienToanTrinh),
            'CoPhiLePhi': as_code(CoPhiLePhi), 'TraKetQuaGiayTo': as_code(TraKetQuaGiayTo),
            'PhiDiaGioi': as_code(PhiDiaGioi), 'LaCapPhep': as_code(LaCapPhep)
        } as flags
    from landing.tthc
)

select
    file_no,
    line_no,
    reading,
    procedure_code,
    procedure_code as record,
    procedure_name,
    unit_code,
    list_transform(performed_at, lambda level: kept_word(level, ['province', 'district', 'commune']))
        as performed_at,
    service_level,
    yes_or_no(flags.CongKhaiDVCQG) as is_public,
    yes_or_no(flags.DuDieuKienToanTrinh) as is_fit_for_full,
    yes_or_no(flags.CoPhiLePhi) as has_fee,
    yes_or_no(flags.TraKetQuaGiayTo) as gives_paper_result,
    yes_or_no(flags.PhiDiaGioi) as is_boundary_free,
    yes_or_no(flags.LaCapPhep) as is_licensing,
    reduction,
    list_transform(
        list_filter(
            [
                flags.CongKhaiDVCQG, flags.DuDieuKienToanTrinh, flags.CoPhiLePhi,
                flags.TraKetQuaGiayTo, flags.PhiDiaGioi, flags.LaCapPhep
            ],
            lambda flag: flag not in ('0', '1')
        ),
        lambda flag: shown(flag)
    ) as unread_flags,
    nullif(concat_ws(
        ', ',
        case when service_level is null then 'MucDoDVC' end,
        case when flags.CongKhaiDVCQG is null then 'CongKhaiDVCQG' end,
        case when flags.DuDieuKienToanTrinh is null then 'DuDieuKienToanTrinh' end,
        case when flags.CoPhiLePhi is null then 'CoPhiLePhi' end,
        case when flags.TraKetQuaGiayTo is null then 'TraKetQuaGiayTo' end,
        case when flags.PhiDiaGioi is null then 'PhiDiaGioi' end,
        case when flags.LaCapPhep is null then 'LaCapPhep' end
    ), '') as blank_fields
from delivered
