"""Files as vendors print them are read right through a profile, or refused with the reason."""

import json
import random
from datetime import datetime

import pytest

from tests.deliveries import PROCEDURES, UNITS, as_csv, as_ndjson, dossier
from tests.vendor_files import DECLARED, PAYLOAD, SAMPLE_FILES, SAMPLES, declared_list, dossier_list
from warehouse.errors import ConfigurationError, DataRefused
from warehouse.exports.datasets import datasets
from warehouse.exports.described import describe_folder
from warehouse.exports.flat_files import flat_batches
from warehouse.exports.profiles import load_profile, profile_ids, read_profile

LIST, NUMBERS = "danh-sach-mot-cua", "so-lieu-don-vi"


@pytest.fixture
def read(delivery):
    """The rows that the door reads of a file through a profile."""

    def rows(content, profile=LIST):
        dataset = load_profile(profile).dataset
        path = f"{dataset.name}.{'xlsx' if content.startswith(b'PK') else 'csv'}"
        export = delivery().put_bytes(path, content, dataset.name, 0, profile=profile).export()
        batches = flat_batches(export, export.of(dataset.name)[0], dataset)
        return [each for batch in batches for each in batch.to_pylist()]

    return rows


def many_dossiers(count, seed=3):
    """Dossiers of every status and channel, with and without lists."""
    chance = random.Random(seed)
    rows = []
    for number in range(1, count + 1):
        status = chance.choice(["2", "4", "9", "10"])
        done = "20240309100000" if status in ("9", "10") else ""
        link = chance.choice(["", "có"])
        rows.append(
            dossier(
                number,
                KenhThucHien=chance.choice("123"),
                TrangThaiHoSo=status,
                NgayTra=done,
                NgayKetThucXuLy=done,
                DuocThanhToanTrucTuyen=chance.choice("01"),
                TrangThaiDongBo=chance.choice("01"),
                TaiLieuNop=[{"DuongDanTaiTepTin": link, "DuocTaiSuDung": chance.choice("01")}] if link else [],
                DanhSachLePhi=chance.choice([[], [{"Gia": str(chance.randrange(1, 5_000) * 1000)}]]),
                DanhSachGiayToKetQua=chance.choice([[], [{"DuongDanTepTinKetQua": "có"}]]),
            )
        )
    return rows


class TestTheSamples:
    @pytest.mark.parametrize("name", SAMPLE_FILES)
    def test_say_that_they_are_synthetic_and_give_what_their_maker_gives(self, read, name):
        kept, made = (SAMPLES / name).read_bytes(), SAMPLE_FILES[name]()
        profile = name.split(".")[0]
        assert read(kept, profile) == read(made, profile) != []

    def test_every_profile_can_be_loaded_and_has_a_title(self):
        assert {LIST, NUMBERS, "mot-cua-phang"} <= set(profile_ids())
        assert all(load_profile(profile_id).title for profile_id in profile_ids())


class TestADossierList:
    def test_gives_the_typed_rows_of_the_payload(self, delivery, staged, ask):
        rows = [*PAYLOAD, *(each for each in many_dossiers(40) if each["MaHoSo"] != PAYLOAD[0]["MaHoSo"])]
        # a list has no links, so it cannot tell that a result is an input
        query = "select * exclude (file_no, line_no, is_result_an_input) from accepted.ho_so order by dossier_id"
        plain = ask(staged(delivery("2024-04").put("ho_so", rows).export()), query)
        content = dossier_list(rows)
        made = delivery().put_bytes("ho_so.xlsx", content, "ho_so", len(rows), profile=LIST)
        assert ask(staged(made.export()), query) == plain
        for number, form in enumerate(("csv", "xlsx"), 5):
            again = delivery(f"2024-0{number}").put("ho_so", rows, form)
            assert ask(staged(again.export()), query) == plain, form
        assert len(plain) == len(rows)

    def test_keeps_the_rows_of_the_sheet_as_lines(self, read):
        assert [row["line_no"] for row in read(dossier_list(PAYLOAD))] == [7, 8, 9]

    def test_whose_total_is_not_the_sum_is_refused(self, read):
        with pytest.raises(DataRefused, match="does not agree with the sum of 'Phí, lệ phí / Số tiền', 1300000"):
            read(dossier_list(PAYLOAD, total=1))

    def test_whose_count_is_not_its_rows_is_refused(self, read):
        with pytest.raises(DataRefused, match="does not agree with its 3 rows"):
            read(dossier_list(PAYLOAD, count=4))

    def test_with_a_row_below_its_total_is_refused(self, read):
        from tests.vendor_files import shown_row

        with pytest.raises(DataRefused, match="row 13 stands below the total row"):
            read(dossier_list(PAYLOAD, below=[shown_row(4, dossier(9))]))

    def test_reads_hidden_rows_and_reports_them(self, read, caplog):
        content = dossier_list(PAYLOAD, change=lambda page: page.set_row(7, None, None, {"hidden": True}))
        assert len(read(content)) == 3
        assert "1 hidden rows were read; " in caplog.text
        assert "1 rows below the total row were left out" in caplog.text

    def test_whose_sheet_has_another_name_is_refused(self, read):
        with pytest.raises(DataRefused, match="must be named 'Danh sách hồ sơ'"):
            read(_renamed(dossier_list(PAYLOAD)))

    def test_with_a_fee_in_another_form_sends_that_row_back(self, delivery, staged, ask):
        for fee in ("1,250,000", "1.25", "12.50", "abc"):
            rows = [dossier(1)]
            content = dossier_list(rows, total=0, change=lambda page, fee=fee: page.write_string(6, 14, fee))
            stage = staged(delivery().put_bytes("ho_so.xlsx", content, "ho_so", 1, profile=LIST).export())
            assert ask(stage, "select rule from checked.finding where severity = 'quarantine'") == [("D7",)], fee

    def test_with_a_date_in_another_form_sends_that_row_back(self, delivery, staged, ask):
        for text in ("03-25-2024", "31/02/2024", "3/25/2024", "45352"):
            content = dossier_list([dossier(1)], change=lambda page, text=text: page.write_string(6, 6, text))
            stage = staged(delivery().put_bytes("ho_so.xlsx", content, "ho_so", 1, profile=LIST).export())
            assert ("D4",) in ask(stage, "select rule from checked.finding where severity = 'quarantine'"), text

    def test_with_dates_that_excel_made_numbers_reads_them(self, read):
        content = dossier_list([dossier(1)], change=lambda page: page.write_number(6, 6, 45352.5))
        assert read(content)[0]["NgayTiepNhan"] == "20240301120000"

    def test_with_an_id_that_excel_made_a_number_is_refused(self, read):
        with pytest.raises(DataRefused, match="row 7 holds a number in 'Mã TTHC'"):
            read(dossier_list([dossier(1)], change=lambda page: page.write_number(6, 2, 1.000001)))

    def test_shows_no_title_of_a_file_that_has_no_header(self, read):
        with pytest.raises(DataRefused) as caught:
            read(dossier_list(PAYLOAD, change=lambda page: page.write_string(4, 5, "Nguyễn Văn Bê")))
        assert "Nguyễn" not in caught.value.message
        assert "Tiếp nhận / Ngày nộp" in caught.value.message


def _renamed(content):
    import io
    import zipfile

    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as good, zipfile.ZipFile(changed, "w") as other:
        for name in good.namelist():
            text = good.read(name)
            other.writestr(name, text.replace("Danh sách hồ sơ".encode(), b"Sheet2") if "workbook" in name else text)
    return changed.getvalue()


class TestDeclaredNumbers:
    def test_in_words_with_dots_and_a_comma_are_the_measures_and_numbers_of_the_contract(self, delivery, staged, ask):
        made = delivery().put_bytes("k.csv", declared_list(), "khai_bao", 3, profile=NUMBERS)
        found = ask(staged(made.export()), "select unit_code, measure, month, amount from accepted.khai_bao order by 4")
        assert found == [
            ("H43.31.05", "chung_thuc_dien_tu", "2024-03", 7),
            ("H43.12", "van_ban_dien_tu", "2024-03", 1200),
            ("H43.12", "van_ban", "2024-03", 1250),
        ]

    @pytest.mark.parametrize("total", ["2.458", "2457.5", "", "hai nghìn"])
    def test_whose_total_is_another_are_refused(self, read, total):
        with pytest.raises(DataRefused, match="does not agree with the sum of 'Giá trị', 2457"):
            read(declared_list(total=total), NUMBERS)

    def test_whose_total_row_is_cut_off_are_refused(self, read):
        with pytest.raises(DataRefused, match="total row 'Tổng cộng' is missing"):
            read(declared_list().split("Tổng".encode())[0], NUMBERS)

    @pytest.mark.parametrize("said", ["1.23", "1,234.5", "12.34,5", "1 234"])
    def test_with_marks_in_other_places_are_sent_back_and_never_guessed(self, delivery, staged, ask, said):
        content = declared_list([(*DECLARED[0][:4], said)], total="0")
        stage = staged(delivery().put_bytes("k.csv", content, "khai_bao", 1, profile=NUMBERS).export())
        assert ask(stage, "select count(*) from accepted.khai_bao") == [(0,)]

    def test_with_another_delimiter_than_declared_are_refused(self, read):
        with pytest.raises(DataRefused, match="its header is wrong"):
            read(declared_list().replace(b";", b","), NUMBERS)


class TestAProfile:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("dataset = 'x'", "dataset 'x' is unknown"),
            ("dataset = 'ho_so'\n[columns]\nMaHoSoX = 'a'", "field 'MaHoSoX' is unknown"),
            ("dataset = 'ho_so'\n[lists.TaiLieuNop]\nX = 'a'", "part 'TaiLieuNop.X' is unknown"),
            ("dataset = 'ho_so'\n[values.X]\na = 'a'", "field of [values] 'X' is unknown"),
            ("dataset = 'ho_so'\n[table]\nheader = 2", "part of [table] 'header' is unknown"),
            ("dataset = 'ho_so'\n[table]\ndates = ['d/m']", "is no form of a date"),
            ("dataset = ho_so", "Invalid value"),
            ("title = 'x'", "dataset"),
        ],
    )
    def test_with_a_mistake_is_refused_naming_it(self, tmp_path, text, words):
        path = tmp_path / "p.toml"
        path.write_text(text, "utf-8")
        with pytest.raises(ConfigurationError) as caught:
            read_profile(path)
        assert words in caught.value.message

    def test_of_the_office_wins_over_a_shipped_one(self, tmp_path, monkeypatch):
        (tmp_path / "profiles").mkdir()
        (tmp_path / "profiles" / f"{LIST}.toml").write_text("title = 'của ta'\ndataset = 'ho_so'\n", "utf-8")
        monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path))
        assert load_profile(LIST).title == "của ta"


def test_a_folder_of_vendor_files_says_its_own_month_and_province(tmp_path, staged, ask):
    from warehouse.exports.descriptor import read_descriptor

    folder = tmp_path / "H43" / "2024-03"
    folder.mkdir(parents=True)
    for name in SAMPLE_FILES:
        (folder / name).write_bytes((SAMPLES / name).read_bytes())
    (folder / "don_vi.csv").write_bytes(as_csv(UNITS, datasets()["don_vi"].columns))
    (folder / "tthc.ndjson").write_bytes(as_ndjson(PROCEDURES))
    path = describe_folder(folder, None, None, datetime.fromisoformat("2024-03-15T08:00:00+07:00"))
    said = json.loads(path.read_text("utf-8"))
    assert (said["province"], said["period"]) == ("H43", "2024-03")
    assert said["window"] == {"from": "2024-02-15", "to": "2024-03-14"}
    stage = staged(read_descriptor(folder))
    assert ask(stage, "select (select count(*) from accepted.ho_so), (select count(*) from accepted.khai_bao)") == [
        (3, 3)
    ]


def test_a_month_that_the_files_contradict_is_refused(tmp_path):
    (tmp_path / "ho_so.xlsx").write_bytes(dossier_list(PAYLOAD))
    (tmp_path / "don_vi.csv").write_bytes(as_csv(UNITS, datasets()["don_vi"].columns))
    (tmp_path / "tthc.ndjson").write_bytes(as_ndjson(PROCEDURES))
    with pytest.raises(DataRefused, match="15/02/2024 to 14/03/2024, which is not the month 2024-04"):
        describe_folder(tmp_path, "H43", "2024-04", datetime.fromisoformat("2024-04-15T08:00:00+07:00"))
