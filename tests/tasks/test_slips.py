"""The rows of an export that is held or refused reach the units before anything of it is loaded."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from flows.cli import main
from tests.deliveries import UNITS, Delivery, dossier
from tests.plain_cycle import load, run
from warehouse.database import warehouse
from warehouse.errors import DataHeld

PLAN, MONTH = "ninh-thuan-2024", "2024-03"
NAME, PHONE = "Nguyễn Thị Bí Mật", "0912345678"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("KYBAOCAO_SOURCE", raising=False)
    return tmp_path / "home"


def slips(home, capsys):
    code = main(["slips", PLAN, MONTH, "--held", "--out", str(home / "slips"), "--json"])
    return code, json.loads(capsys.readouterr().out)


def rows(file):
    return [row for sheet in load_workbook(file, read_only=True) for row in sheet.values]


def test_a_held_export_gives_each_unit_its_rows_without_personal_data_and_loads_nothing(home, capsys):
    secret = {"ChuHoSo": NAME, "SoDienThoai": PHONE}
    bad = [
        dossier(1, TrangThaiHoSo="99", **secret),
        dossier(2, unit="H43.31.05", KenhThucHien=NAME, **secret),
        dossier(MaHoSo=f"{NAME}-240301-0001"),
    ]
    Delivery(home / "exports", MONTH).put("ho_so", [dossier(9), *bad]).describe()
    with pytest.raises(DataHeld, match="kybaocao slips PLAN PERIOD --held"):
        run(home, home / "exports", PLAN, MONTH)
    code, said = slips(home, capsys)
    assert (code, said["ok"]) == (0, True)
    files = {path.name: path.read_bytes() for path in (home / "slips").iterdir()}
    assert set(files) == {"tra-lai-du-lieu.xlsx", "H43.12.xlsx", "H43.31.05.xlsx", "chua-ro-don-vi.xlsx"}
    commune = [row for row in rows(home / "slips/H43.31.05.xlsx") if "H43.31.05-240301-0002" in row]
    assert any("UBND xã Phước Bình" in row and "D6" in row for row in commune)
    everything = b"".join(
        ZipFile(BytesIO(book)).read(name) for book in files.values() for name in ZipFile(BytesIO(book)).namelist()
    )
    assert NAME.encode() not in everything
    assert PHONE.encode() not in everything
    with warehouse(home, read_only=True) as connection:
        assert connection.execute("select count(*) from raw.export").fetchone() == (0,)
    assert not list((home / "stage").glob("*-*"))


def test_an_export_that_a_rule_refuses_gives_its_rows_too_and_a_loaded_one_says_where_they_are(home, capsys):
    two_roots = [*UNITS, UNITS[0] | {"MaDonVi": "H43.99", "MaDonViCha": "H43.98"}]
    Delivery(home / "exports", MONTH).put("don_vi", two_roots).describe()
    slips(home, capsys)
    listed = [row for row in rows(home / "slips/tra-lai-du-lieu.xlsx") if "H43.99" in row]
    assert any("don_vi.ndjson" in row for row in listed)
    load(home, Delivery(home / "exports", MONTH).export())
    code, said = slips(home, capsys)
    assert (code, "none is held" in said["error"]) == (2, True)
