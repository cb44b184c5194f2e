"""The Word templates in use: the office's own where it has any, else the program's."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from report_templates.docx.check import check_template
from report_templates.docx.report import TEMPLATES
from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.publication.office_templates import TEMPLATE_NAMES, office_templates


def checked_templates(home: Path) -> dict[str, Path]:
    """The templates of a run by name.

    Raises:
        ConfigurationError: one of the office's templates cannot be filled in.
    """
    own = office_templates(home)
    for name, faults in template_faults(own.values()).items():
        if faults:
            raise ConfigurationError(
                f"{name}: {faults[0]}",
                tell("Correct it, then: kybaocao template check {name}.", name=name),
                code="template-wrong",
            )
    return {name: own.get(name, TEMPLATES / name) for name in TEMPLATE_NAMES}


def template_faults(paths: Iterable[Path]) -> dict[str, list[str]]:
    """The faults of each template by its path; an empty list for one that can be used."""
    return {str(path): check_template(path) for path in paths}


def copy_templates(home: Path) -> list[Path]:
    """Copy the program's templates into the home, for the office to restyle.

    Raises:
        ConfigurationError: the home has templates already; they are never overwritten.
    """
    existing = office_templates(home)
    if existing:
        raise ConfigurationError(
            tell("{file} exists already.", file=next(iter(existing.values()))),
            tell("Move it away to start again."),
            code="already-there",
        )
    folder = home / "templates"
    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(TEMPLATES / name, folder / name)) for name in TEMPLATE_NAMES]
