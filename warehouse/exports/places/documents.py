"""The portal's own evaluation (Bộ chỉ số 766): six documents per month, quarter or year, as they are sent.

In: which times. Out: in the draft one JSON file per document, byte for byte, and its descriptor entry.
"""

from collections.abc import Callable
from typing import Any

from warehouse.exports.evaluation import DocumentFault, groups, read_document
from warehouse.exports.export import EVALUATION
from warehouse.exports.places.client import Passing, SessionEnded
from warehouse.exports.places.draft import described_file, write_whole
from warehouse.exports.places.place import Errand
from warehouse.exports.places.session import Session, is_web_page
from warehouse.messages import tell
from warehouse.periods import Period

_PATH = "/api/v1/reporting/evaluation"


def evaluation_times(period: Period, month: Period) -> tuple[dict[str, Any], ...]:
    """What to ask for with one month of a period: the month, and with the last month the period itself.

    The document of the year is not asked for with an earlier period: it would hold what came later.
    """
    times: list[dict[str, Any]] = [{"timeType": "month", "year": month.year, "month": month.number}]
    if month == period.last_month and period.kind == "quarter":
        times.append({"timeType": "quarter", "year": period.year, "quarter": period.number})
    if month == period.last_month and period.kind == "year":
        times.append({"timeType": "year", "year": period.year})
    return tuple(times)


def fetch_documents(session: Session, errand: Errand, period: Period | None) -> list[dict[str, Any]]:
    """The descriptor's entries of a period's documents, each of which is now a file of the draft; none without."""
    entries: list[dict[str, Any]] = []
    times = evaluation_times(period, Period.parse(errand.month)) if period else ()
    for time in times:
        for group in groups():
            body = time | {"departmentCode": errand.province, "ma_tinh": errand.province}
            content, units = session.fetch(f"{_PATH}/{group}", body, _reader(session, group))
            path = errand.draft / f"{EVALUATION}-{group}-{time['timeType']}.json"
            write_whole(path, content)
            entries.append(described_file(path, EVALUATION, units, group=group, time=time))
            errand.progress("documents", len(entries), len(times) * len(groups()))
    return entries


def _reader(session: Session, group: str) -> Callable[[int, bytes], tuple[bytes, int]]:
    def read(status: int, content: bytes) -> tuple[bytes, int]:
        """A document as it came and the number of units in it, the province's own entry included."""
        if is_web_page(content):
            raise SessionEnded(is_page=True)
        try:
            return content, len(read_document(content, group))
        except DocumentFault as fault:
            if b'"error_code"' in content:
                session.answer(status, content)
            raise Passing(tell("HTTP {status} and {fault}", status=status, fault=fault), is_data=True) from None

    return read
