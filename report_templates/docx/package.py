"""What a Word file may not hold to become a template: a program, a link that opens by itself, a bomb.

In: the path of a .docx. Out: the fault in one line, or nothing. Everything in a template reaches the
published report, so what would run, call out or embed on a reader's machine is refused.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from warehouse.messages import tell

MAX_UNPACKED = 50_000_000
_MOST_PARTS = 2_000
_PROGRAMS = re.compile(r"vba|activex|\.bin$|(^|/)embeddings/|oleobject|macroenabled", re.IGNORECASE)
_FIELDS = re.compile(
    r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|EMBED|DATABASE|MACROBUTTON)\b", re.IGNORECASE
)
_MARKS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HYPERLINK = re.compile(r"(https?|mailto):", re.IGNORECASE)


def package_fault(path: Path) -> str:
    """Why a Word file may not be a template, or nothing.

    Raises:
        BadZipFile, OSError, ValueError, XMLSyntaxError: it is no sound Word file at all.
    """
    with zipfile.ZipFile(path) as archive:
        return next(_faults(archive), "")


def _faults(archive: zipfile.ZipFile) -> Iterator[str]:
    entries = archive.infolist()
    if len(entries) > _MOST_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        yield tell(
            "unpacks to over {size} MB or {most} parts; use a plain Word file",
            size=MAX_UNPACKED // 1000000,
            most=_MOST_PARTS,
        )
        return
    names = [entry.filename for entry in entries]
    if len({name.casefold() for name in names}) < len(names):
        yield tell("holds two parts of the same name; save it again in Word")
    if any(_PROGRAMS.search(name) for name in names):
        yield tell("contains macros or embedded objects; save it as .docx without them")
    for name in names:
        if name.lower().endswith((".xml", ".rels")):
            yield from _part_faults(name, archive.read(name))


def _part_faults(name: str, content: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        yield tell("declares a document type (DOCTYPE), which no Word file has")
    elif name == "[Content_Types].xml":
        if any(_PROGRAMS.search(each.get("ContentType", "")) for each in root):
            yield tell("contains macros or embedded objects; save it as .docx without them")
    elif name.lower().endswith(".rels"):
        yield from _link_faults(root)
    elif found := _FIELDS.search(_field_codes(root)):
        yield tell("holds a field {field}, which fetches or runs something; remove it", field=found.group().upper())


def _link_faults(root: etree._Element) -> Iterator[str]:
    """Anything outside that a reader's program would open by itself; a link to click on may stay."""
    for link in root:
        kind = link.get("Type", "").rpartition("/")[2]
        is_outside = link.get("TargetMode", "").lower() == "external"
        if is_outside and not (kind.lower() == "hyperlink" and _HYPERLINK.match(link.get("Target", ""))):
            yield tell("refers to something outside of it ({kind}); save it without that link", kind=kind or "?")
        elif _PROGRAMS.search(kind):
            yield tell("contains macros or embedded objects; save it as .docx without them")


def _field_codes(root: etree._Element) -> str:
    """The field instructions of a part; Word joins the pieces in which it stores one."""
    pieces = [text.text or "" for text in root.iter(f"{_MARKS}instrText")]
    simple = [field.get(f"{_MARKS}instr", "") for field in root.iter(f"{_MARKS}fldSimple")]
    return " ".join(["".join(pieces), " ".join(pieces), *simple])
