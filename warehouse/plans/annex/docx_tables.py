"""An annex as DOCX -> rows of cells, taken from the tables whose header has an "STT" column.

A merged cell is read at each place that it covers, so an agency that spans three rows is the
agency of each. The row's number and the cells that differ tell targets from group headings.
"""

import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError

from warehouse.errors import ConfigurationError
from warehouse.messages import tell
from warehouse.plans.annex.cells import BEFORE_NUMBER, ROW_NUMBER, Cell, ReadTarget, TableReading
from warehouse.plans.types import QUARTERS

MOST_BYTES = 100_000_000  # a zip bomb of kilobytes unpacks to gigabytes
# What a column's header says, the lines of a two-line header joined; the first that fits decides.
HEADER_WORDS = (
    (r"^(?:stt|số tt|tt)\b", "stt"),
    (r"quý iv", "Q4"),
    (r"quý iii", "Q3"),
    (r"quý ii", "Q2"),
    (r"quý i", "Q1"),
    (r"thời gian.*đến năm (20\d{2})", "schedule_"),
    (r"thời gian", "schedule"),
    (r"phối hợp", "coordinating"),
    (r"đánh giá", "evaluating"),
    (r"(?:cơ quan|đơn vị).*(?:chủ trì|thực hiện)", "implementing"),
    (r"đơn vị", "unit_of_measure"),
    (r"ghi chú", "notes"),
    (r"căn cứ", "legal_basis"),
    (r"kết quả", "evidence"),
    (r"đến năm (20\d{2})", "horizon_"),
    (r"tên|nhiệm vụ|^(?:các )?chỉ tiêu$", "name"),
    (r"chỉ tiêu", "target"),
)


def read_docx(path: Path) -> TableReading:
    """The rows of every table with an STT, a name and a target column, in order.

    Raises:
        ConfigurationError: the file is not a DOCX, or has no such table.
    """
    document = _opened(path)
    rows = _RowReader()
    headers: list[str] = []
    columns: tuple[str, ...] = ()
    for number, table in enumerate(document.tables, start=1):
        lines = [[_single_spaced(cell.text) for cell in row.cells] for row in table.rows]
        first = next((index for index, line in enumerate(lines) if index and _begins(line[0])), len(lines))
        roles = _roles(lines[:first])
        if not {"stt", "name", "target"} <= set(roles):
            continue
        headers.append(" ".join(dict.fromkeys(text for line in lines[:first] for text in line)))
        columns = tuple(dict.fromkeys("milestones" if role in QUARTERS else role for role in roles if role))
        for index, line in enumerate(lines[first:], start=first + 1):
            rows.read(line, roles, f"table {number} row {index}")
    if not rows.targets:
        advice = tell("Start with 'kybaocao plan new' and fill in the targets by hand.")
        raise ConfigurationError(
            tell("{path} has no table with STT, indicator and target.", path=path), advice, code="file-unsuitable"
        )
    heading = _heading([_single_spaced(paragraph.text) for paragraph in document.paragraphs])
    return TableReading(heading, " ".join(headers), columns, tuple(rows.targets), tuple(rows.unread))


def _opened(path: Path) -> Document:
    """The document, unless it is none or would unpack to more than any annex needs."""
    advice = tell("Save it again as .docx or as text.")
    try:
        with ZipFile(path) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
        if unpacked > MOST_BYTES:
            raise ConfigurationError(
                tell(
                    "{path} unpacks to {unpacked} bytes, more than {most_bytes}.",
                    path=path,
                    unpacked=unpacked,
                    most_bytes=MOST_BYTES,
                ),
                advice,
                code="file-unsuitable",
            )
        return docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise ConfigurationError(
            tell("{path} is not a DOCX document.", path=path), advice, code="file-unsuitable"
        ) from error


class _RowReader:
    """Carries the group and parent in force from one table row to the next."""

    def __init__(self) -> None:
        self.group, self.parent = ("", ""), ("", "")
        self.inherited: dict[str, Cell] = {}
        self.targets: list[ReadTarget] = []
        self.unread: list[str] = []

    def read(self, line: list[str], roles: list[str], place: str) -> None:
        """Add the row's target, or let the row head those below it."""
        cells = {role: Cell(text, place) for role, text in zip(roles, line, strict=False) if role and text}
        texts = list(dict.fromkeys(cell.text for cell in cells.values()))
        stt = cells.pop("stt", Cell("", place)).text
        group, row = BEFORE_NUMBER.fullmatch(stt), ROW_NUMBER.fullmatch(stt)
        if group:
            heading = group["heading"] or " ".join(text for text in texts if text != stt)
            self.group, self.parent, self.inherited = (group["roman"], heading), ("", ""), {}
        elif row is None and len(texts) == 1 and self.targets:
            last = self.targets.pop()
            self.targets.append(replace(last, cells=last.cells | {"notes": Cell(texts[0], place)}))
        elif row is None:
            cells_text = " | ".join(texts) or tell("an empty row")
            self.unread.append(f"{place}: {cells_text}")
        else:
            self._read_row(row["number"], cells)

    def _read_row(self, printed: str, cells: dict[str, Cell]) -> None:
        number = ".".join(str(int(part)) for part in printed.split("."))
        if "." not in number:
            self.parent, self.inherited = ("", ""), {}
            if self.group[0].isdigit():
                self.group = ("", "")
        if "target" in cells and "name" in cells:
            row_no = f"{self.group[0]}.{number}" if self.group[0][:1].isalpha() else number
            own = {**self.inherited, **cells}
            self.targets.append(ReadTarget(row_no, printed, *self.group, *self.parent, own))
        elif "implementing" in cells and cells["implementing"] != cells.get("name"):
            self.parent = (number, cells["name"].text if "name" in cells else "")
            self.inherited = {role: cell for role, cell in cells.items() if role != "name"}
        else:
            self.group = (number, cells["name"].text if "name" in cells else "")


def _begins(text: str) -> bool:
    return bool(BEFORE_NUMBER.fullmatch(text) or ROW_NUMBER.fullmatch(text))


def _roles(header: list[list[str]]) -> list[str]:
    """The column that each place of the table is, "" for one that has no known header or repeats another."""
    roles: list[str] = []
    for lines in zip(*header, strict=False):
        title = " ".join(dict.fromkeys(lines)).casefold()
        found = next((_role(words, role, title) for words, role in HEADER_WORDS if re.search(words, title)), "")
        roles.append("" if found in roles else found)
    return roles


def _role(words: str, role: str, title: str) -> str:
    """The role, with its year when it is one of a later horizon."""
    match = re.search(words, title)
    return role + match[1] if match and match.groups() else role


def _heading(paragraphs: list[str]) -> str:
    titles = [index for index, text in enumerate(paragraphs) if text.casefold().startswith("phụ lục")]
    return " ".join(paragraphs[titles[-1] if titles else 0 :])


def _single_spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
