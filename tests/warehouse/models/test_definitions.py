"""Claims about the indicators' definitions: every one is whole, and a broken one is named with its field."""

import pytest

from warehouse.errors import ConfigurationError
from warehouse.models.definitions import DECLARED_KINDS, indicators

WHOLE = {
    "code": "x",
    "name_vi": "a",
    "kind": "additive",
    "source": "dossiers",
    "numerator_vi": "b",
    "denominator_vi": "c",
    "missing_vi": "d",
    "law": "e",
    "needs_datasets": ["ho_so"],
}


def written(folder, *, sql=True, **changes):
    """A definition on disk; a field that is None is left out."""
    fields = {name: value for name, value in (WHOLE | changes).items() if value is not None}
    (folder / "x.toml").write_text("".join(f"{name} = {value!r}\n" for name, value in fields.items()), "utf-8")
    if sql:
        (folder / "x.sql").write_text("select 1", "utf-8")
    return folder


@pytest.mark.parametrize("indicator", indicators().values(), ids=lambda indicator: indicator.code)
def test_a_declared_ratio_needs_both_its_sides_and_no_other_reads_a_side(indicator):
    sides = {indicator.numerator_measure, indicator.denominator_measure} - {None}
    assert len(sides) == (2 if indicator.kind in DECLARED_KINDS else 0)
    assert sides <= set(indicator.needs)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"law": None}, "law: Field required"),
        ({"law": ""}, "law: String should have at least 1 character"),
        ({"laws": "e"}, "laws: Extra inputs are not permitted"),
        ({"kind": "sum"}, "kind: Input should be 'additive', 'catalogue', 'flow' or 'stock'"),
        ({"occurs_at": ["province", "xa"]}, "occurs_at.1: Input should be 'province', 'district' or 'commune'"),
        ({"occurs_at": []}, "occurs_at: Tuple should have at least 1 item"),
        ({"misses_final": "perhaps"}, "misses_final: Input should be a valid boolean"),
        ({"needs_datasets": None}, "must name what feeds it"),
        ({"kind": "flow"}, "names numerator_measure and denominator_measure"),
        ({"numerator_measure": "van_ban"}, "no other kind does"),
        ({"code": "y"}, "has the code 'y'"),
        ({"sql": False}, "lacks a file x.sql"),
        ({"kind": "stock", "numerator_measure": "m", "denominator_measure": "n"}, "has a file x.sql"),
    ],
)
def test_a_broken_definition_is_named_with_its_file_and_field(tmp_path, changes, fault):
    with pytest.raises(ConfigurationError) as refused:
        indicators(written(tmp_path, **changes))
    assert "x.toml" in refused.value.message
    assert fault in refused.value.message
    assert refused.value.advice


def test_what_is_not_toml_is_named_with_its_line(tmp_path):
    (tmp_path / "x.toml").write_text("code = y", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"x\.toml is not TOML: .*line 1"):
        indicators(tmp_path)


def test_a_whole_definition_is_read_and_an_empty_folder_has_none(tmp_path):
    assert indicators(tmp_path / "empty") == {}
    assert indicators(written(tmp_path))["x"].occurs_at == ("province", "district", "commune")
