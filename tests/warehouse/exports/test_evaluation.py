"""The portal's evaluation documents are read as printed, or refused with the place of the fault."""

import json
from pathlib import Path

import pytest

from warehouse.errors import DataRefused
from warehouse.exports.descriptor import read_descriptor, verify_files
from warehouse.exports.evaluation import TOTAL, DocumentFault, groups, read_document, with_codes
from warehouse.periods import Period
from warehouse.samples.export import write_sample_export

REAL = Path(__file__).parents[2] / "exports" / "danh-gia-H44-2026-08"


def real(group):
    return (REAL / f"{group}.json").read_bytes()


def changed(group, change):
    said = json.loads(real(group))
    change(said["data"])
    return json.dumps(said).encode()


def metric(entry, code):
    return next(metric for metric in entry.metrics if metric.code == code)


@pytest.fixture(scope="module")
def documents():
    return with_codes({group: read_document(real(group), group) for group in groups()})


def test_every_document_of_the_portal_is_read_with_the_same_units(documents):
    units = {tuple((e.unit.code, e.unit.name, e.unit.level) for e in entries) for entries in documents.values()}
    assert units == {
        (
            ("H44", "UBND tỉnh Phú Thọ", ""),
            ("H44.01", "Văn phòng UBND Tỉnh", "province"),
            ("H44.03", "Ban quản lý các khu công nghiệp", "province"),
            ("H44.07", "Sở Công Thương", "province"),
            ("H44.08", "Sở Giáo dục và Đào tạo", "province"),
            ("H44.100", "UBND Phường Việt Trì", "commune"),
            ("H44.101", "UBND Phường Nông Trang", "commune"),
            ("H44.102", "UBND Phường Thanh Miếu", "commune"),
        )
    }


@pytest.mark.parametrize(
    ("group", "code", "counts"),
    [
        ("dossier-digitized", "ORIGINAL_RESULT_AVAILABLE", (133274, 184513)),
        ("transparency", "DOSSIER_SYNC", (138744, 138744)),
        ("handling-satisfaction", "PETITION_PROCESSING_ON_TIME", (182, 247)),
        ("dvc-progress-tree", "DOSSIER_ON_TIME", (144625, 184513)),
        ("provide-online-tree", "DOSSIER_CHANNEL_ONLINE", (150956, 152595)),
        ("formality-online-payment-tree", "DOSSIER_ONLINE_PAYMENT", (82913, 98459)),
    ],
)
def test_the_provinces_own_numbers_are_those_printed(documents, group, code, counts):
    read = metric(documents[group][0], code)
    assert (read.numerator, read.denominator) == counts


def test_null_is_no_data_and_not_zero(documents):
    copies = metric(documents["dossier-digitized"][0], "ELECTRONIC_CERTIFIED_COPY")
    assert (copies.numerator, copies.denominator, copies.ratio) == (None, None, 100.0)
    office = metric(documents["transparency"][1], "DOSSIER_SYNC")
    assert (office.numerator, office.denominator, office.ratio) == (0, 0, None)
    assert office.quality == "NO_NATIONAL_REPORT_DATA"


def test_only_the_province_has_the_share_of_online_dossiers(documents):
    assert [[m.code for m in entry.metrics] for entry in documents["provide-online-tree"][1:]] == [[TOTAL]] * 7


def test_a_unit_without_a_code_takes_it_from_another_document():
    alone = {"transparency": read_document(real("transparency"), "transparency")}
    with pytest.raises(DocumentFault, match="unit 1 has its code in none"):
        with_codes(alone)
    both = with_codes(alone | {"other": read_document(real("dvc-progress-tree"), "dvc-progress-tree")})
    assert both["transparency"][1].unit.code == "H44.01"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda data: data.pop("overview"), "no 'overview'"),
        (lambda data: data.update(evaluation={}), "no 'overview' with a list 'evaluation'"),
        (lambda data: data["evaluation"][0].update(departmentCode="Nguyễn Văn A"), "unit 2 is not a mã định danh"),
        (lambda data: data["evaluation"][0].pop("departmentId"), "unit 2 has no departmentId"),
        (lambda data: data["evaluation"][0].update(departmentLevel="WARD"), "neither PROVINCE nor COMMUNE"),
        (lambda data: data["evaluation"].append(data["evaluation"][0]), "a unit stands in it twice"),
        (lambda data: data["overview"]["metrics"][0].update(numerator="133.274"), "not a number of cases"),
        (lambda data: data["overview"]["metrics"][0].update(numerator=True), "not a number of cases"),
        (lambda data: data["overview"]["metrics"][0].update(numerator=-1), "not a number of cases"),
        (lambda data: data["overview"]["metrics"][0].update(numerator=1.5), "not a number of cases"),
        (lambda data: data["overview"]["metrics"][0].update(ratio="72,23"), "'ORIGINAL_RESULT_AVAILABLE' of unit 1"),
        (lambda data: data["overview"]["metrics"].append(data["overview"]["metrics"][0]), "no code of its own"),
        (lambda data: data["overview"].update(metrics=None), "no list of metrics"),
    ],
)
def test_a_document_of_another_shape_is_refused_with_the_place(change, fault):
    with pytest.raises(DocumentFault, match=fault):
        read_document(changed("dossier-digitized", change), "dossier-digitized")


@pytest.mark.parametrize("content", [b"<html>", b"", b"[]", b'{"code": "ERROR"}', b"[" * 100_000, b"\xff\xfe{}"])
def test_what_is_no_document_is_refused(content):
    with pytest.raises(DocumentFault):
        read_document(content, "transparency")


@pytest.fixture
def evaluated(tmp_path):
    """An export of the portal's evaluation alone, and a way to change its descriptor."""
    month = Period.parse("2026-08")
    folder = write_sample_export(tmp_path, "H44", month, dossiers=5_000, calendar="civil", evaluation_only=True)

    def change(alter):
        path = folder / "datapackage.json"
        said = json.loads(path.read_text("utf-8"))
        alter(said)
        path.write_text(json.dumps(said), "utf-8")
        return folder

    return change


def test_an_export_of_the_evaluation_alone_needs_no_dossiers(evaluated):
    export = read_descriptor(evaluated(lambda said: None))
    verify_files(export)
    assert {resource.evaluation.group for resource in export.resources} == set(groups())
    assert {resource.evaluation.last_month for resource in export.resources} == {"2026-08"}


@pytest.mark.parametrize(
    "alter",
    [
        lambda said: said["resources"][0].update(group="points"),
        lambda said: said["resources"][0].pop("time"),
        lambda said: said["resources"][0]["time"].update(month=13),
        lambda said: said["resources"][0]["time"].update(month=9),
        lambda said: said["resources"][0]["time"].update(timeType="week"),
        lambda said: said["resources"][0].update(said["resources"][1] | {"path": said["resources"][0]["path"]}),
        lambda said: said["resources"][0].update(dataset="ho_so"),
    ],
)
def test_a_descriptor_that_says_no_time_or_one_to_come_or_the_same_twice_is_refused(evaluated, alter):
    with pytest.raises(DataRefused):
        read_descriptor(evaluated(alter))


def test_the_synthetic_documents_have_the_portals_shape(evaluated):
    folder = evaluated(lambda said: None)
    documents = with_codes({group: read_document((folder / f"{group}.json").read_bytes(), group) for group in groups()})
    for group, entries in documents.items():
        assert len(entries) == 163
        whole = entries[0]
        assert (whole.unit.code, whole.unit.is_province) == ("H44", True)
        assert {m.code for m in read_document(real(group), group)[0].metrics} & {m.code for m in whole.metrics}
