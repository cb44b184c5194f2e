-- The floor: one DuckDB query that reads the dossiers' files and aggregates the same indicators by
-- unit, with no check, no versions, no warehouse. The files are named by the variable "files".
with dossier as (
    select
        split_part(MaHoSo, '-', 1) as unit_code,
        KenhThucHien,
        TrangThaiHoSo,
        DuocThanhToanTrucTuyen in ('1', '2') as is_paid_online,
        TrangThaiDongBo = '1' as is_synced,
        try_strptime(NgayTiepNhan, '%Y%m%d%H%M%S') as received_at,
        try_strptime(NgayKetThucXuLy, '%Y%m%d%H%M%S') as finished_at,
        try_strptime(NgayHenTra, '%Y%m%d%H%M%S') as due_at,
        list_sum(list_transform(DanhSachLePhi, lambda fee: try_cast(fee.Gia as double))) as fee_due,
        len(list_filter(TaiLieuNop, lambda input: input.DuongDanTaiTepTin <> '')) > 0 as has_file,
        len(list_filter(TaiLieuNop, lambda input: input.DuocTaiSuDung in ('1', '2'))) > 0 as is_reused,
        len(list_filter(DanhSachGiayToKetQua, lambda result: result.DuongDanTepTinKetQua <> '')) > 0 as has_e_result,
        len(DanhSachHoSoBoSung) as supplements
    from read_json(
        getvariable('files'),
        format = 'newline_delimited',
        ignore_errors = true,
        columns = {
            MaHoSo: 'VARCHAR', MaTTHC: 'VARCHAR', KenhThucHien: 'VARCHAR', TrangThaiHoSo: 'VARCHAR',
            NgayTiepNhan: 'VARCHAR', NgayHenTra: 'VARCHAR', NgayKetThucXuLy: 'VARCHAR',
            DuocThanhToanTrucTuyen: 'VARCHAR', TrangThaiDongBo: 'VARCHAR',
            TaiLieuNop: 'STRUCT(DuongDanTaiTepTin VARCHAR, DuocTaiSuDung VARCHAR)[]',
            DanhSachLePhi: 'STRUCT(Gia VARCHAR)[]',
            DanhSachHoSoBoSung: 'STRUCT(NgayBoSung VARCHAR, NgayTiepNhanBoSung VARCHAR, NgayHenTraMoi VARCHAR)[]',
            DanhSachGiayToKetQua: 'STRUCT(DuongDanTepTinKetQua VARCHAR)[]'
        }
    )
)

select
    unit_code,
    count(*) filter (where received_at is not null and TrangThaiHoSo not in ('1', '3')) as received,
    count(*) filter (where KenhThucHien = '2') as online,
    count(*) filter (where fee_due > 0) as with_fee,
    count(*) filter (where fee_due > 0 and is_paid_online) as paid_online,
    count(*) filter (where is_reused) as reused,
    count(*) filter (where TrangThaiHoSo in ('9', '10')) as resolved,
    count(*) filter (where has_file and has_e_result) as digitised,
    count(*) filter (where has_e_result) as with_e_result,
    count(*) filter (where finished_at <= due_at) as on_time,
    count(*) filter (where is_synced) as synced,
    sum(supplements) as supplements
from dossier
group by all
