"""A Word report as PDF, made by LibreOffice where it is installed.

In: the bytes of a .docx and the day it is dated. Out: PDF bytes, the same for the same document,
or None without LibreOffice. What differs between two runs of LibreOffice (the time, two random
ids) is overwritten in place, length for length, so that the file's own offsets stay true.
"""

import hashlib
import re
import shutil
import subprocess
import tempfile
from datetime import date
from pathlib import Path

from warehouse.errors import CycleFailed
from warehouse.messages import tell

SECONDS = 180


def make_pdf(document: bytes, made_on: date, workshop: Path | None = None) -> bytes | None:
    """The document as PDF, made in a folder of its own in ``workshop``; None where LibreOffice is not installed.

    Raises:
        CycleFailed: LibreOffice is there but gave no PDF in time.
    """
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory(prefix="kybaocao-pdf-", dir=workshop) as folder:
        source = Path(folder) / "bao-cao.docx"
        source.write_bytes(document)
        # A profile of its own: LibreOffice refuses to run twice on one profile.
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS, process_group=0)
            return _settle(source.with_suffix(".pdf").read_bytes(), made_on)
        except (subprocess.SubprocessError, OSError) as error:
            raise CycleFailed(
                tell("LibreOffice made no PDF: {error}.", error=error),
                tell("Open the .docx by hand, or remove LibreOffice."),
                code="pdf-failed",
            ) from error


def _settle(content: bytes, made_on: date) -> bytes:
    """The same PDF with the document's day for its time, and ids that follow from its contents."""
    stamp = f"D:{made_on:%Y%m%d}000000".encode()
    dated = re.sub(rb"D:\d{14}", stamp, content)
    bare = re.sub(_IDS, lambda found: b"0" * len(found[0]), dated)
    digest = hashlib.sha256(bare).hexdigest()[:32].upper().encode()
    return re.sub(_IDS, digest, dated)


_IDS = rb"(?<=/ID \[ <)[0-9A-F]{32}(?=>)|(?<=>\n<)[0-9A-F]{32}(?=> \])|(?<=/DocChecksum /)[0-9A-F]{32}"
