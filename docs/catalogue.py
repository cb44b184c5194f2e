"""The catalogue of what a person reads: taken from the program, translated in ``kybaocao.po``, compiled beside it.

``python -m docs.catalogue`` brings both files up to date: new messages appear in the ``.po`` without a translation,
those that are no longer said go. ``tests/test_messages.py`` fails until every message has its translation.
"""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from flows.cli import app
from flows.help_pages import command_tree, every_command
from warehouse.practice.faults import FAULTS

ROOT = Path(__file__).parents[1]
PACKAGES = ("flows", "tasks", "expectations", "report_templates", "warehouse")
FOLDER = ROOT / "warehouse/locale/vi/LC_MESSAGES"
TRANSLATED, COMPILED = FOLDER / "kybaocao.po", FOLDER / "kybaocao.mo"
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)  # a date that moves would make every change touch the head of the file


def spoken() -> Catalog:
    """Every message of the program, untranslated: those that pass ``tell``, and the pages of ``--help``."""
    found = Catalog(domain="kybaocao", charset="utf-8", creation_date=_LONG_AGO)
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for message in _told_in(path.read_bytes()):
                found.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    for place, text in help_texts():
        found.add(text, locations=[(place, 0)])
    return found


def _told_in(source: bytes) -> Iterator[str]:
    if b"tell(" in source:
        for _, message, _, _ in extract("python", io.BytesIO(source), keywords={"tell": None}):
            yield message if isinstance(message, str) else message[0]


def help_texts() -> Iterator[tuple[str, str]]:
    """What commands, arguments and options say of themselves, and the faults of the practice server."""
    for command in every_command(command_tree(app)):
        for said in (command, *command.params):
            if said.help:
                yield "help", said.help
    for fault in FAULTS.values():
        yield "warehouse/practice/faults.py", fault.says


def up_to_date() -> Catalog:
    """The translated catalogue with exactly the messages of the program."""
    spoken_now = spoken()
    if TRANSLATED.is_file():
        catalogue = read_po(io.BytesIO(TRANSLATED.read_bytes()), locale="vi", domain="kybaocao")
    else:
        catalogue = Catalog(locale="vi", domain="kybaocao", charset="utf-8")
    catalogue.update(spoken_now, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version, catalogue.fuzzy = "kybaocao", "1", False
    catalogue.creation_date = catalogue.revision_date = _LONG_AGO
    return catalogue


def as_text(catalogue: Catalog) -> bytes:
    """The ``.po`` file of a catalogue, in alphabetical order."""
    return _written(write_po, catalogue, sort_output=True, width=120, include_lineno=False)


def as_compiled(catalogue: Catalog) -> bytes:
    """The ``.mo`` file of a catalogue, which the program reads."""
    return _written(write_mo, catalogue)


def _written(write: Any, catalogue: Catalog, **how: Any) -> bytes:
    content = io.BytesIO()
    write(content, catalogue, **how)
    return content.getvalue()


def main() -> None:
    """Bring the catalogue up to date and say what is still without a translation."""
    catalogue = up_to_date()
    FOLDER.mkdir(parents=True, exist_ok=True)
    TRANSLATED.write_bytes(as_text(catalogue))
    COMPILED.write_bytes(as_compiled(catalogue))
    missing = [message.id for message in catalogue if message.id and not message.string]
    print(f"{TRANSLATED}: {len(catalogue)} messages, {len(missing)} without a translation")
    for each in missing:
        print(f"  {each!r}")


if __name__ == "__main__":
    main()
