"""The source profiles: how the table of another system becomes a dataset's columns, as data.

In: ``profiles/<id>.toml`` here, or ``<home>/profiles/<id>.toml`` of an office, which wins. Out: :class:`Profile`.
The format is explained in ``profiles/README.md``.
"""

import os
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from warehouse.errors import ConfigurationError
from warehouse.exports.datasets import Dataset, datasets
from warehouse.exports.flat.cells import Forms
from warehouse.exports.flat.table import Layout
from warehouse.messages import tell

SHIPPED = Path(__file__).with_name("profiles")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_DATE_WORDS = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}
_PARTS = {"title", "dataset", "table", "columns", "lists", "values"}
_TABLE_PARTS = {
    "sheet", "delimiter", "title_rows", "header_rows", "numbering_row", "total_label", "total_sums",
    "dates", "decimal", "thousands",
}  # fmt: skip


@dataclass(frozen=True)
class Profile:
    """How one system's table is read; the empty profile is a file in the payload's own columns."""

    id: str
    title: str
    dataset: Dataset
    columns: dict[str, str] = field(default_factory=dict)
    lists: dict[str, dict[str, str]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)
    forms: Forms = field(default_factory=Forms)
    sheet: str | None = None
    delimiter: str = ","

    @property
    def sources(self) -> dict[str, dict[str, str]]:
        """Each column of the dataset: part of it = title of the file's column; the part "" is the whole."""
        whole = {name: {"": self.columns.get(name, name)} for name in self.dataset.fields}
        return whole | {name: self.lists.get(name, {"": name}) for name in self.dataset.lists}

    @property
    def titles(self) -> list[str]:
        """The titles that a file must have, in the dataset's order."""
        return [title for parts in self.sources.values() for title in parts.values() if title]


def profile_ids() -> list[str]:
    """The ids of every profile there is, in order."""
    return sorted({path.stem for folder in _folders() for path in folder.glob("*.toml") if _ID.fullmatch(path.stem)})


def load_profile(profile_id: str) -> Profile:
    """The profile of that id.

    Raises:
        ConfigurationError: there is none, or its file is wrong; names the file to correct.
    """
    paths = [folder / f"{profile_id}.toml" for folder in _folders() if _ID.fullmatch(profile_id)]
    path = next((each for each in paths if each.is_file()), None)
    if path is None:
        raise ConfigurationError(
            tell("The source profile '{profile_id}' is unknown.", profile_id=profile_id),
            tell("See: kybaocao profile list"),
            code="profile-wrong",
        )
    return read_profile(path)


def read_profile(path: Path) -> Profile:
    """The profile in one file.

    Raises:
        ConfigurationError: the file is no TOML or names something that does not exist.
    """
    try:
        document = tomllib.loads(path.read_text("utf-8"))
        _refuse_unknown(tell("part"), document, _PARTS)
        dataset = datasets().get(document["dataset"])
        if dataset is None:
            raise ValueError(tell("the dataset '{dataset}' is unknown", dataset=document["dataset"]))
        return _profile(path.stem, document, dataset)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigurationError(
            tell("The source profile {name} is wrong: {error}.", name=path.name, error=error),
            tell("Correct {path}; see profiles/README.md.", path=path),
            code="profile-wrong",
        ) from error


def plain_profile(dataset: Dataset) -> Profile:
    """The profile of a file in the payload's own columns."""
    return Profile("", "", dataset)


def _profile(profile_id: str, document: dict[str, Any], dataset: Dataset) -> Profile:
    table = document.get("table", {})
    parts = {f"{name}.{part}" for name, named in dataset.lists.items() for part in named}
    _refuse_unknown(tell("part of [table]"), table, _TABLE_PARTS)
    _refuse_unknown(tell("field"), document.get("columns", {}), dataset.fields)
    _refuse_unknown(tell("list"), document.get("lists", {}), dataset.lists)
    _refuse_unknown(
        tell("part"), [f"{n}.{part}" for n, named in document.get("lists", {}).items() for part in named], parts
    )
    _refuse_unknown(tell("field of [values]"), document.get("values", {}), {*dataset.fields, *parts})
    return Profile(
        id=profile_id,
        title=document.get("title", ""),
        dataset=dataset,
        columns=document.get("columns", {}),
        lists=document.get("lists", {}),
        values=document.get("values", {}),
        layout=Layout(
            title_rows=int(table.get("title_rows", 0)),
            header_rows=int(table.get("header_rows", 1)),
            numbering_row=bool(table.get("numbering_row", False)),
            total_label=table.get("total_label", ""),
            total_sums=tuple(table.get("total_sums", ())),
        ),
        forms=Forms(tuple(map(_date_form, table.get("dates", ()))), table.get("decimal"), table.get("thousands")),
        sheet=table.get("sheet"),
        delimiter=table.get("delimiter", ","),
    )


def _date_form(written: str) -> str:
    """A form such as ``dd/MM/yyyy HH:mm`` in Python's notation; ``serial`` stands for Excel's numbers of days."""
    if written == "serial":
        return written
    for word, code in _DATE_WORDS.items():
        written = written.replace(word, code)
    if not {"%Y", "%m", "%d"} <= set(re.findall("%.", written)):
        raise ValueError(
            tell("'{written}' is no form of a date; write dd/MM/yyyy, with HH:mm or HH:mm:ss", written=written)
        )
    return written


def _refuse_unknown(kind: str, names: Any, known: Any) -> None:
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise ValueError(tell("the {kind} '{unknown}' is unknown", kind=kind, unknown=unknown[0]))


def _folders() -> list[Path]:
    return [Path(os.environ.get("KYBAOCAO_HOME", "var")).expanduser() / "profiles", SHIPPED]
