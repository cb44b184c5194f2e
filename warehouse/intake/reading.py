"""What the reader noticed of a dataset's rows, judged: refused files, and reports of unknown keys.

In: ``read.<dataset>`` of a stage. Out: nothing, a log of what was left outside, or a refusal.
"""

import logging
from collections import Counter

import duckdb

from warehouse.exports.contents import refuse_unreadable
from warehouse.exports.datasets import Dataset
from warehouse.exports.export import Export, Resource, refuse_content, refuse_row_count
from warehouse.exports.keys import judge_keys
from warehouse.messages import tell

_log = logging.getLogger(__name__)
_MOST_BLANK_LINES = 1_000
_COUNTS = (
    "select file_no, count(*) filter (not coalesce(reading.is_blank, false)), count(*) filter (reading.is_blank) "
    "from read.%s group by all"
)
_PLACES = (
    "select hash(reading.places), any_value(reading.places), count(*), min(coalesce(line_no, rowid - first + 1)) "
    "from (select *, rowid, min(rowid) over () as first from read.%s where file_no = ?) "
    "where len(reading.places) > 0 group by 1 order by 4"
)


def judge_reading(connection: duckdb.DuckDBPyConnection, export: Export, dataset: Dataset) -> dict[int, str]:
    """The keys written twice by the hash of ``reading.places``; every file holds what it states.

    Unknown keys are counted in the log.

    Raises:
        DataRefused: a known key in another spelling, too many blank lines, or other rows than stated.
    """
    doubled: dict[int, str] = {}
    counts = {file_no: (rows, blank) for file_no, rows, blank in connection.execute(_COUNTS % dataset.name).fetchall()}
    for resource in export.of(dataset.name):
        seen = connection.execute(_PLACES % dataset.name, [resource.file_no]).fetchall()
        unknown: Counter[str] = Counter()
        for digest, places, rows, line_no in seen:
            noticed = judge_keys(dataset, [(place["place"], place["keys"] or []) for place in places])
            for key, right in noticed.misspelt.items():
                fault = tell(
                    "on line {line} its key '{key}' must be written '{right}'", line=line_no, key=key, right=right
                )
                raise refuse_content(export, resource, fault)
            unknown.update(dict.fromkeys(noticed.unknown, rows))
            if noticed.doubled:
                doubled[digest] = noticed.doubled
        _report_unknown(resource, unknown)
        _refuse_other_rows(export, resource, *counts.get(resource.file_no, (0, 0)))
    return doubled


def _refuse_other_rows(export: Export, resource: Resource, rows: int, blank: int) -> None:
    if blank > _MOST_BLANK_LINES:
        raise refuse_content(
            export,
            resource,
            tell("it has more than {most} blank lines", most=_MOST_BLANK_LINES),
        )
    if rows != resource.rows and resource.format == ".ndjson":
        refuse_unreadable(export, resource)  # a file that is cut off says so
    refuse_row_count(export, resource, rows)


def _report_unknown(resource: Resource, unknown: Counter[str]) -> None:
    if unknown:
        names_text = ", ".join(f"{key.strip()} ({rows})" for key, rows in sorted(unknown.items()))
        _log.warning(
            tell(
                "{file}: unknown keys left outside (in how many rows; ? are without a plain name): {keys}",
                file=resource.shown,
                keys=names_text,
            )
        )
