"""One export on its way in: typed in order, every row accepted or quarantined, nothing left behind."""

from tests.deliveries import PROCEDURES, UNITS, as_ndjson, dossier
from tests.plain_cycle import check
from warehouse.engine import connect
from warehouse.intake.stage import close_stage, dataset_counts, delivered_datasets, open_stage
from warehouse.locks import writer_lock


def test_units_and_procedures_are_checked_before_what_refers_to_them(delivery):
    export = delivery().put("ho_so", [dossier()]).put("pakn", []).put("tthc", PROCEDURES).put("don_vi", UNITS).export()
    assert [dataset.name for dataset in delivered_datasets(export)] == ["don_vi", "tthc", "ho_so", "pakn"]


def test_every_row_is_accepted_or_quarantined_once(delivery, staged, ask):
    rows = [dossier(1), dossier(2, TrangThaiHoSo="99", KenhThucHien="9"), dossier(3, MaTTHC="9.1"), dossier(1)]
    stage = staged(delivery().put("ho_so", rows).export())
    assert ask(stage, "select line_no from accepted.ho_so order by 1") == [(1,), (3,), (4,)]
    quarantined = "select distinct line_no from checked.finding where severity = 'quarantine'"
    assert ask(stage, quarantined) == [(2,)]


def test_counts_name_the_rules_and_units_with_most_rows(delivery, staged):
    rows = [dossier(n, unit="H43.31.05", TrangThaiHoSo="99") for n in range(3)] + [dossier(9, KenhThucHien="9")]
    export = delivery().put("ho_so", rows).export()
    dataset = next(each for each in delivered_datasets(export) if each.name == "ho_so")
    with connect(staged(export).path, read_only=True) as connection:
        counts = dataset_counts(connection, dataset)
    assert (counts.rows, counts.quarantined) == (4, 4)
    assert counts.rules[0] == ("D3", 3)
    assert counts.units == (("H43.31.05", 3), ("H43.12", 1))


def test_many_files_of_several_kinds_keep_their_lines(delivery, staged, ask):
    made = delivery()
    for number in range(1, 7):
        content = as_ndjson([dossier(number), dossier(10 + number)]).replace(b"\n", b"\n\n")
        made.put_bytes(f"{number}.ndjson", content, "ho_so", 2)
    made.put("ho_so", [dossier(21), dossier(22)], "csv")
    found = ask(staged(made.export()), "select dossier_id[-2:], line_no from typed.ho_so order by file_no, line_no")
    of_lines = [row for number in range(1, 7) for row in ((f"0{number}", 1), (str(10 + number), 3))]
    assert found[: len(of_lines)] == of_lines
    assert [record for record, _ in found[len(of_lines) :]] == ["21", "22"]


def test_a_unit_sent_back_takes_its_rows_with_it(delivery, staged, ask):
    units = [unit | {"Cap": "tinh"} if unit["MaDonVi"] == "H43.12" else unit for unit in UNITS]
    stage = staged(delivery().put("don_vi", units).put("ho_so", [dossier(1), dossier(2, unit="H43.31.05")]).export())
    assert ask(stage, "select unit_code from accepted.ho_so") == [("H43.31.05",)]


def test_a_stage_is_gone_when_closed_and_an_interrupted_one_at_the_next_start_of_any_month(delivery, tmp_path):
    home = tmp_path / "home"
    interrupted, _ = check(home, delivery("2024-02").put("ho_so", [dossier(1)]).export(), gate=None)
    (interrupted.workspace / "0001.ndjson").write_text("a copy with names")
    with writer_lock(home):
        assert not list((home / "stage").iterdir())
        stage = open_stage(home, delivery().put("ho_so", [dossier(2)]).export())
        close_stage(stage)
        assert not list((home / "stage").iterdir())


def test_no_delivered_file_or_copy_stays_in_the_workspace(delivery, staged):
    made = delivery().put_bytes("ho_so.ndjson", b"\xef\xbb\xbf{}\n", "ho_so", 1).put("tthc", PROCEDURES, "xlsx.gz")
    assert not list(staged(made.export()).workspace.iterdir())
