"""A folder of files without a descriptor, such as a vendor's tables: fetched as it is, then described here.

In: the folder. Out: in the draft its files, and the descriptor that they lead to.
"""

from datetime import UTC, datetime

from warehouse.errors import DataRefused, NotReady
from warehouse.exports.described import describe_folder
from warehouse.exports.file_names import shown_path
from warehouse.exports.places.draft import cleared
from warehouse.exports.places.place import Errand
from warehouse.exports.places.transfer import Transfer
from warehouse.messages import tell
from warehouse.periods import VIETNAM

_LARGEST_FILE = 4 << 30


def fetch_bare(transfer: Transfer, folder: str, errand: Errand) -> None:
    """Fetch every file of the folder and describe them as the month's export.

    Raises:
        NotReady: the files changed meanwhile; without a descriptor nothing else says whether they are whole.
        DataRefused: a file is too large, fits no profile, or the files are of another month.
    """
    cleared(errand.draft)
    files = transfer.files(folder)
    written = [moment for name in files if (moment := transfer.modified(f"{folder}/{name}"))]
    newest = max((_aware(moment) for moment in written), default=datetime.now(VIETNAM))
    transfer.refuse_full_disk(errand.draft, sum(files.values()))
    for number, (name, size) in enumerate(files.items(), start=1):
        if size > _LARGEST_FILE:
            raise DataRefused(
                tell("{source}: {name} has {size} bytes.", source=transfer.text, name=shown_path(name), size=size),
                tell("Deliver the rows in several files."),
                code="source-unusable",
            )
        transfer.copy(f"{folder}/{name}", errand.draft / name, size)
        errand.progress("files", number, len(files))
    found = {name: (errand.draft / name).stat().st_size for name in files}
    if found != files or transfer.files(folder) != files:
        raise NotReady(
            tell("{source}: the files changed while they were read.", source=transfer.text),
            tell("Pull again in a moment."),
            code="export-missing",
        )
    describe_folder(errand.draft, errand.province, errand.month, newest)


def _aware(moment: datetime) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(VIETNAM)
