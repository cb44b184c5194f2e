"""Who sends the exports of a province that became a part of another."""

from warehouse.exports.purged import JOURNAL, purged_months
from warehouse.units.listed import PROVINCES, crosswalk
from warehouse.units.mergers import joined_provinces, senders_of


def test_the_successor_sends_from_the_month_of_the_merger_on():
    senders = senders_of("H43")
    assert [senders.of(month) for month in ("2024-12", "2025-06", "2025-07", "2026-01")] == ["H43", "H43", "H32", "H32"]


def test_senders_stand_in_one_order_whoever_asks():
    assert senders_of("H43").up_to() == senders_of("H43").up_to("2025-07") == ("H32", "H43")
    assert senders_of("H43").up_to("2025-06") == ("H43",)


def test_a_province_that_lasts_sends_for_itself_alone():
    assert senders_of("H35").up_to() == ("H35",)
    assert not senders_of("H35").has_ended_by(senders_of("H43").ended_on.replace(year=2030))


def test_a_successor_brings_the_last_units_of_what_joined_it():
    assert (joined_provinces("H32", "2025-06"), joined_provinces("H32", "2025-07")) == ((), ("H43",))


def test_the_crosswalk_says_the_same_of_every_merger():
    for province in ("H10", "H34", "H43"):
        heirs = {pair["new_province"] for pair in crosswalk(province)}
        assert heirs == {PROVINCES[senders_of(province).successor]}


def test_files_of_the_successor_that_were_purged_are_the_plans_months(tmp_path):
    lines = ['{"province": "H43", "month": "2025-05"}', '{"province": "H32", "month": "2025-06"}']
    lines.append('{"province": "H32", "month": "2025-08"}')
    (tmp_path / JOURNAL).write_text("\n".join(lines), "utf-8")
    assert purged_months(tmp_path, "H43") == {"2025-05", "2025-08"}
