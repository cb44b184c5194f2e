"""The accepted rows of a stage into the warehouse, once per delivered version.

In: a checked stage. Out: one more revision of the month's export, all of it or nothing.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.database import next_export_id, quoted, transaction, warehouse
from warehouse.errors import DataRefused
from warehouse.exports.export import Export
from warehouse.exports.file_names import shown_path
from warehouse.exports.whole import unlisted_files
from warehouse.intake.stage import RowRule, Stage, delivered_datasets, quarantined_rows
from warehouse.messages import tell
from warehouse.units.mergers import OF_SENDER, senders_of

_UNLISTED = Path(__file__).with_name("unlisted.toml")


@dataclass(frozen=True)
class LoadedExport:
    """An export that the warehouse holds."""

    export_id: int
    month: str
    revision: int
    digest: str


@dataclass(frozen=True)
class Version:
    """The name under which rows are loaded: an export's own digest and number, or those of a later reading of it.

    The digest ``….3`` is that of the same files, read again by another program as version 3 of their month.
    """

    digest: str
    revision: int | None = None

    @property
    def delivered(self) -> str:
        """The digest of the files themselves."""
        return delivered_digest(self.digest)


def delivered_digest(digest: str) -> str:
    """The digest of the files that a version was read from."""
    return digest.partition(".")[0]


def loaded_export(connection: duckdb.DuckDBPyConnection, export: Export) -> LoadedExport | None:
    """The warehouse's record of exactly this delivered version, or none."""
    return _loaded(connection, export, export.digest)


def _loaded(connection: duckdb.DuckDBPyConnection, export: Export, digest: str) -> LoadedExport | None:
    row = connection.execute(
        "select export_id, month, revision, digest from raw.export where province = ? and month = ? and digest = ?",
        [export.province, export.month, digest],
    ).fetchone()
    return LoadedExport(*row) if row else None


def versions_in_force(connection: duckdb.DuckDBPyConnection, province: str) -> list[LoadedExport]:
    """Of each month of a province that is loaded, the version that computations see, by month, whoever sent it."""
    rows = connection.execute(
        f"select export_id, month, revision, digest from raw.export where {OF_SENDER} "
        "qualify row_number() over (partition by month order by created_at desc, revision desc) = 1 order by month",
        senders_of(province).keys,
    ).fetchall()
    return [LoadedExport(*row) for row in rows]


def refuse_overtaken(connection: duckdb.DuckDBPyConnection, export: Export) -> None:
    """Nothing, when an export is made after every other version of its month: else it would never be used.

    Raises:
        DataRefused: other bytes with the same or a later ``created`` are loaded already, perhaps after these.
    """
    row = connection.execute(
        "select max(created_at) from raw.export where province = ? and month = ? and split_part(digest, '.', 1) <> ?",
        [export.province, export.month, export.digest],
    ).fetchone()
    if row and row[0] and row[0] >= export.created_at:
        raise DataRefused(
            tell(
                "{province}/{month} was created on {created_at:%Y-%m-%d %H:%M:%S} and differs from the "
                "version in force, which is no older ({in_force:%Y-%m-%d %H:%M:%S}).",
                province=export.province,
                month=export.month,
                created_at=export.created_at,
                in_force=row[0],
            ),
            tell(
                "Deliver the month again with a later created, also to go back to an earlier version; "
                "other synthetic exports need another KYBAOCAO_HOME."
            ),
            code="export-overtaken",
        )


def load_stage(
    home: Path,
    stage: Stage,
    rules: Mapping[str, Sequence[RowRule]],
    rows_by_rule: Mapping[str, Mapping[str, int]],
    version: Version | None = None,
) -> int:
    """Copy a stage's accepted rows and findings into the warehouse; return the export's revision.

    Loading the same version again changes nothing. ``version`` is its name when it is not the export's own.
    """
    export, version = stage.export, version or Version(stage.export.digest)
    with warehouse(home) as connection:
        known = _loaded(connection, export, version.digest)
        if known:
            return known.revision
        with _attached(connection, stage), transaction(connection, adds_only=True):
            export_id, revision = _record_export(connection, export, version)
            for dataset in delivered_datasets(export):
                _load_dataset(connection, export_id, dataset.name)
                of_dataset = rows_by_rule[dataset.name]
                connection.executemany(
                    "insert into raw.check_result values (?, ?, ?, ?, ?, ?, ?)",
                    [
                        [export_id, dataset.name, rule.id, rule.severity, rule.title, rule.advice, of_dataset[rule.id]]
                        for rule in rules[dataset.name]
                    ],
                )
            _record_unlisted(connection, export_id, export)
            connection.execute(
                f"insert into raw.finding select {export_id}, * from stage.checked.finding "
                "order by dataset, file_no, line_no, rule"
            )
    return revision


@contextmanager
def _attached(connection: duckdb.DuckDBPyConnection, stage: Stage) -> Iterator[None]:
    """A stage beside the warehouse, to be read from; let go of in any case, for a lake stays open."""
    connection.execute(f"attach '{quoted(str(stage.path))}' as stage (read_only)")
    try:
        yield
    finally:
        connection.execute("detach stage")


def _record_export(connection: duckdb.DuckDBPyConnection, export: Export, version: Version) -> tuple[int, int]:
    """Number and revision of an export that is now on record, with its files; its loader is alone in its province."""
    row = connection.execute(
        "select if(count(*) filter (where revision = $revision) > 0 or $revision is null, "
        "coalesce(max(revision), 0) + 1, $revision) from raw.export where province = $province and month = $month",
        {"province": export.province, "month": export.month, "revision": version.revision},
    ).fetchone()
    export_id, revision = next_export_id(connection), row[0] if row else 1
    connection.execute(
        "insert into raw.export (export_id, province, month, revision, digest, created_at, starts_on, ends_on, "
        "is_synthetic, folder) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            export_id,
            export.province,
            export.month,
            revision,
            version.digest,
            export.created_at,
            export.starts_on,
            export.ends_on,
            export.synthetic,
            str(export.folder),
        ],
    )
    connection.executemany(
        "insert into raw.resource values (?, ?, ?, ?, ?, ?, ?)",
        [[export_id, r.file_no, r.shown, r.dataset, r.bytes, r.hash, r.rows] for r in export.resources],
    )
    return export_id, revision


def _record_unlisted(connection: duckdb.DuckDBPyConnection, export_id: int, export: Export) -> None:
    """Keep as findings which files lie in the folder and are not listed; of an odd name only the lengths."""
    paths = unlisted_files(export)
    if not paths:
        return
    definition = tomllib.loads(_UNLISTED.read_text("utf-8"))
    rule = [export_id, definition["dataset"], definition["id"], definition["severity"]]
    connection.execute(
        "insert into raw.check_result values (?, ?, ?, ?, ?, ?, ?)",
        [*rule, definition["title"], definition["advice"], len(paths)],
    )
    for number, path in enumerate(paths, start=1):
        connection.execute(
            "insert into raw.finding values (?, ?, 0, ?, ?, ?, ?, ?, null, null)",
            [
                export_id,
                definition["dataset"],
                number,
                definition["id"],
                definition["severity"],
                definition["field"],
                shown_path(path),
            ],
        )


def _load_dataset(connection: duckdb.DuckDBPyConnection, export_id: int, dataset: str) -> None:
    described = connection.execute(f"describe raw.{dataset}").fetchall()
    columns = [name for name, *_ in described if name != "export_id"]
    listed = ", ".join(columns)
    connection.execute(f"insert into raw.{dataset} select {export_id}, {listed} from stage.accepted.{dataset}")
    rows, quarantined = quarantined_rows(connection, dataset, "stage.")
    connection.execute("insert into raw.delivery values (?, ?, ?, ?)", [export_id, dataset, rows, quarantined])
