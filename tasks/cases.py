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
            tell("{path} is neither CSV nor XLSX.", path=path),
            tell("Name a file that ends in .csv or .xlsx."),
            code="usage-wrong",
        )
    if not path.parent.is_dir():
        raise ConfigurationError(
            tell("The folder {folder} does not exist.", folder=path.parent),
            tell("Make it, or name another file."),
            code="usage-wrong",
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
            tell("A sheet holds {most} rows, not {count}.", most=MOST_ROWS, count=len(rows)),
            tell("Write .csv, or narrow by --only."),
            code="usage-wrong",
        )
    path.write_bytes(render_cases(HEADINGS, rows, facts(explanation)))
