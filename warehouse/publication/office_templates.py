"""The office's own Word templates, where it has restyled any.

In: ``<home>/templates/``. Out: the path of a template by name, and a digest for the inputs of a revision.
"""

import hashlib
from pathlib import Path

TEMPLATE_NAMES = ("muc.docx", "day-du.docx", "chi-tiet.docx")


def office_templates(home: Path) -> dict[str, Path]:
    """The templates that the office keeps in its home, by name."""
    folder = home / "templates"
    return {name: folder / name for name in TEMPLATE_NAMES if (folder / name).is_file()}


def template_digests(home: Path) -> dict[str, str]:
    """The SHA-256 of each of the office's templates, by name."""
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in office_templates(home).items()}
