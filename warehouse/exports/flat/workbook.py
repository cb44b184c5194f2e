"""An XLSX workbook, found through its relationships: which sheets it has and how its cells are to be read.

In: the bytes of a delivered file. Out: :class:`Workbook`. What is no plain workbook (old, encrypted,
binary, with macros) is refused with the reason.
"""

import posixpath
import re
import zipfile
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from warehouse.exports.flat.archive import open_archive
from warehouse.exports.flat.rows import FileFault, Merge
from warehouse.exports.flat.xml_parts import elements, local_name, whole_part
from warehouse.messages import tell

_MAIN = "spreadsheetml.sheet.main+xml"
_BUILT_IN_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
_NOT_OF_A_FORMAT = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|_.', re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_OLE = b"\xd0\xcf\x11\xe0"
_TRUE = {"1", "true"}


@dataclass(frozen=True)
class Sheet:
    """One worksheet: its name, where its rows are, and whether a reader of the workbook sees it."""

    name: str
    part: str
    is_visible: bool


@dataclass(frozen=True)
class Workbook:
    """An opened workbook; ``is_uncomputed`` when its writer left its formulas to whoever opens it."""

    archive: zipfile.ZipFile
    sheets: tuple[Sheet, ...]
    related: dict[str, str]
    starts_1904: bool
    is_uncomputed: bool
    merges: dict[str, tuple[Merge, ...]] = field(default_factory=dict)

    @cached_property
    def strings(self) -> list[str]:
        """The texts that cells refer to by number."""
        part = self.related.get("sharedStrings")
        return [text_of(item) for item in elements(self.archive, part, "si")] if part else []

    @cached_property
    def date_styles(self) -> frozenset[str]:
        """The numbers of the cell styles that show a number as a date."""
        part = self.related.get("styles")
        if part is None:
            return frozenset()
        root = whole_part(self.archive, part)
        codes = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iterfind("{*}numFmts/{*}numFmt")}
        formats = [each.get("numFmtId", "0") for each in root.iterfind("{*}cellXfs/{*}xf")]
        return frozenset(str(number) for number, form in enumerate(formats) if _is_date(form, codes.get(form)))


def open_workbook(content: bytes) -> Workbook:
    """The workbook in some bytes.

    Raises:
        FileFault: it is of another kind, encrypted, has macros, or breaks a rule for archives.
    """
    if content.startswith(_OLE):
        is_locked = "EncryptedPackage".encode("utf-16-le") in content
        raise FileFault(
            tell("it is a workbook encrypted with a password; save it as an open .xlsx")
            if is_locked
            else tell("it is an old or encrypted Office file (.xls); save it as an open .xlsx")
        )
    archive = open_archive(content)
    main = _main_part(archive)
    root = whole_part(archive, main)
    related = _relationships(archive, main)
    sheets = tuple(
        Sheet(each.get("name", ""), related[where][1], each.get("state", "visible") == "visible")
        for each in root.iterfind("{*}sheets/{*}sheet")
        if (where := _relation_of(each)) in related and related[where][0] == "worksheet"
    )
    settings = root.find("{*}workbookPr")
    calculation = root.find("{*}calcPr")
    return Workbook(
        archive,
        sheets,
        {kind: part for kind, part in related.values()},
        settings is not None and settings.get("date1904", "0") in _TRUE,
        calculation is not None
        and (calculation.get("fullCalcOnLoad", "0") in _TRUE or calculation.get("calcCompleted", "1") not in _TRUE),
    )


def choose_sheet(workbook: Workbook, named: str | None, dataset: str) -> Sheet:
    """The one sheet to read: the one of the profile's or the dataset's name, else the only visible one.

    Raises:
        FileFault: no such sheet, a hidden one, or several to choose from.
    """
    visible = [sheet for sheet in workbook.sheets if sheet.is_visible]
    wanted = (named or dataset).casefold()
    found = [sheet for sheet in workbook.sheets if sheet.name.strip().casefold() == wanted]
    if len(found) > 1:
        raise FileFault(tell("{count} of its sheets are named '{name}'", count=len(found), name=named or dataset))
    if found and not found[0].is_visible:
        raise FileFault(tell("its sheet '{name}' is hidden", name=named or dataset))
    if found:
        return found[0]
    if named or len(visible) != 1:
        raise FileFault(
            tell("one of its {count} visible sheets must be named '{name}'", count=len(visible), name=named or dataset)
        )
    return visible[0]


def text_of(item: Any) -> str:
    """The text of a string item: its runs joined, without the phonetic ones, escapes undone."""
    runs = []
    for child in item:
        kind = local_name(child)
        if kind == "t":
            runs.append(child.text or "")
        elif kind == "r":
            runs.extend(each.text or "" for each in child.iterfind("{*}t"))
    return unescaped("".join(runs))


def unescaped(text: str) -> str:
    """A text whose control characters are written out, such as ``_x000D_``."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(escaped: re.Match[str]) -> str:
    """The character that is written out; half of a pair is none and stays as it is written."""
    code = int(escaped[1], 16)
    return escaped[0] if 0xD800 <= code <= 0xDFFF else chr(code)


def _main_part(archive: zipfile.ZipFile) -> str:
    """The workbook's own part, after the archive's list of contents was seen to be one of a plain workbook."""
    types = whole_part(archive, "[Content_Types].xml")
    kinds = {each.get("PartName", "").lower(): each.get("ContentType", "") for each in types}
    defaults = {each.get("Extension", "").lower(): each.get("ContentType", "") for each in types}
    names = [name.lower() for name in archive.namelist()]
    listed = " ".join((*kinds.values(), *defaults.values())).lower()
    if "macroenabled" in listed or "vbaproject" in listed or any("vbaproject" in name for name in names):
        raise FileFault(tell("it is a workbook with macros"))
    if "ms-excel.sheet.binary" in listed:
        raise FileFault(tell("it is a binary workbook (.xlsb)"))
    parts = [part for kind, part in _relationships(archive, "").values() if kind == "officeDocument"]
    kind = kinds.get(f"/{parts[0]}".lower()) or defaults.get("xml", "") if parts else ""
    if len(parts) != 1 or not kind.endswith(_MAIN):
        raise FileFault(tell("it is not an XLSX workbook"))
    return parts[0]


def _relationships(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to inside the archive: id to the kind and the name of the other part."""
    folder, name = posixpath.split(part)
    related = {}
    for each in whole_part(archive, posixpath.join(folder, "_rels", f"{name}.rels")):
        if each.get("TargetMode", "Internal") == "Internal":
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", ""))).lstrip("/")
            related[each.get("Id", "")] = (each.get("Type", "").rpartition("/")[2], target)
    return related


def _relation_of(sheet: Any) -> str:
    """The relationship id of a sheet, an attribute of the relationships' namespace."""
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")


def _is_date(form: str, code: str | None) -> bool:
    if code is None:
        return form in _BUILT_IN_DATES
    return bool(re.search(r"[dmyhs]", _NOT_OF_A_FORMAT.sub("", code.split(";")[0]), re.IGNORECASE))
