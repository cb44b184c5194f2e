"""The office's own folder: its warehouse, outputs, plans and units."""

import os
from pathlib import Path
from typing import cast

from warehouse.errors import ConfigurationError, WarehouseAway
from warehouse.messages import tell

BUCKET = "s3://"


def home_folder() -> Path:
    """``KYBAOCAO_HOME``, or ``./var``."""
    return Path(os.environ.get("KYBAOCAO_HOME", "var")).expanduser().resolve()


def stage_folder(home: Path) -> Path:
    """Where exports on their way in stand, each in a folder of its own, and the scratch files of computations."""
    return home / "stage"


def outputs_folder(home: Path) -> Path:
    """``KYBAOCAO_OUTPUTS``, a folder or ``s3://…``, or ``outputs`` in the home: where reports are published."""
    named = os.environ.get("KYBAOCAO_OUTPUTS", "").strip()
    return file_place(named) if named else home / "outputs"


def file_place(named: str) -> Path:
    """A folder or file by its path or its ``s3://`` address; what is in a bucket is read and written like a path."""
    if not named.startswith(BUCKET):
        return Path(named).expanduser().resolve()
    try:
        from upath import UPath  # noqa: PLC0415  # only a bucket needs it
    except ImportError as error:
        raise ConfigurationError(
            tell("Outputs in a bucket need the package universal-pathlib, which is not installed."),
            tell("Install what many machines need: pip install 'kybaocao[many]'."),
            code="lake-wrong",
        ) from error
    return cast(Path, UPath(named, use_listings_cache=False))  # others write there, too


def is_in_bucket(place: Path) -> bool:
    """Whether a place is in a bucket, where nothing can be renamed or synced and no folder is made."""
    return str(place).startswith(BUCKET)


def building_root(home: Path) -> Path:
    """Where reports are built: beside the outputs, on the same file system, or in the home for those in a bucket."""
    outputs = outputs_folder(home)
    return stage_folder(home) / "building" if is_in_bucket(outputs) else outputs / ".building"


def write_whole(place: Path, content: bytes) -> None:
    """A file at its place in one step, instead of the one that is there.

    Raises:
        WarehouseAway: the bucket does not take it.
    """
    if is_in_bucket(place):
        try:
            place.write_bytes(content)
        except Exception as error:  # each S3 library fails in its own words
            raise WarehouseAway(
                tell("{place} cannot be written: {error}", place=place, error=error),
                tell("Reach the bucket and check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_ENDPOINT_URL."),
                code="warehouse-away",
            ) from error
        return
    draft = place.with_name(f".{place.name}.{os.getpid()}.part")
    try:
        with draft.open("wb") as written:
            written.write(content)
            written.flush()
            os.fsync(written.fileno())
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
