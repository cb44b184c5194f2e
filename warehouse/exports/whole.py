"""What holds of deliveries as a whole: which files lie in the folder, and whose months they are.

In: described exports. Out: the files that nobody listed, or an error for months of another calendar.
"""

from collections.abc import Iterable

from warehouse.errors import DataRefused
from warehouse.exports.export import DESCRIPTOR, Export
from warehouse.messages import tell


def unlisted_files(export: Export) -> list[str]:
    """The files in an export's folder and below that its descriptor does not list, in alphabetical order."""
    listed = {(export.folder / resource.path).resolve() for resource in export.resources}
    found = (path for path in export.folder.rglob("*") if path.is_file() and path.name != DESCRIPTOR)
    return sorted(str(path.relative_to(export.folder)) for path in found if path.resolve() not in listed)


def refuse_other_calendar(exports: Iterable[Export], calendar: str) -> None:
    """Nothing, when the windows of all exports are months of the plan's calendar.

    Raises:
        DataRefused: months of the other calendar would be counted under these names.
    """
    for export in exports:
        if export.calendar != calendar:
            raise DataRefused(
                tell(
                    "{province}/{month} is a month of the calendar {calendar} ({first} to {last}); "
                    "the plan counts in months of {other}.",
                    province=export.province,
                    month=export.month,
                    calendar=export.calendar,
                    first=export.starts_on,
                    last=export.ends_on,
                    other=calendar,
                ),
                tell("Deliver months of the plan's calendar, or correct calendar in its plan.toml."),
                code="export-window-wrong",
            )
