"""The sync service as a place: log in, ask what there is of a month, fetch it page by page.

In: a month. Out: in the draft one file per page, ``<dataset>-<page>.ndjson.gz`` with each row as it was
sent, and a descriptor whose ``created`` is the service's version. A page is a whole file or none, so an
interrupted pull goes on after its last whole page by looking at what is there. A row that came on two pages
may have pushed another one out: all pages are fetched again in another size, which puts a row that the
service really holds twice on one page, but not pages that overlap.
"""

import gzip
import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warehouse.errors import DataRefused, NotReady
from warehouse.exports.export import DESCRIPTOR, PROFILE, Export
from warehouse.exports.places.client import Passing
from warehouse.exports.places.documents import fetch_documents
from warehouse.exports.places.draft import cleared, described_file, kept_mark, write_mark, write_whole
from warehouse.exports.places.listing import Listing, read_listing
from warehouse.exports.places.place import Errand
from warehouse.exports.places.session import Answer, Moved, Session
from warehouse.messages import tell
from warehouse.periods import Period

_log = logging.getLogger(__name__)
_MOST_MOVES = 6
_PAGE_SIZES = 3
_PACKING = 3


class _Overlap(Exception):
    """A page holds some rows of an earlier page."""


@dataclass
class SyncService:
    """One logged-in sync service; the portal's evaluation of a period is fetched beside the rows, or alone."""

    session: Session
    page_rows: int
    evaluated: Period | None = None
    documents_only: bool = False
    lists_months: bool = field(default=False, init=False)

    @property
    def retries(self) -> int:
        """How often something was asked again."""
        return self.session.client.retries

    def months(self, province: str) -> tuple[str, ...]:
        """None: the service must be asked for each month."""
        return ()

    def recognise(self, province: str, month: str, landed: Sequence[Export]) -> Export | None:
        """The landed version with the service's version and totals; evaluations are always fetched."""
        if self.documents_only:
            return None
        listing = self._listing(province, month)
        same = [each for each in landed if each.created == listing.created and _totals(each) == listing.totals]
        return same[-1] if same and not self.evaluated else None

    def bring(self, errand: Errand) -> None:
        """Fetch every dataset in one version; when the data move, what has moved is fetched again."""
        if self.documents_only:
            self._bring_documents(errand)
            return
        overlaps = 0
        for _ in range(_MOST_MOVES):
            listing = self._listing(errand.province, errand.month)
            mark = listing.as_document() | {"from": self.session.client.base, "page_rows": self.page_rows}
            if kept_mark(errand.draft) != mark:
                cleared(errand.draft)
                write_mark(errand.draft, mark)
            try:
                is_whole = self._fetch(errand, listing)
            except _Overlap as overlap:
                overlaps += 1
                self._take_another_size(errand, overlap, overlaps)
                continue
            if is_whole:
                documents = fetch_documents(self.session, errand, self.evaluated)
                _describe(errand, listing, [*self._resources(errand.draft, listing), *documents])
                return
        raise DataRefused(
            tell(
                "The service's data of {month} moved {times} times while they were fetched.",
                month=errand.month,
                times=_MOST_MOVES,
            ),
            tell("Pull again when the month is complete at the service."),
            code="source-inconsistent",
        )

    def _take_another_size(self, errand: Errand, overlap: _Overlap, overlaps: int) -> None:
        _log.warning(
            tell("{month}: {fault}; fetching it again in pages of another size", month=errand.month, fault=overlap)
        )
        if overlaps == _PAGE_SIZES or self.page_rows == 1:
            raise DataRefused(
                tell(
                    "The service's pages of {month} overlap, in {sizes} sizes: {fault}.",
                    month=errand.month,
                    sizes=overlaps,
                    fault=overlap,
                ),
                tell("Rows may be missing. Ask the office that runs the service."),
                code="source-inconsistent",
            )
        self.page_rows -= 1

    def close(self) -> None:
        """Close the connections."""
        self.session.client.close()

    def _listing(self, province: str, month: str) -> Listing:
        listing = read_listing(self.session.call("/danh-muc", {"ma_tinh": province, "ky": month}), month)
        if not listing.totals:
            raise NotReady(
                tell(
                    "{source} has no data of {province} for {month} yet.",
                    source=self.session.client.base,
                    province=province,
                    month=month,
                ),
                tell("Pull again later, or let the command wait with --wait MINUTES."),
                code="export-missing",
            )
        return listing

    def _fetch(self, errand: Errand, listing: Listing) -> bool:
        """Whether every page is there; false when the data moved, with the moved dataset's pages gone."""
        done = 0
        for dataset, total in listing.totals.items():
            seen = {hash(row) for path in errand.draft.glob(f"{dataset}-*.ndjson.gz") for row in _unpacked(path)}
            for number, rows in enumerate(_page_sizes(total, self.page_rows), start=1):
                path = _page_file(errand.draft, dataset, number)
                try:
                    if not path.exists():
                        self._fetch_page(path, _Page(errand, listing, dataset, number, rows), seen)
                except Moved as moved:
                    _log.warning(
                        tell(
                            "{dataset} of {month}: {fault}; fetching it again",
                            dataset=dataset,
                            month=errand.month,
                            fault=moved.message,
                        )
                    )
                    for page in errand.draft.glob(f"{dataset}-*.ndjson.gz"):
                        page.unlink()
                    return False
                done += rows
                errand.progress("rows", done, listing.rows)
        return True

    def _fetch_page(self, path: Path, page: "_Page", seen: set[int]) -> None:
        content = b""
        if page.rows:
            body: dict[str, Any] = {
                "bo_du_lieu": page.dataset,
                "ma_tinh": page.errand.province,
                "ky": page.errand.month,
            }
            body |= {"phien_ban": page.listing.version, "trang": page.number, "kich_thuoc": self.page_rows}
            content = self.session.read("/du-lieu", body, lambda answer: page.packed(answer, seen))
        else:
            content = _packed([])
        write_whole(path, content)

    def _resources(self, draft: Path, listing: Listing) -> list[dict[str, Any]]:
        resources = []
        for dataset, total in listing.totals.items():
            for number, rows in enumerate(_page_sizes(total, self.page_rows), start=1):
                path = _page_file(draft, dataset, number)
                resources.append(described_file(path, dataset, rows))
        return resources

    def _bring_documents(self, errand: Errand) -> None:
        cleared(errand.draft)
        documents = fetch_documents(self.session, errand, self.evaluated)
        _describe(errand, self.session.today(errand.month), documents)


@dataclass(frozen=True)
class _Page:
    """One page as it must be: so many rows, of this version, and not the same as another."""

    errand: Errand
    listing: Listing
    dataset: str
    number: int
    rows: int

    def packed(self, answer: Answer, seen: set[int]) -> bytes:
        """The rows as gzipped NDJSON; ``seen`` learns them.

        Raises:
            Moved: the answer is of another version or total.
            Passing: another page was sent, or a page of another size.
            _Overlap: some of its rows stood on an earlier page.
        """
        fields, total = answer.fields, self.listing.totals[self.dataset]
        if fields.get("phien_ban") != self.listing.version or fields.get("tong") != total:
            raise Moved(
                tell(
                    "it is now of version {version!r} with {rows!r} rows",
                    version=fields.get("phien_ban"),
                    rows=fields.get("tong"),
                )
            )
        rows = answer.rows
        if fields.get("trang") != self.number or rows is None or len(rows) != self.rows:
            fault = tell(
                "page {number} of {dataset} came as page {page!r} with {found} rows, not {rows}",
                number=self.number,
                dataset=self.dataset,
                page=fields.get("trang"),
                found=0 if rows is None else len(rows),
                rows=self.rows,
            )
            raise Passing(fault, is_data=True)
        told, page = {hash(row) for row in rows}, {"number": self.number, "dataset": self.dataset}
        if len(told) > 1 and told <= seen:
            raise Passing(tell("page {number} of {dataset} repeats an earlier page", **page), is_data=True)
        if again := len(told & seen):
            raise _Overlap(tell("page {number} of {dataset} repeats {rows} rows of earlier pages", rows=again, **page))
        seen |= told
        return _packed(rows)


def _describe(errand: Errand, listing: Listing, resources: list[dict[str, Any]]) -> None:
    descriptor: dict[str, Any] = {
        "name": f"{errand.province.lower()}-{errand.month}",
        "profile": PROFILE,
        "province": errand.province,
        "period": errand.month,
        "window": {"from": listing.starts_on, "to": listing.ends_on},
        "created": listing.version,
        "resources": resources,
    }
    descriptor |= {"synthetic": True} if listing.is_synthetic else {}
    write_whole(errand.draft / DESCRIPTOR, json.dumps(descriptor, ensure_ascii=False, indent=1).encode())


def _page_sizes(total: int, size: int) -> list[int]:
    """How many rows each page holds; a dataset without rows is one empty page."""
    return [min(size, total - start) for start in range(0, total, size)] or [0]


def _page_file(draft: Path, dataset: str, number: int) -> Path:
    return draft / f"{dataset}-{number:04d}.ndjson.gz"


def _packed(rows: Iterable[str]) -> bytes:
    return gzip.compress("".join(f"{row}\n" for row in rows).encode(), _PACKING, mtime=0)


def _unpacked(page: Path) -> list[str]:
    return gzip.decompress(page.read_bytes()).decode().split("\n")[:-1]


def _totals(export: Export) -> dict[str, int]:
    totals: dict[str, int] = {}
    for resource in export.resources:
        totals[resource.dataset] = totals.get(resource.dataset, 0) + resource.rows
    return totals
