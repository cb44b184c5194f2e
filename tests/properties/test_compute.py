"""What must hold of any delivery: parts sum to the whole, order is nothing, later months change nothing."""

from collections import Counter
from dataclasses import astuple
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from report_templates.wording.numbers import round_percent
from tests.random_deliveries import (
    KEYS,
    MARCH,
    PLAN,
    PROCEDURES,
    TREE,
    compute,
    deliveries,
    exports,
    prepare,
    rows_of,
)
from warehouse.database import connect
from warehouse.models.runner import model_sql, run_models
from warehouse.periods import BASES, Period, working_days
from warehouse.plans.catalogue import indicators

pytestmark = pytest.mark.slow  # every example is a delivery
ENDS = {"H43.32.05": "H43.31.06", "H43.31.06": "H43.31.05", "H43.13": "H43.12", "H43.31": "H43.31.05;H43.32"}
TREE_OF_ENDED = [
    row
    | {
        "valid_to": date(2024, 2, 29) if row["unit_code"] in ENDS else None,
        "successor_code": ENDS.get(row["unit_code"]),
    }
    for row in TREE
]
FEW = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@pytest.fixture(scope="module")
def raw():
    with connect() as connection:
        prepare(connection)
        yield connection


def summed(figures, scope_kind, **wanted):
    """(numerator, denominator) by basis, row and horizon, summed over the rows of a scope."""
    total = Counter()
    for row in figures:
        if row["scope_kind"] == scope_kind and all(row[name] == value for name, value in wanted.items()):
            for part in ("numerator", "denominator"):
                total[row["basis"], row["row_no"], row["horizon"], part] += row[part] or 0
    return +total


def additive(figures):
    """The rows of indicators whose parts are disjoint and whose units have a denominator."""
    kinds = {code: indicator.kind for code, indicator in indicators().items()}
    return [row for row in figures if kinds[row["indicator"]] == "additive"]


@given(deliveries())
@settings(FEW, max_examples=12)
def test_what_holds_of_any_delivery(raw, delivered):
    computed = compute(raw, delivered)
    parts_sum_to_the_whole(computed.figures)
    every_judgement_is_exact(computed.figures)
    every_row_is_loaded_or_superseded(delivered, computed.quality)
    form_06a_adds_up(delivered, computed.form)
    form_06a_agrees_with_the_targets(computed.form_check)
    dossier_indicators_agree_with_plain_python(delivered, computed.values)


def parts_sum_to_the_whole(figures):
    figures = additive(figures)
    assert summed(figures, "headline") == summed(figures, "level") == summed(figures, "unit")
    for level in ("district", "commune"):
        assert summed(figures, "level", level=level) == summed(figures, "area", level=level)


def every_judgement_is_exact(figures):
    for row in figures:
        if row["denominator"]:
            assert_exact(row)
            assert_effort_is_least(row)
        else:
            impossible = row["target"] is not None and (row["numerator"] or 0) > 0
            assert row["status"] in (("invalid",) if impossible else ("no_activity", "no_data", "no_target"))
            assert row["value"] is row["gap"] is row["shortfall"] is row["effort"] is None


def assert_exact(row):
    value = Fraction(100 * row["numerator"], row["denominator"])
    assert row["value"] == pytest.approx(float(value), rel=1e-12)
    for bound, status in (("target", "status"), ("milestone", "milestone_status")):
        if row[bound] is not None:
            assert row[status] == ("invalid" if value > 100 else "met" if value >= row[bound] else "not_met")
    if row["target"] is not None:
        least = -(-Fraction(row["target"]) * row["denominator"] // 100)
        assert row["shortfall"] == max(least - row["numerator"], 0)
        assert (row["gap"] >= 0) == (row["value"] >= row["target"]) == (row["status"] in ("met", "invalid"))


def assert_effort_is_least(row):
    """So many cases more, all of them favourable, meet the target, and one fewer does not."""
    missed = row["denominator"] - row["numerator"]
    out_of_reach = row["target"] == 100 and missed > 0
    assert row["reachable"] == (not out_of_reach or not indicators()[row["indicator"]].misses_final)
    if row["status"] != "not_met" or out_of_reach:
        assert row["effort"] is None
        return
    for effort, is_enough in ((row["effort"], True), (row["effort"] - 1, False)):
        reached = Fraction(100 * (row["numerator"] + effort), row["denominator"] + effort)
        assert (reached >= row["target"]) == is_enough


@st.composite
def close_figures(draw):
    """(numerator, denominator, target): anywhere, and within a few cases of the target."""
    denominator = draw(st.integers(1, 10**6))
    target = draw(st.decimals(0, 100, places=4))
    near = int(Fraction(target) * denominator / 100) + draw(st.integers(-2, 2))
    numerator = draw(st.just(near) | st.integers(0, denominator))
    return min(max(numerator, 0), denominator), denominator, target


@given(st.lists(close_figures(), min_size=1, max_size=40))
@settings(max_examples=25, deadline=None)
def test_a_figure_close_to_its_target_is_judged_and_printed_exactly(judge, triples):
    for numerator, denominator, target, value, status, shortfall in judge(triples):
        exact = Fraction(100 * numerator, denominator)
        assert status == ("met" if exact >= target else "not_met")
        assert Fraction(100 * (numerator + shortfall), denominator) >= target
        assert shortfall == 0 or Fraction(100 * (numerator + shortfall - 1), denominator) < target
        bounds = {"reached" if status == "met" else "below": [target]}
        assert (round_percent(value, **bounds) >= target) == (status == "met")


@pytest.fixture(scope="module")
def judge():
    """Runs only the attainment model, on given numerators, denominators and targets."""
    with connect() as connection:
        prepare(connection)
        run_models(connection)
        connection.execute("update mart.availability set is_delivered = true")
        sql = (
            f"select numerator, denominator, target, value, status, shortfall from ({model_sql('marts', 'attainment')})"
        )

        def judged(triples):
            connection.execute("delete from mart.effective_target")
            connection.executemany(
                "insert into mart.effective_target (basis, indicator, scope_kind, numerator, denominator, target) "
                "values ('ytd', 'online_dossiers', 'unit', ?, ?, ?)",
                triples,
            )
            return connection.execute(sql).fetchall()

        yield judged


def untied(delivered):
    """The deliveries in which no two versions of a record compete by their place in a file."""
    keep = {}
    for month, export in delivered.items():
        keep[month] = {}
        for dataset, rows in export.items():
            newest = {tuple(row[name] for name in KEYS[dataset]): row for row in rows}
            keep[month][dataset] = list(newest.values())
    return keep


@given(deliveries(), st.randoms(use_true_random=False))
@FEW
def test_order_and_splitting_of_files_change_nothing(raw, delivered, random):
    delivered = untied(delivered)
    before = compute(raw, delivered)

    def split(rows):
        lines = random.sample(range(len(rows)), len(rows))
        return [
            row | {"file_no": random.choice([1, 2]), "line_no": line} for row, line in zip(rows, lines, strict=True)
        ]

    after = compute(raw, delivered, arranged=split)
    assert (after.figures, after.form, after.quality) == (before.figures, before.form, before.quality)


@given(deliveries(), st.randoms(use_true_random=False))
@FEW
def test_the_order_of_loading_changes_nothing(raw, delivered, random):
    before = compute(raw, delivered)
    after = compute(raw, delivered, arranged=lambda rows: random.sample(rows, len(rows)))
    assert after == before


@given(deliveries(), exports())
@FEW
def test_a_later_export_changes_no_earlier_period(raw, delivered, later):
    before = compute(raw, delivered)
    assert compute(raw, delivered | {"2024-04": later}) == before


@given(deliveries())
@FEW
def test_merged_units_have_the_union_of_their_figures(raw, delivered):
    before = compute(raw, delivered).figures
    after = compute(raw, merged(delivered, "H43.31.06", "H43.31.05")).figures
    summable = {"online_dossiers", "online_payment", "data_reuse", "dossier_digitisation", "electronic_results"}
    summable |= {"on_time_resolution", "feedback_on_time", "satisfaction"}
    before, after = ([row for row in rows if row["indicator"] in summable] for rows in (before, after))
    for scope_kind in ("headline", "level", "area", "unit"):
        assert summed(before, scope_kind) == summed(after, scope_kind)
    pair = summed(before, "unit", unit_code="H43.31.06") + summed(before, "unit", unit_code="H43.31.05")
    assert summed(after, "unit", unit_code="H43.31.05") == pair


@given(deliveries())
@FEW
def test_by_the_units_of_today_a_merged_unit_has_the_sum_and_a_split_one_stands_alone(raw, delivered):
    figures = additive(compute(raw, delivered, tree=TREE_OF_ENDED).figures)
    received, today = ([row for row in figures if row["unit_basis"] == basis] for basis in ("as_received", "as_today"))
    for scope_kind in ("headline", "level", "unit"):
        assert not today or summed(received, scope_kind) == summed(today, scope_kind)

    def of(rows, *codes):
        return sum((summed(rows, "unit", unit_code=code) for code in codes), Counter())

    moved = of(received, "H43.31.06", "H43.32.05", "H43.13")
    assert today or not moved
    if today:
        assert of(today, "H43.31.05") == of(received, "H43.31.05", "H43.31.06", "H43.32.05")
        assert of(today, "H43.12") == of(received, "H43.12", "H43.13")
        assert of(today, "H43.31.06", "H43.32.05", "H43.13") == Counter()
        for alone in ("H43.31", "H43.32", "H43.31.01"):
            assert of(today, alone) == of(received, alone)
    for row in today:
        parts = Fraction(100 * (row["numerator"] or 0), row["denominator"]) if row["denominator"] else None
        assert row["value"] is None or row["value"] == pytest.approx(float(parts), rel=1e-12)


def merged(delivered, old, new):
    def moved(row):
        return row | {"unit_code": new} if row["unit_code"] == old else row

    return {
        month: {dataset: [moved(row) for row in rows] for dataset, rows in export.items()}
        for month, export in delivered.items()
    }


def every_row_is_loaded_or_superseded(delivered, quality):
    for row in quality:
        assert row["rows_in"] == row["loaded"] + row["superseded"] + row["quarantined"]
        assert row["loaded"] >= 0 <= row["superseded"]
    for dataset, key in KEYS.items():
        known = {tuple(row[name] for name in key) for export in delivered.values() for row in export[dataset]}
        assert sum(row["loaded"] for row in quality if row["dataset"] == dataset) == len(known)


def form_06a_adds_up(delivered, form):
    for row in form:
        assert row["c3"] == row["c4"] + row["c5"] + row["c6"] == row["c7"] + row["c11"]
        assert row["c7"] == row["c8"] + row["c9"] + row["c10"]
        assert row["c11"] == row["c12"] + row["c13"]
    columns = [f"c{number}" for number in range(3, 14)]
    totals = [[sum(r[c] for r in form if r["scope"] == scope) for c in columns] for scope in ("unit", "level", "total")]
    assert totals[0] == totals[1] == totals[2]
    ended = {row["dossier_id"]: ended_on(row) for row in newest_versions(delivered) if is_received(row)}
    start, end = window("period")
    assert totals[2][4] == sum(start <= day <= end for day in ended.values() if day)


def is_on_time(row):
    """Whether a dossier ended by its promised time; a time of midnight is the end of its day."""
    promised, ended = row["promised_at"], row["completed_at"]
    if promised is None or ended is None:
        return None
    return ended.date() <= promised.date() if promised.time() == time(0) else ended <= promised


def is_received(row):
    return row["received_at"] is not None and row["status"] not in (1, 3)


def ended_on(row):
    """The day a received dossier was resolved or withdrawn; a withdrawal without a day counts at its receipt."""
    if row["status"] == 7:
        return (row["completed_at"] or row["received_at"]).date()
    return row["completed_at"].date() if row["status"] in (9, 10) else None


def form_06a_agrees_with_the_targets(check):
    (row,) = check
    assert row["form_received"] == row["target_received"]
    assert row["form_ended"] - row["withdrawn"] == row["target_resolved"]
    assert 0 <= row["carried_over_first_delivered"] <= row["carried_over"]


@given(deliveries())
@FEW
def test_what_the_form_carries_over_was_pending_in_the_form_of_the_month_before(raw, delivered):
    march = {row["unit_code"]: row["c6"] for row in compute(raw, delivered).form if row["scope"] == "unit"}
    february = Period.parse("2024-02").window(PLAN.calendar, "period")
    raw.execute("begin")
    raw.execute("update run.span set starts_on = ?, ends_on = ? where basis = 'period'", [*astuple(february)])
    pending = raw.execute(f"select unit_code, c11 from ({model_sql('marts', 'form_06a')}) where scope = 'unit'")
    before = dict(pending.fetchall())
    raw.execute("rollback")
    assert {unit: count for unit, count in march.items() if count} == {u: count for u, count in before.items() if count}


def window(basis):
    found = MARCH.window(PLAN.calendar, basis)
    return found.starts_on, found.ends_on


def newest_versions(delivered):
    """The newest version of each dossier, by the contract's own words."""
    versions = []
    for month in sorted(delivered):
        created = datetime.fromisoformat(f"{month}-15 01:00")
        for line, row in enumerate(delivered[month]["ho_so"]):
            versions.append((row["dossier_id"], row["updated_at"] or created, month, line, row))
    versions.sort(key=lambda version: version[:4])
    return [list(group)[-1][-1] for _, group in groupby(versions, key=lambda version: version[0])]


def oracle(delivered):
    """(numerator, denominator) of the dossier indicators by indicator, basis and unit, in plain Python."""
    counts = {}
    for row in newest_versions(delivered):
        needs_result = PROCEDURES.get(row["procedure_code"], True)
        for basis in BASES:
            start, end = window(basis)
            received = is_received(row) and start <= row["received_at"].date() <= end
            resolved = row["status"] in (9, 10) and start <= row["completed_at"].date() <= end
            out = not needs_result or row["has_e_result"]
            for indicator, counts_in, counts_as in (
                ("online_dossiers", received, row["channel"] == 2),
                ("online_payment", received and row["fee_due"] > 0, row["payment"] in (1, 2)),
                ("data_reuse", received, row["is_reused"]),
                ("dossier_digitisation", resolved, row["has_file"] and out),
                ("electronic_results", resolved and needs_result, row["has_e_result"]),
                ("on_time_resolution", resolved and row["promised_at"] is not None, is_on_time(row)),
            ):
                if counts_in:
                    count = counts.setdefault((indicator, basis, row["unit_code"]), [0, 0])
                    count[0] += bool(counts_as)
                    count[1] += 1
    return counts


def dossier_indicators_agree_with_plain_python(delivered, values):
    expected = oracle(delivered)
    names = {indicator for indicator, *_ in expected}
    found = {
        (row["indicator"], row["basis"], row["unit_code"]): [row["numerator"], row["denominator"]]
        for row in values
        if row["indicator"] in names
    }
    assert found == expected


def test_five_working_days_agree_with_counting(raw):
    days = working_days(2024, 2025)
    run_models(raw)
    found = {row["day"]: row for row in rows_of(raw, "core.working_deadline")}
    for day in (date(2024, 2, 1) + timedelta(days=offset) for offset in range(500)):
        assert found[day]["fifth_before"] == [other for other in days if other < day][-5]
        assert found[day]["fifth_after"] == [other for other in days if other > day][4]
