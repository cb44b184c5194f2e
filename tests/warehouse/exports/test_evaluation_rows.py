"""An export of the portal's evaluation alone: its units, its rules, its figures and whole cycles."""

import hashlib
import json

import pytest

from tests.deliveries import Delivery, dossier
from tests.plain_cycle import check, run
from warehouse.database import connect, warehouse
from warehouse.errors import DataRefused
from warehouse.exports.descriptor import read_descriptor
from warehouse.figures.marts import published_revision, read_figures, read_report_marts
from warehouse.periods import Period
from warehouse.samples.export import write_sample_export

PLAN = "phu-tho-2026-thu"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Two months of synthetic documents of a province with two levels."""
    folder = tmp_path_factory.mktemp("documents")
    for month in ("2026-01", "2026-02"):
        write_sample_export(folder, "H44", Period.parse(month), dossiers=3_000, calendar="civil", evaluation_only=True)
    return folder


@pytest.fixture(scope="module")
def computed(tmp_path_factory, source):
    """The figures of February, and what the documents print of the province."""
    home = tmp_path_factory.mktemp("home")
    run(home, source, PLAN, "2026-01")
    run(home, source, PLAN, "2026-02")
    return home, read_figures(home, published_revision(home, PLAN, Period.parse("2026-02")))


def document(source, month, group):
    return json.loads((source / "H44" / month / f"{group}.json").read_text("utf-8"))["data"]


def figure(figures, **wanted):
    found = [f for f in figures if f["judged"] and all(f[name] == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def changed(folder, group, change):
    """The export after one of its documents was changed and described again."""
    path, descriptor = folder / f"{group}.json", folder / "datapackage.json"
    said = json.loads(path.read_text("utf-8"))
    change(said["data"])
    path.write_text(json.dumps(said), "utf-8")
    listed = json.loads(descriptor.read_text("utf-8"))
    for resource in listed["resources"]:
        if resource["path"] == path.name:
            resource["bytes"] = path.stat().st_size
            resource["hash"] = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    descriptor.write_text(json.dumps(listed), "utf-8")
    return read_descriptor(folder)


@pytest.fixture
def altered(tmp_path):
    """A way to change one document of a small export of its own."""
    folder = write_sample_export(
        tmp_path / "source", "H44", Period.parse("2026-01"), dossiers=500, calendar="civil", evaluation_only=True
    )
    return lambda group, change: changed(folder, group, change)


def findings(home, export):
    stage, _ = check(home, export, gate=None)
    with connect(stage.path, read_only=True) as connection:
        return connection.execute("select rule, unit_code, value from checked.finding order by all").fetchall()


def test_the_units_of_the_documents_are_the_list_of_units(computed):
    home, _ = computed
    with warehouse(home, read_only=True) as connection:
        counted = connection.execute(
            "select level, kind, count(*) from raw.don_vi where export_id = 1 group by all order by all"
        ).fetchall()
    assert counted == [("commune", "ubnd_xa", 148), ("province", "so_nganh", 14), ("province", "ubnd_tinh", 1)]


def test_a_headline_is_the_provinces_own_number_and_a_level_the_sum_of_its_units(computed, source):
    _, figures = computed
    whole = document(source, "2026-02", "dvc-progress-tree")
    headline = figure(figures, row_no="6", basis="period", scope_kind="headline")
    assert (headline["numerator"], headline["denominator"]) == (
        whole["parent"]["totalOnTime"],
        whole["parent"]["totalReceived"],
    )
    communes = [child for child in whole["children"] if child["level"] == "COMMUNE"]
    level = figure(figures, row_no="6", basis="period", scope_kind="level", level="commune")
    assert level["numerator"] == sum(child["totalOnTime"] for child in communes)
    assert level["denominator"] == sum(child["totalReceived"] for child in communes)


def test_the_year_to_date_is_the_sum_of_the_delivered_months(computed, source):
    _, figures = computed
    months = [document(source, month, "formality-online-payment-tree")["parent"] for month in ("2026-01", "2026-02")]
    headline = figure(figures, row_no="2", basis="ytd", scope_kind="headline")
    assert headline["numerator"] == sum(month["totalDossierOnlinePaymentSuccess"] for month in months)
    assert headline["denominator"] == sum(month["totalDossierFinancialObligation"] for month in months)


def test_a_target_of_one_level_takes_no_number_of_the_whole_province(computed, source):
    _, figures = computed
    parts = document(source, "2026-02", "transparency")["evaluation"]
    departments = [part for part in parts if part["departmentLevel"] == "PROVINCE"]
    published = [next(m for m in part["metrics"] if m["code"] == "PUBLISH_ON_TIME") for part in departments]
    headline = figure(figures, row_no="8", basis="period", scope_kind="headline")
    assert headline["denominator"] == sum(metric["denominator"] for metric in published)


def test_a_ratio_without_numbers_is_kept_and_judged(computed):
    _, figures = computed
    headline = figure(figures, row_no="11", basis="ytd", scope_kind="headline")
    assert (headline["numerator"], headline["denominator"], headline["value"]) == (None, None, 96.62)
    assert headline["status"] == "not_met"


def test_a_share_that_only_the_province_has_stands_without_units(computed):
    _, figures = computed
    kinds = {f["scope_kind"] for f in figures if f["row_no"] == "1" and f["status"] not in ("no_data", "no_activity")}
    assert kinds == {"headline"}


def test_a_numerator_above_its_denominator_sends_the_unit_back(tmp_path, altered):
    def spoil(data):
        data["children"][3].update(totalOnTime=10**6)

    export = altered("dvc-progress-tree", spoil)
    taken = [found for found in findings(tmp_path / "home", export) if found[0] == "E2"]
    assert [(rule, value) for rule, _, value in taken] == [("E2", "DOSSIER_ON_TIME")]


def test_what_the_portal_itself_doubts_is_noted_and_counted(tmp_path, altered):
    export = altered("transparency", lambda data: None)
    assert ("EW1", "H44", "TEMP_NATIONAL_REPORT_DENOMINATOR") in findings(tmp_path / "home", export)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda data: data["children"][0].update(departmentCode="H43.01"), "the codes"),
        (lambda data: data["parent"].update(departmentCode="H43"), "the codes H44 and H43|the codes H43 and H44"),
        (lambda data: data.pop("children"), "no 'parent' with a list 'children'"),
        (lambda data: data["children"].pop(), "it has 162 rows, the descriptor says 163"),
    ],
)
def test_a_document_that_contradicts_the_others_or_its_descriptor_is_refused(tmp_path, altered, change, fault):
    with pytest.raises(DataRefused, match=fault):
        findings(tmp_path / "home", altered("dvc-progress-tree", change))


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """A month of own dossiers with one of the portal's documents on the same units beside them."""
    folder, home = tmp_path_factory.mktemp("both"), tmp_path_factory.mktemp("both-home")
    parts = [("1", "H43", "UBND tỉnh Ninh Thuận", 60, 70), ("2", "H43.12", "Sở Tư pháp - Tỉnh Ninh Thuận", 30, 40)]
    whole, *units = (
        {
            "departmentId": portal_id,
            "departmentCode": code,
            "departmentName": name,
            "departmentLevel": "PROVINCE",
            "metrics": [{"code": "REUSED_DIGITIZED_DATA", "numerator": part, "denominator": of, "maxScore": 2}],
        }
        for portal_id, code, name, part, of in parts
    )
    said = {"code": "OK", "data": {"overview": whole, "evaluation": units}}
    made = Delivery(folder, "2024-03").put("ho_so", [dossier(n) for n in range(20)])
    made.put_bytes("so-hoa.json", json.dumps(said).encode(), "danh_gia_766", 2)
    time = {"timeType": "month", "year": 2024, "month": 3}
    made.said["resources"][-1] |= {"group": "dossier-digitized", "time": time}
    made.describe()
    run(home, folder, "ninh-thuan-2024", "2024-03")
    return home, published_revision(home, "ninh-thuan-2024", Period.parse("2024-03"))


def test_where_own_rows_exist_they_judge_and_the_portals_numbers_stand_beside_them(both):
    home, revision = both
    pairs = read_report_marts(home, revision)["reconciliation"]
    found = {
        (row["unit_code"], row["judged_source"], row["source"], row["numerator"], row["denominator"]) for row in pairs
    }
    assert found == {("H43.12", "dossiers", "portal", 30, 40), ("H43", "dossiers", "portal", 60, 70)}
    assert {row["judged_denominator"] for row in pairs} == {20}
