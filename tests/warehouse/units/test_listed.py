"""Claims about the unit lists that plans are checked and read by."""

from warehouse.units.listed import UNITS, named_area, province_units

HEADER = "MaDonVi,TenDonVi,Cap,Loai,MaDonViCha,TuNgay,DenNgay,MaDonViKeThua,Nhan\n"


def test_the_offices_own_list_stands_for_the_projects(tmp_path, monkeypatch):
    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path))
    (tmp_path / "units").mkdir()
    own = HEADER + "H43,UBND tỉnh Ninh Thuận,province,ubnd_tinh,,,,,\n"
    (tmp_path / "units" / "H43.csv").write_text(own, encoding="utf-8")
    (tmp_path / "units" / "H12.csv").write_text(
        own.replace("H43", "H12").replace("Ninh Thuận", "Mới"), encoding="utf-8"
    )
    assert [unit["MaDonVi"] for unit in province_units("H43")] == ["H43"]
    assert len(province_units("H34")) > 1
    assert named_area("Kế hoạch của tỉnh Mới")["MaDonVi"] == "H12"


def test_a_province_without_a_list_has_no_units():
    assert province_units("H99") == []
    assert (UNITS / "H43.csv").is_file()
