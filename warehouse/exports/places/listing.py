"""What the sync service says it has of one month (``/danh-muc``), as it was said and found sound."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from warehouse.errors import DataRefused
from warehouse.exports.datasets import datasets
from warehouse.messages import tell
from warehouse.periods import VIETNAM


@dataclass(frozen=True)
class Listing:
    """One version of one month: its window and how many rows each dataset has."""

    version: str
    starts_on: str
    ends_on: str
    totals: dict[str, int]
    is_synthetic: bool = False

    @property
    def created(self) -> datetime:
        """The version as the moment at which the export was made."""
        made = datetime.fromisoformat(self.version)
        return made if made.tzinfo else made.replace(tzinfo=VIETNAM)

    @property
    def rows(self) -> int:
        """How many rows there are to fetch."""
        return sum(self.totals.values())

    def as_document(self) -> dict[str, Any]:
        """What a draft keeps to know whether it holds pages of this very version."""
        return asdict(self)


def read_listing(fields: dict[str, Any], month: str) -> Listing:
    """The listing that an answer states.

    Raises:
        DataRefused: it states no version, another month's window, or datasets that we do not know.
    """
    try:
        totals = {str(entry["ten"]): _count(entry["tong"]) for entry in fields.get("bo_du_lieu") or ()}
        if not totals:
            return Listing(str(fields.get("phien_ban", "")), "", "", {})
        if len(totals) != len(fields["bo_du_lieu"]):
            raise ValueError(tell("a dataset is listed twice"))
        listing = Listing(
            str(fields["phien_ban"]), fields["tu_ngay"], fields["den_ngay"], totals, fields.get("mo_phong") is True
        )
        starts_on, ends_on = date.fromisoformat(listing.starts_on), date.fromisoformat(listing.ends_on)
        if starts_on > ends_on or f"{ends_on:%Y-%m}" != month or not listing.created:
            raise ValueError(
                tell(
                    "its window {first} to {last} is not that of {month}",
                    first=listing.starts_on,
                    last=listing.ends_on,
                    month=month,
                )
            )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _refused(month, f"{type(error).__name__} {error}") from None
    _refuse_datasets(listing, month)
    return listing


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(tell("{value!r} is no number of rows", value=value))
    return value


def _refuse_datasets(listing: Listing, month: str) -> None:
    known = datasets()
    unknown = [name for name in listing.totals if name not in known]
    missing = [name for name, dataset in known.items() if dataset.required and name not in listing.totals]
    if unknown or missing:
        raise _refused(
            month,
            tell(
                "unknown in it: {unknown}; missing: {missing}",
                unknown=", ".join(unknown) or "-",
                missing=", ".join(missing) or "-",
            ),
        )


def _refused(month: str, fault: str) -> DataRefused:
    return DataRefused(
        tell("The service's list of {month} cannot be used: {fault}.", month=month, fault=fault),
        tell("Ask the office that runs the service."),
        code="source-inconsistent",
    )
