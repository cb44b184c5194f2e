"""Claims about which figure a person means by a row, a unit and a level, or by an id."""

import pytest

from warehouse.errors import ConfigurationError
from warehouse.explain.choice import Wanted, choose_figure


def figure(level="province", scope_kind="headline", unit_code="H43", row_no="II.2", **changes):
    """A figure with as much as a choice looks at."""
    place = f":{unit_code}{'+' if scope_kind == 'area' else ''}" if scope_kind in ("unit", "area") else ""
    return {
        "row_no": row_no,
        "level": level,
        "scope_kind": scope_kind,
        "unit_code": unit_code,
        "basis": "ytd",
        "horizon": 2024,
        "judged": True,
        "figure_id": f"{row_no}:{level}{place}:ytd",
    } | changes


CHOICES = [
    *(figure(level, kind) for level in ("province", "district", "commune") for kind in ("headline", "level")),
    figure("district", "area", "H43.31"),
    figure("commune", "area", "H43.31"),
    figure("district", "unit", "H43.31"),
    figure("commune", "area", "H43.32"),
    figure("district", "area", "H43.32"),
    figure("province+commune", row_no="3"),
    figure("commune", "level", row_no="3"),
    figure("province+commune", row_no="3", horizon=2030, judged=False, figure_id="3:province+commune:ytd:2030"),
]


@pytest.mark.parametrize(
    ("wanted", "figure_id"),
    [
        (Wanted("II.2", level="district"), "II.2:district:ytd"),
        (Wanted("II.2", "H43.31"), "II.2:district:H43.31:ytd"),
        (Wanted("II.2", "H43.31", "commune"), "II.2:commune:H43.31+:ytd"),
        (Wanted("II.2", "H43.31+", "district"), "II.2:district:H43.31+:ytd"),
        (Wanted("II.2", "H43", "commune"), "II.2:commune:ytd"),
        (Wanted("3"), "3:province+commune:ytd"),
        (Wanted("3", level="commune"), "3:commune:ytd"),
        (Wanted(figure_id="3:province+commune:ytd:2030"), "3:province+commune:ytd:2030"),
    ],
)
def test_a_figure_is_found_by_what_a_person_types(wanted, figure_id):
    assert choose_figure(CHOICES, wanted)["figure_id"] == figure_id


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        (Wanted("II.2"), "several figures here: province, district, commune"),
        (Wanted("II.2", "H43.32"), "several figures here: commune, district"),
        (Wanted("9"), "no row '9'"),
        (Wanted("II.2", "H43.12"), "no figure of H43.12"),
        (Wanted("3", level="district"), "no figure at level district"),
        (Wanted("3", basis="year"), "not a basis"),
        (Wanted(figure_id="3:x"), "No figure of this revision has the id '3:x'"),
    ],
)
def test_a_figure_that_is_not_there_or_not_the_only_one_is_asked_back(wanted, message):
    with pytest.raises(ConfigurationError, match=message) as failure:
        choose_figure(CHOICES, wanted)
    assert failure.value.advice
