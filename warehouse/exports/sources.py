"""The source that a cycle pulls from: where it is, and which exports of a province lie there.

In: a folder or ``file://`` URL with ``<province>/<month>/datapackage.json``. Out: :class:`Export` values.
"""

import re
from pathlib import Path
from urllib.parse import unquote, urlparse

from warehouse.errors import ConfigurationError, DataRefused
from warehouse.exports.descriptor import DESCRIPTOR, Export, read_descriptor
from warehouse.periods import Period


def source_folder(source: str) -> Path:
    """The local folder that a ``--source`` names: a path or a ``file://`` URL.

    Raises:
        ConfigurationError: another kind of URL, or no such folder.
    """
    url = urlparse(source)
    if url.scheme and url.scheme != "file" and len(url.scheme) > 1:
        raise ConfigurationError(
            f"The source '{source}' is of a kind that cannot be pulled yet.",
            "Give a folder or a file:// URL that holds <province>/<month>/datapackage.json.",
        )
    folder = Path(unquote(url.path) if url.scheme == "file" else source).expanduser()
    if not folder.is_dir():
        raise ConfigurationError(f"The source folder {folder} does not exist.", "Give --source or set KYBAOCAO_SOURCE.")
    return folder.resolve()


def find_exports(source: Path, province: str, up_to: Period) -> tuple[Export, ...]:
    """The exports of a province up to and including one month, oldest first.

    Raises:
        DataRefused: the month itself was not delivered, or a descriptor is wrong.
    """
    last = str(up_to.last_month)
    folders = sorted(
        path.parent
        for path in (source / province).glob(f"*/{DESCRIPTOR}")
        if re.fullmatch(r"20\d{2}-(0[1-9]|1[0-2])", path.parent.name) and path.parent.name <= last
    )
    if not any(folder.name == last for folder in folders):
        raise DataRefused(
            f"No export of {province} for {last} in {source}.",
            f"The portal sync must deliver {source / province / last / DESCRIPTOR} first.",
        )
    return tuple(read_descriptor(folder) for folder in folders)
