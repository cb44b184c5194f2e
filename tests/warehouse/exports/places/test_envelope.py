"""Answers of the sync service: every row in its own words, and nothing half."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.exports.places.envelope import read_envelope

LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
VALUES = st.recursive(LEAVES, lambda each: st.lists(each) | st.dictionaries(st.text(max_size=3), each), max_leaves=5)
FIELDS = st.dictionaries(st.text(max_size=5), VALUES, max_size=3)


def test_a_key_that_stands_twice_in_a_row_is_kept_twice():
    found = read_envelope(b'{"tong": 1, "du_lieu": [ {"MaHoSo": "a", "MaHoSo": "b"} ], "trang": 1}')
    assert found.rows == ['{"MaHoSo": "a", "MaHoSo": "b"}']
    assert found.fields == {"tong": 1, "trang": 1}


def test_a_row_printed_over_several_lines_becomes_one():
    assert read_envelope(b'{"du_lieu": [{\n  "a":\r\n 1}]}').rows == ['{   "a":   1}']


@settings(max_examples=40, deadline=None)
@given(st.lists(VALUES, max_size=5), FIELDS)
def test_rows_and_fields_are_what_was_sent(rows, fields):
    found = read_envelope(json.dumps(fields | {"du_lieu": rows}, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    assert found.fields == fields
    assert [json.loads(row) for row in found.rows] == rows
    assert not any("\n" in row for row in found.rows)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"du_lieu": [{"a": 1}',
        b'{"du_lieu": [{"a": 1},]}',
        b'{"du_lieu": [{"a": 1} {"b": 2}]}',
        b'{"a": 1} {"b": 2}',
        b'{"a" 1}',
        b"{1: 2}",
        b'{"a": "\xff"}',
        b'{"a": 1,}',
    ],
)
def test_what_is_cut_or_no_object_is_no_answer(content):
    with pytest.raises(ValueError):
        read_envelope(content)
    for length in range(len(b'{"x": [1, 2]}')):
        with pytest.raises(ValueError):
            read_envelope(b'{"x": [1, 2]}'[:length])
