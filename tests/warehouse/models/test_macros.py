"""The readings of delivered text: dates, unit codes, fees, names."""

import unicodedata
from datetime import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from warehouse.database import connect
from warehouse.models.runner import define_macros
from warehouse.units import names


@pytest.fixture(scope="module")
def read():
    """A function that asks one macro for the reading of one text."""
    with connect() as connection:
        define_macros(connection)
        yield lambda macro, text, kind="varchar": connection.execute(
            f"select {macro}(cast(? as {kind}))", [text]
        ).fetchone()[0]


FORMS = ["%Y%m%d%H%M%S", "%d/%m/%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S"]
DAY_FORMS = ["%Y%m%d", "%d/%m/%Y", "%Y-%m-%d"]
local = datetime.fromisoformat
MOMENTS = st.datetimes(local("1990-01-01"), local("2100-12-31")).map(lambda moment: moment.replace(microsecond=0))


@given(MOMENTS)
@settings(max_examples=20, deadline=None)
def test_every_moment_is_read_in_every_form(read, moment):
    day = moment.replace(hour=0, minute=0, second=0)
    assert [read("parse_timestamp", moment.strftime(form)) for form in FORMS] == [moment] * 3
    assert [read("parse_timestamp", day.strftime(form)) for form in DAY_FORMS] == [day] * 3


@given(st.text(st.sampled_from("0123456789/-: T"), max_size=20))
@settings(deadline=None)
@example("20240229")
@example("20230229")
@example("29/02/2023")
def test_a_text_is_read_only_when_it_writes_back_the_same(read, text):
    moment = read("parse_timestamp", text)
    written = [] if moment is None else [moment.strftime(form) for form in FORMS + DAY_FORMS]
    assert moment is None or text.strip(" ") in written


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2024",
        "02050301",
        "19891231",
        "21010101",
        "2024-03-01T08:00:00",
        "1/3/2024",
        "20240301080060",
        "20240301240000",
        "00000000",
        "45352",
        "03/13/2024",
        "2024/03/01",
        "20230229",
    ],
)
def test_what_is_no_date_is_null(read, text):
    assert read("parse_timestamp", text) is None


@pytest.mark.parametrize("text", [None, "", "  ", "20240301 080000"])
def test_no_text_or_half_a_time_is_null(read, text):
    assert read("parse_timestamp", text) is None


def test_blanks_around_a_date_do_not_matter(read):
    assert read("parse_timestamp", "  20240301080910 ") == local("2024-03-01 08:09:10")


def test_midnight_is_the_end_of_its_day(read):
    assert read("end_of_day", "2024-03-06 00:00:00", "timestamp") == local("2024-03-06 23:59:59.999999")


@pytest.mark.parametrize("deadline", ["2024-03-06 00:00:01", "2024-03-06 17:00:00", "2024-03-06 23:59:59.999999"])
def test_another_time_stays(read, deadline):
    assert read("end_of_day", deadline, "timestamp") == local(deadline)


@pytest.mark.parametrize(
    ("delivered", "code"),
    [
        ("000.00.00.H43", "H43"),
        ("000.00.12.H43", "H43.12"),
        ("000.05.31.H43", "H43.31.05"),
        ("000.10.20.H43", "H43.20.10"),
        ("000.00.100.H44", "H44.100"),
        ("001.05.31.H43", "H43.31.05.001"),
        ("H43.12", "H43.12"),
        ("H43.31.05", "H43.31.05"),
        ("H43", "H43"),
        ("12.H43", "12.H43"),
        ("", ""),
        (None, None),
    ],
)
def test_a_unit_code_is_read_in_both_notations(read, delivered, code):
    assert read("unit_code", delivered) == code


@given(st.integers(1, 99), st.integers(0, 99), st.integers(0, 99))
@settings(max_examples=50, deadline=None)
def test_old_and_new_notation_name_the_same_unit(read, province, second, third):
    parts = [f"H{province:02d}", f"{second:02d}", f"{third:02d}"]
    while parts[-1] == "00":
        parts.pop()
    assert read("unit_code", f"000.{third:02d}.{second:02d}.H{province:02d}") == ".".join(parts)


def test_a_word_for_none_is_no_link(read):
    none = ("", "\u00a0", "-", ".", "--", "0", "1", "{}", "N/A", "http://", "Không có", "đang cập nhật", "about:blank")
    assert [word for word in none if read("is_link", word)] == []
    links = ("a", "có", "a.pdf", "/a/b", "12/34.pdf", "http://x", "https://x.vn/tep/1", "f3a2b1c4")
    assert [word for word in links if not read("is_link", word)] == []


@pytest.mark.parametrize(
    ("delivered", "amount"),
    [("0", 0), ("50000", 50000), ("0.5", 0.5), (" 12 ", 12), ("1e3", 1000), ("1000000000000000", 1e15)],
)
def test_a_fee_is_a_number_from_0(read, delivered, amount):
    assert read("fee_amount", delivered) == amount


@pytest.mark.parametrize(
    "delivered", ["-1", "nan", "inf", "-inf", "5.000.000", "50,000", "1_000", "miễn phí", "", None, "1e16"]
)
def test_anything_else_is_no_fee(read, delivered):
    assert read("fee_amount", delivered) is None


@pytest.mark.parametrize(
    "name",
    [
        "huyện Bác Ái",
        "UBND huyện Bác Ái",
        "UBND HUYỆN BÁC ÁI",
        "Ủy ban nhân dân huyện Bác Ái",
        "Uỷ ban nhân dân huyện  Bác Ái",
        "UBND huyện Bác\u00a0 Ái",
        "H. Bác Ái",
        "UBND H.Bác  Ái",
        " UBND huyện Bác Ái - Tỉnh Ninh Thuận ",
        unicodedata.normalize("NFD", "UBND huyện Bác Ái"),
    ],
)
def test_a_place_is_named_without_its_kind(read, name):
    assert read("place_name", name) == names.place_name(name) == "bác ái"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("UBND thành phố Phan Rang - Tháp Chàm", "phan rang - tháp chàm"),
        ("UBND thành phố Phan Rang - Tháp Chàm - Tỉnh Ninh Thuận", "phan rang - tháp chàm"),
        ("Thị xã Phước Long", "phước long"),
        ("TX. Phước Long", "phước long"),
        ("TP Phan Rang - Tháp Chàm", "phan rang - tháp chàm"),
        ("UBND huyện Tân Phú", "tân phú"),
        ("UBND xã Phước Đại", "phước đại"),
        ("thị trấn Phước Dân", "phước dân"),
        (None, None),
    ],
)
def test_other_kinds_of_place(read, name, place):
    assert read("place_name", name) == (name and names.place_name(name)) == place


def test_text_is_trimmed_and_composed(read):
    decomposed = unicodedata.normalize("NFD", "\u00a0 Sở Y tế\t")
    assert read("as_text", decomposed) == "Sở Y tế"
    assert read("as_text", " \u00a0 ") is None
    assert read("as_code", "  ") is None
    assert read("as_code", " H43 ") == "H43"
