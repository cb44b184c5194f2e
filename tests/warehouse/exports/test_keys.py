"""Every key of every row is seen, wherever the row is."""

import json

import pytest

from tests.deliveries import Twice, as_csv, as_ndjson, dossier
from warehouse.errors import DataRefused
from warehouse.exports.datasets import datasets

INPUT = {"IsDeleted": "0", "DuongDanTaiTepTin": "https://x/1", "DuocTaiSuDung": "1"}


def respelt(row, key, spelling):
    """The row with one key, of its own or of an object in it, in another spelling."""
    return json.loads(json.dumps(row).replace(f'"{key}"', f'"{spelling}"'))


def refused(staged, export):
    with pytest.raises(DataRefused) as caught:
        staged(export)
    return caught.value.message


def test_a_misspelt_key_between_the_rows_that_a_sample_would_see_refuses_the_file(delivery, staged):
    rows = [dossier(number) for number in range(1, 501)]
    for line in (line for line in range(50, 501) if line % 50 and line % 4 == 0):
        rows[line - 1] = respelt(rows[line - 1], "KenhThucHien", "KenhThuchien")
    message = refused(staged, delivery().put("ho_so", rows).export())
    assert "on line 52 its key 'KenhThuchien' must be written 'KenhThucHien'" in message


def test_a_misspelt_key_far_behind_the_rows_learnt_from_refuses_the_file(delivery, staged):
    rows = [*map(dossier, range(6_000)), respelt(dossier(7_000), "TrangThaiDongBo", "trang_thai_dong_bo")]
    assert "on line 6001" in refused(staged, delivery().put("ho_so", rows, "ndjson.gz").export())


@pytest.mark.parametrize("elements", [1, 3, 9])
@pytest.mark.parametrize("form", ["ndjson", "csv", "xlsx"])
def test_a_misspelt_key_in_any_element_of_a_list_refuses_the_file(delivery, staged, form, elements):
    fees = [{"Gia": "1"}] * (elements - 1) + [{"gia": "50000"}]
    made = delivery().put("ho_so", [dossier(1, DanhSachLePhi=[{"Gia": "1"}]), dossier(2, DanhSachLePhi=fees)], form)
    assert "its key 'gia' must be written 'Gia'" in refused(staged, made.export())


def test_unknown_keys_are_counted_and_a_strange_one_is_not_named(delivery, staged, caplog):
    rows = [dossier(1), dossier(2) | {"TruongMoi": "1", "Nguyễn Văn A": "1"}, dossier(3) | {"TruongMoi": "2"}]
    staged(delivery().put("ho_so", rows).export())
    assert "? (1), TruongMoi (2)" in caplog.text
    assert "Nguyễn" not in caplog.text


def test_a_key_written_twice_sends_the_row_back_under_its_own_rule(delivery, staged, ask):
    rows = [
        dossier(1),
        Twice(dossier(2), "KenhThucHien"),
        Twice(dossier(3, TaiLieuNop=[INPUT] * 7), "DuongDanTaiTepTin"),
        Twice(dossier(4, ChuHoSo="A"), "ChuHoSo"),
    ]
    stage = staged(delivery().put("ho_so", rows).export())
    found = ask(stage, "select line_no, field from checked.finding where rule = 'D13' order by 1")
    assert found == [(2, "KenhThucHien"), (3, "TaiLieuNop.DuongDanTaiTepTin"), (4, "?")]
    assert ask(stage, "select dossier_id from accepted.ho_so") == [("H43.12-240301-0001",)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (json.dumps([dossier(1), dossier(2)]).encode(), "JSON array"),
        (json.dumps(dossier(1), indent=2).encode(), "several lines"),
    ],
)
def test_a_document_in_place_of_lines_is_refused_with_its_remedy(delivery, staged, content, words):
    message = refused(staged, delivery().put_bytes("ho_so.ndjson", content, "ho_so", 2).export())
    assert words in message
    assert "one object on each line" in message


def test_a_list_of_a_flat_file_is_looked_at_like_one_of_a_payload(delivery, staged):
    content = as_csv([dossier(1, TaiLieuNop=[{"isDeleted": "0"}])], datasets()["ho_so"].columns)
    assert "IsDeleted" in refused(staged, delivery().put_bytes("ho_so.csv", content, "ho_so", 1).export())


def test_the_order_of_keys_and_blanks_between_them_change_nothing(delivery, staged, ask):
    turned = json.dumps(dict(reversed(dossier(2).items())), separators=(" , ", " : ")).encode() + b"\n"
    stage = staged(delivery().put_bytes("ho_so.ndjson", as_ndjson([dossier(1)]) + turned, "ho_so", 2).export())
    assert ask(stage, "select count(distinct received_at), count(*) from accepted.ho_so") == [(1, 2)]
