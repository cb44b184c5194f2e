"""The cases behind a figure as a file of the kind that its name says."""

from pathlib import Path

from report_templates.case_list import HEADINGS, case_rows, cases_csv, facts
from report_templates.xlsx.cases import MOST_ROWS, render_cases
from warehouse.errors import ConfigurationError
from warehouse.explain.explanation import Explanation
from warehouse.messages import tell

KINDS = (".csv", ".xlsx")


def refuse_path(path: Path) -> None:
    """Stop before any work when nothing can be written there.

    Raises:
        ConfigurationError: another kind of file, or no such folder.
    """
    if path.suffix.lower() not in KINDS:
        raise ConfigurationError(
            tell("{path} is neither CSV nor XLSX.", path=path), tell("Name a file that ends in .csv or .xlsx.")
        )
    if not path.parent.is_dir():
        raise ConfigurationError(
            tell("The folder {parent} does not exist.", parent=path.parent), tell("Make it, or name another file.")
        )


def write_cases(explanation: Explanation, path: Path) -> None:
    """Write all listed cases.

    Raises:
        ConfigurationError: a sheet cannot hold so many.
    """
    if path.suffix.lower() == ".csv":
        path.write_bytes(cases_csv(explanation))
        return
    rows = case_rows(explanation)
    if len(rows) > MOST_ROWS:
        raise ConfigurationError(
            tell("A sheet holds {most_rows} rows, not {count}.", most_rows=MOST_ROWS, count=len(rows)),
            tell("Write .csv, or narrow by --only."),
        )
    path.write_bytes(render_cases(HEADINGS, rows, facts(explanation)))
