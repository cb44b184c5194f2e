"""What a file would give through a source profile: columns, rows and problems, without a value of any row.

In: a file and perhaps a profile. Out: :class:`Check`. Only titles of profiles and datasets are ever shown;
of any other text its place and its shape.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from warehouse.errors import DataRefused
from warehouse.exports.flat.cells import UNREADABLE, Forms, Reader, plain_text, reader_of
from warehouse.exports.flat.rows import FileFault, Row, column_letters, shape
from warehouse.exports.flat.table import Table, title_of
from warehouse.exports.flat_files import whole_row
from warehouse.exports.lone_file import LoneFile, Match
from warehouse.exports.profiles import Profile, load_profile
from warehouse.messages import tell
from warehouse.words import word as kind_word

_MOST_PROBLEMS = 20


@dataclass(frozen=True)
class Problem:
    """One cell or row that would be sent back: where, and what is wrong with it."""

    line: int
    column: str
    fault: str


@dataclass(frozen=True)
class UnknownWords:
    """The words of a column that the profile gives no code: how many cells, the first one's row and shape."""

    column: str
    cells: int
    first_line: int
    shape: str


@dataclass(frozen=True)
class Check:
    """What a file would give; ``ok`` when it can be read and no cell of it is a problem."""

    file: str
    profile: str | None
    dataset: str
    guessed: bool
    matched: dict[str, str]
    missing: tuple[str, ...]
    not_read: tuple[str, ...] = ()
    without_column: tuple[str, ...] = ()
    rows: int = 0
    hidden_rows: int = 0
    hidden_sheets: int = 0
    rows_below_total: int = 0
    total_agrees: bool | None = None
    words_without_code: tuple[UnknownWords, ...] = ()
    problems: tuple[Problem, ...] = ()
    fault: str = ""

    @property
    def ok(self) -> bool:
        """Whether every row could be read as it stands."""
        return not (self.fault or self.missing or self.problems or self.words_without_code)


def check_file(path: Path, profile_id: str | None = None) -> Check:
    """What a file gives through one profile, or through the nearest one.

    Raises:
        DataRefused: the file cannot be opened, or is not safe to open.
        ConfigurationError: there is no such file or profile.
    """
    lone = LoneFile(path)
    try:
        match = lone.match(load_profile(profile_id)) if profile_id else lone.matches()[0]
    except FileFault as fault:
        raise DataRefused(
            tell("{file}: {fault}.", file=path.name, fault=fault),
            tell("Save the file anew, or ask for it again."),
            code="file-unreadable",
        ) from None
    check = _described(path, match, guessed=profile_id is None)
    if not match.is_whole:
        return check
    try:
        return _with_rows(check, lone, match.profile)
    except FileFault as fault:
        return replace(check, fault=str(fault))


def _described(path: Path, match: Match, *, guessed: bool) -> Check:
    fields = {
        f"{name}.{part}".rstrip("."): title
        for name, parts in match.profile.sources.items()
        for part, title in parts.items()
    }
    return Check(
        file=path.name,
        profile=match.profile.id or None,
        dataset=match.profile.dataset.name,
        guessed=guessed,
        matched={name: title for name, title in fields.items() if title_of(title) in match.found},
        missing=match.missing,
        without_column=tuple(name for name, title in fields.items() if not title),
        fault=match.fault,
    )


def _with_rows(check: Check, lone: LoneFile, profile: Profile) -> Check:
    opened, table = lone.open(profile)
    findings = _Findings(profile, table, opened.forms)
    for row in table.rows:
        findings.look_at(row, is_sheet=not lone.is_text)
    known = set(map(title_of, profile.titles))
    return replace(
        check,
        not_read=tuple(column_letters(place) for place, title in enumerate(table.titles) if title not in known),
        rows=findings.rows,
        total_agrees=True if table.seen.has_total else None,
        words_without_code=tuple(findings.words.values()),
        problems=tuple(findings.problems[:_MOST_PROBLEMS]),
        hidden_rows=table.seen.hidden_rows,
        hidden_sheets=opened.hidden_sheets,
        rows_below_total=table.seen.rows_below_total,
    )


@dataclass
class _Source:
    """One column of the file that is read: how, and which words have a code."""

    title: str
    place: int
    kind: str
    read: Reader
    words: set[str] | None


@dataclass
class _Findings:
    """What is found while all rows are passed over once."""

    profile: Profile
    table: Table
    forms: Forms
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    words: dict[str, UnknownWords] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sources = list(self._columns())

    def look_at(self, row: Row, *, is_sheet: bool) -> None:
        self.rows += 1
        if not whole_row(row, len(self.table.titles), is_sheet=is_sheet):
            self._add(
                row,
                "",
                tell("it has {count} cells, the header {header}", count=len(row.cells), header=len(self.table.titles)),
            )
            return
        for source in self._sources:
            self._look_at_cell(row, source)

    def _look_at_cell(self, row: Row, source: _Source) -> None:
        word = title_of(row.cells[source.place])
        if source.words is not None:
            if word and word not in source.words:
                first = self.words.get(source.title) or UnknownWords(source.title, 0, row.line_no, shape(word))
                self.words[source.title] = replace(first, cells=first.cells + 1)
        elif source.read(row.cells[source.place], row.line_no).startswith(UNREADABLE):
            seen = shape(plain_text(row.cells[source.place]))
            self._add(
                row,
                source.title,
                tell("it is no {kind} of the declared form ({shape})", kind=kind_word(source.kind), shape=seen),
            )

    def _add(self, row: Row, column: str, fault: str) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(Problem(row.line_no, column, fault))

    def _columns(self) -> Iterator[_Source]:
        for name, parts in self.profile.sources.items():
            for part, title in parts.items():
                full = f"{name}.{part}".rstrip(".")
                kind, words = self.profile.dataset.kind_of(full), self.profile.values.get(full)
                if title:
                    yield _Source(
                        title,
                        self.table.titles.index(title_of(title)),
                        kind,
                        reader_of(kind, title, self.forms),
                        None if words is None else set(map(title_of, words)),
                    )
