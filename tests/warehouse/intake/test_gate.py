"""The gate: exactly its share of rows may be sent back, not one more."""

from decimal import Decimal

import pytest

from tests.deliveries import dossier
from tests.plain_cycle import load, run
from warehouse.database import warehouse
from warehouse.errors import DataRefused


def dirty(clean, bad):
    rows = [dossier(number) for number in range(clean)]
    return rows + [dossier(5_000 + n, unit="H43.31.05", TrangThaiHoSo="99", NgayTiepNhan="") for n in range(bad)]


def test_exactly_the_gate_passes(delivery, tmp_path):
    assert load(tmp_path / "home", delivery().put("ho_so", dirty(95, 5)).export(), gate=Decimal(5)) == 1


def test_one_row_more_is_refused_with_rule_and_unit(delivery, tmp_path):
    export = delivery().put("ho_so", dirty(94, 6)).export()
    with pytest.raises(DataRefused) as caught:
        load(tmp_path / "home", export, gate=Decimal(5))
    assert caught.value.exit_code == 3
    for word in ("H43/2024-03", "6 of 100", "ho_so", "6.0 %", "D3 (6)", "H43.31.05 (6)"):
        assert word in caught.value.message


def test_a_gate_may_have_decimals(delivery, tmp_path):
    export = delivery().put("ho_so", dirty(199, 1)).export()
    load(tmp_path / "a", export, gate=Decimal("0.5"))
    with pytest.raises(DataRefused):
        load(tmp_path / "b", export, gate=Decimal("0.49"))


def test_a_row_that_breaks_two_rules_counts_once(delivery, tmp_path):
    rows = [*dirty(95, 0), *[dossier(9_000 + n, TrangThaiHoSo="99", KenhThucHien="9") for n in range(5)]]
    load(tmp_path / "home", delivery().put("ho_so", rows).export(), gate=Decimal(5))


def test_warnings_never_close_the_gate(delivery, tmp_path):
    load(
        tmp_path / "home",
        delivery().put("ho_so", [dossier(n, MaTTHC="9.1") for n in range(9)]).export(),
        gate=Decimal(5),
    )


def test_every_dataset_is_held_against_the_gate(delivery, tmp_path):
    declared = [{"MaDonVi": "H43.12", "MaSoLieu": "van_ban", "Ky": "2024-03", "GiaTri": text} for text in ("1", "x")]
    with pytest.raises(DataRefused, match="1 of 2 rows of khai_bao"):
        load(tmp_path / "home", delivery().put("khai_bao", declared).export(), gate=Decimal(5))


def test_a_refused_export_is_neither_loaded_nor_published(delivery, tmp_path):
    home = tmp_path / "home"
    delivery().put("ho_so", dirty(90, 10)).describe()
    with pytest.raises(DataRefused):
        run(home, tmp_path / "source", "ninh-thuan-2024", "2024-03")
    with warehouse(home) as connection:
        assert connection.execute("select count(*) from raw.export").fetchone() == (0,)
    assert not (home / "outputs").exists()
