"""The synthetic dossiers, read back line by line as any reader would."""

import csv
import gzip
import json
import re
from collections import Counter
from datetime import datetime

import pytest

from warehouse.periods import VIETNAM, Period
from warehouse.samples.export import write_sample_export
from warehouse.samples.sources import read_units

MARCH = Period.parse("2024-03")
CREATED = "20240315012000"
RULES = {f"D{number}" for number in range(1, 11)}
DATES = (
    "NgayNopHoSo",
    "NgayTiepNhan",
    "NgayHenTra",
    "NgayTuChoi",
    "NgayKetThucXuLy",
    "NgayTra",
    "NgayCapNhat",
)
NOTATIONS = ("%Y%m%d%H%M%S", "%Y%m%d", "%d/%m/%Y", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S")
PERSONAL = (
    "ChuHoSo",
    "SoGiayToChuHoSo",
    "MaDoiTuong",
    "Email",
    "Fax",
    "SoDienThoai",
    "TrichYeuHoSo",
    "GhiChu",
)


def read_dossiers(folder):
    return [
        json.loads(line)
        for path in sorted(folder.glob("ho_so-*.ndjson.gz"))
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return tmp_path_factory.mktemp("source")


@pytest.fixture(scope="module")
def folder(source):
    return write_sample_export(source / "dirty", "H43", MARCH, dossiers=3_000)


@pytest.fixture(scope="module")
def dirty(folder):
    return read_dossiers(folder)


@pytest.fixture(scope="module")
def clean(source):
    return read_dossiers(write_sample_export(source / "clean", "H43", MARCH, dossiers=3_000, dirty=False))


@pytest.fixture(scope="module")
def before(source):
    february = MARCH.shifted(-1)
    return read_dossiers(write_sample_export(source / "clean", "H43", february, dossiers=3_000, dirty=False))


def parsed(text):
    for notation in NOTATIONS:
        try:
            return datetime.strptime(text, notation).replace(tzinfo=VIETNAM)
        except ValueError:
            continue
    return None


def unit_of(dossier):
    sent = dossier["MaHoSo"].split("-")[0]
    if not sent.startswith("000."):
        return sent
    _, third, second, province = sent.split(".")
    return ".".join([province, second, *([third] if third != "00" else [])])


def is_amount(text):
    return text.isdigit()


def broken_rules(dossier):
    """The rules that a dossier breaks, written down as the rules are worded."""
    units = {unit.code for unit in read_units("H43")}
    status, received = dossier["TrangThaiHoSo"], parsed(dossier["NgayTiepNhan"])
    finished = parsed(dossier["NgayKetThucXuLy"])
    well_formed = re.fullmatch(r"[^-]+-\d{6}-\d+", dossier["MaHoSo"])
    found = {
        "D1": not well_formed,
        "D2": well_formed and unit_of(dossier) not in units,
        "D3": status not in {str(number) for number in range(1, 11)},
        "D4": any(dossier[field] and not parsed(dossier[field]) for field in DATES),
        "D5": finished and received and finished < received,
        "D6": dossier["KenhThucHien"] not in ("1", "2", "3", ""),
        "D7": not all(is_amount(fee["Gia"]) for fee in dossier["DanhSachLePhi"]),
        "D8": status in ("9", "10") and not (dossier["NgayKetThucXuLy"] or dossier["NgayTra"]),
        "D9": received and received > parsed(CREATED),
        "D10": status in ("2", "4", "5", "6", "8", "9", "10") and not dossier["NgayTiepNhan"],
    }
    return {rule for rule, broken in found.items() if broken}


def test_every_rule_is_broken_somewhere(dirty):
    assert set().union(*map(broken_rules, dirty)) == RULES


def test_broken_dossiers_are_few(dirty):
    share = sum(bool(broken_rules(dossier)) for dossier in dirty) / len(dirty)
    assert 0.01 < share < 0.02


def test_a_clean_export_breaks_no_rule(clean):
    assert not [dossier["MaHoSo"] for dossier in clean if broken_rules(dossier)]


def test_a_clean_export_shows_each_dossier_once(clean):
    codes = [dossier["MaHoSo"] for dossier in clean]
    assert len(codes) == len(set(codes))


def test_units_are_known_but_for_the_deliberate_ones(dirty, clean):
    units = {unit.code for unit in read_units("H43")}
    assert {unit_of(dossier) for dossier in clean} <= units
    strange = {unit_of(dossier) for dossier in dirty if "D2" in broken_rules(dossier)}
    assert strange <= {"H99.01", "H99.31.77", "H99.98"}


def test_both_notations_of_a_unit_code_occur(clean):
    sent = Counter(dossier["MaHoSo"].startswith("000.") for dossier in clean)
    assert 0 < sent[True] < sent[False] / 5


def test_nothing_happens_after_the_export_was_made(clean):
    happened = [field for field in DATES if field != "NgayHenTra"]
    nested = ("NgayBoSung", "NgayTiepNhanBoSung")
    for dossier in clean:
        dates = [dossier[field] for field in happened]
        dates += [each[field] for each in dossier["DanhSachHoSoBoSung"] for field in nested]
        assert max(dates) < CREATED


def test_the_events_of_a_dossier_follow_one_another(clean):
    order = ("NgayNopHoSo", "NgayTiepNhan", "NgayKetThucXuLy", "NgayTra", "NgayCapNhat")
    for dossier in clean:
        dates = [dossier[field] for field in order if dossier[field]]
        assert dates == sorted(dates)


def test_an_export_holds_what_changed_in_its_window(clean):
    assert all("20240215" <= dossier["NgayCapNhat"][:8] <= "20240314" for dossier in clean)


def test_an_unfinished_dossier_comes_again_with_a_later_status(before, clean):
    waiting = {dossier["MaHoSo"]: dossier for dossier in before if dossier["TrangThaiHoSo"] == "4"}
    again = [dossier for dossier in clean if dossier["MaHoSo"] in waiting]
    assert len(again) > 0.7 * len(waiting)
    for dossier in again:
        earlier = waiting[dossier["MaHoSo"]]
        assert dossier["NgayCapNhat"] > earlier["NgayCapNhat"]
        assert [dossier[field] for field in ("MaTTHC", "KenhThucHien", "NgayTiepNhan")] == [
            earlier[field] for field in ("MaTTHC", "KenhThucHien", "NgayTiepNhan")
        ]


def test_every_status_a_dossier_can_have_occurs(before, clean):
    assert {dossier["TrangThaiHoSo"] for dossier in before + clean} == {str(each) for each in range(1, 11)}


def test_supplements_come_with_and_without_a_new_due_date(clean):
    supplements = [each for dossier in clean for each in dossier["DanhSachHoSoBoSung"]]
    answered = Counter(bool(each["NgayHenTraMoi"]) for each in supplements if each["NgayTiepNhanBoSung"])
    assert answered[True] > 5
    assert answered[False] > 5


def test_persons_are_marked_as_invented(dirty):
    for dossier in dirty:
        number = dossier["ChuHoSo"].removeprefix("Người Mô Phỏng ")
        assert re.fullmatch(r"\d{6}", number)
        assert dossier["SoDienThoai"] == f"0000{number}"
        assert dossier["Email"] == f"mo-phong-{number}@example.invalid"
        assert dossier["DinhDanhCHS"] == [{"LoaiDinhDanh": "1", "SoDinhDanh": f"000000{number}"}]
        assert all(dossier[field] for field in PERSONAL)


def test_every_link_leads_nowhere(dirty):
    for dossier in dirty:
        links = [document["DuongDanTaiTepTin"] for document in dossier["TaiLieuNop"]]
        links += [result["DuongDanTepTinKetQua"] for result in dossier["DanhSachGiayToKetQua"]]
        assert all(link == "" or link.startswith("https://mo-phong.invalid/") for link in links)


def test_oddities_that_are_only_warned_about_occur(dirty):
    codes = Counter(dossier["MaHoSo"] for dossier in dirty)
    procedures = {dossier["MaTTHC"] for dossier in dirty}
    assert max(codes.values()) == 2
    assert any(code.startswith("9.99") for code in procedures)
    assert any(not dossier["NgayCapNhat"] for dossier in dirty)
    assert any(not dossier["KenhThucHien"] for dossier in dirty)
    assert any(not dossier["NgayHenTra"] and dossier["TrangThaiHoSo"] == "10" for dossier in dirty)
    assert any("/" in dossier["NgayTiepNhan"] for dossier in dirty)


def test_departments_do_better_than_communes_and_mountain_communes_worst(clean):
    level = {unit.code: "weak" if "dtts_mn" in unit.tags else unit.level for unit in read_units("H43")}
    online: dict[str, list[bool]] = {}
    for dossier in clean:
        online.setdefault(level[unit_of(dossier)], []).append(dossier["KenhThucHien"] == "2")
    share = {name: sum(flags) / len(flags) for name, flags in online.items()}
    assert share["province"] > share["district"] > share["commune"] > share["weak"]


def test_procedures_fit_the_level_of_the_unit(clean, folder):
    with (folder / "tthc.csv").open(encoding="utf-8", newline="") as file:
        levels = {line["MaTTHC"]: line["CapThucHien"].split(";") for line in csv.DictReader(file)}
    unit_level = {unit.code: unit.level for unit in read_units("H43")}
    assert all(unit_level[unit_of(dossier)] in levels[dossier["MaTTHC"]] for dossier in clean)
