"""What a province's office does in a month ends the same on a shared warehouse, in words, figures and bytes."""

import re
from contextlib import redirect_stderr, redirect_stdout
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from flows.cli import main
from tasks.request import Cycle
from tasks.reread import reread
from tests.deliveries import Delivery, dossier
from tests.plain_cycle import CountedByDuckDB, run
from warehouse.database import warehouse
from warehouse.errors import DataHeld
from warehouse.home import outputs_folder
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

pytestmark = [pytest.mark.many, pytest.mark.slow]
PLAN, MARCH = "ninh-thuan-2024", "2024-03"
ITS_OWN = re.compile(  # the time and place at which somebody worked, and the number of his run
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.+]*|\d\d/\d\d/\d{4} \d\d:\d\d|(s3:|/)[\w/.-]*/(home|kybaocao)\b"
    r"|\[\d\d/\d\d/\d\d \d\d:\d\d:\d\d\]"
    r'|(?<="run_id": ")\w+'
)
OF_A_TIME = re.compile(r"sha256:[0-9a-f]{64}|\"bytes\": \d+")  # of files that name who accepted the rows, and when
FILES = ("bao-cao.docx", "bao-cao.xlsx", "dinh-chinh.docx")
HELD = ["--rule", "rows-sent-back:ho_so", "--by", "Trần Thị An", "--reason", "mã trạng thái cũ"]


def deliver(home, online, bad=0, **settings):
    """March with twenty dossiers of which so many were filed online, and some that no rule lets in."""
    rows = [dossier(n, KenhThucHien="2" if n < online else "1") for n in range(20)]
    bad_rows = [dossier(900 + n, TrangThaiHoSo="99") for n in range(bad)]
    Delivery(home / "exports", MARCH, **settings).put("ho_so", rows + bad_rows).describe()


def plain(said):
    """Without what is its own; the log's width, too, depends on whether a line has a time of its own."""
    return re.sub(" +", " ", OF_A_TIME.sub("", ITS_OWN.sub("", str(said))))


class Office:
    """One home and what a person saw who worked with it: exit codes and words without times and places."""

    def __init__(self, home):
        self.home = home
        self.seen = []

    def types(self, *words):
        with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
            code = main(list(words))
        self.sees(" ".join(words), (code, out.getvalue() + err.getvalue()))

    def sees(self, what, said):
        self.seen.append((plain(what), plain(said)))

    def runs(self):
        done = run(self.home, self.home / "exports", PLAN, MARCH, files=FILES)
        self.sees("run", (done.revision, done.is_new))

    def works(self):
        """A month that is held and accepted, then its correction and all that follows from that."""
        (self.home / "share").mkdir(parents=True)
        folder = f'[[recipient]]\nkind = "folder"\naddress = "{self.home / "share"}"\ndeliver_when = "approved"\n'
        (self.home / "recipients.toml").write_text(folder, "utf-8")
        deliver(self.home, online=12, bad=5)
        with pytest.raises(DataHeld) as held:
            self.runs()
        self.sees("held", held.value.message)
        self.types("slips", PLAN, MARCH, "--held", "--out", str(self.home / "slips"))
        self.types("status", PLAN, "--json")
        self.types("accept", PLAN, MARCH, *HELD)
        self.runs()
        self.types("approve", PLAN, MARCH, "--by", "Lê Văn Bình")
        self.types("deliver", PLAN, MARCH, "--json")
        deliver(self.home, online=14, created="2024-04-20T00:00:00+07:00")
        self.types("status", PLAN, "--json")
        self.runs()
        year = Cycle(self.home, self.home / "exports", load_plan(PLAN), Period.parse("2024"))
        self.sees("reread", reread(year, checks=CountedByDuckDB))

    def looks(self):
        """What can be asked about what was done, and a figure down to its records."""
        self.types("national", MARCH, "--json")
        self.types("slips", PLAN, MARCH, "--out", str(self.home / "slips"))
        self.types("explain", PLAN, MARCH, "3.1", "--json")


def kept(home):
    """Every row that the warehouse holds, by table; without times, places and the numbers of runs."""
    with warehouse(home, read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name, list(column_name) from duckdb_columns() "
            "where database_name = current_database() and schema_name in ('raw', 'mart') "
            "and data_type not like 'TIME%' and column_name <> 'run_id' group by all"
        ).fetchall()
        return {table: rows_of(connection, table, sorted(columns)) for table, columns in tables}


def rows_of(connection, table, columns):
    return sorted(map(plain, connection.execute(f"select {', '.join(columns)} from {table}").fetchall()))


def files(place):
    """Every file's bytes; of a report on accepted rows, the words of its workbook without the time of acceptance."""
    return {
        str(path)[len(str(place)) :]: content_of(path)
        for path in place.glob("**/*")
        if path.is_file() and path.name != "index.html"  # the page of the office says when it was written
    }


def content_of(path):
    content = path.read_bytes()
    if MARCH in path.parts and path.name == "bao-cao.xlsx":
        book = ZipFile(BytesIO(content))
        return {name: plain(book.read(name)) for name in book.namelist()}
    return plain(content.decode()) if path.name == "manifest.json" else content


@pytest.fixture(scope="module")
def offices(postgres, bucket, tmp_path_factory):
    """The same month twice: in the file of a home, and on a shared warehouse with its outputs in the bucket."""
    shared = {
        "KYBAOCAO_WAREHOUSE": f"ducklake:postgres:{postgres.new_database()}",
        "KYBAOCAO_WAREHOUSE_DATA": str(tmp_path_factory.mktemp("rows")),
        "KYBAOCAO_OUTPUTS": "s3://kybaocao/outputs",
    }
    found = []
    for settings in ({}, shared):
        with pytest.MonkeyPatch.context() as patch:
            office = Office(tmp_path_factory.mktemp("home") / "home")
            for name, value in (settings | {"KYBAOCAO_HOME": str(office.home)}).items():
                patch.setenv(name, value)
            patch.delenv("KYBAOCAO_SOURCE", raising=False)
            office.works()
            office.looks()
            found.append((office.seen, kept(office.home), files(outputs_folder(office.home)), office.home))
    return found


def test_every_command_says_the_same(offices):
    (alone, *_), (shared, *_) = offices
    for one, other in zip(alone, shared, strict=True):
        assert other == one


def test_every_row_that_is_kept_is_the_same(offices):
    (_, alone, *_), (_, shared, *_) = offices
    assert set(alone) == set(shared)
    for table, rows in alone.items():
        assert shared[table] == rows, table


def test_every_byte_that_leaves_the_office_is_the_same(offices):
    (*_, alone, first), (*_, shared, second) = offices
    assert len([name for name in alone if name.endswith("bao-cao.docx")]) == 2
    assert shared == alone
    for folder in ("slips", "share"):
        assert files(first / folder) == files(second / folder)
        assert files(first / folder)


@pytest.mark.parametrize(("words", "who"), [(["backup", "home.tar.gz"], "pg_dump"), (["rebuild"], "its rows")])
def test_what_one_home_cannot_do_for_all_ends_with_2_and_says_who_can(lake, tmp_path, monkeypatch, capsys, words, who):
    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path))
    assert main(words) == 2
    assert who in capsys.readouterr().err
