"""Who may import what, in which order the rooms stand, and what must stay out of the house."""

import ast
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("flows", "tasks", "expectations", "report_templates", "warehouse")
NOUNS = {"expectations", "report_templates", "warehouse"}
MAY_IMPORT = {
    "flows": {"tasks", *NOUNS},
    "tasks": NOUNS,
    "expectations": {"warehouse"},
    "report_templates": {"warehouse"},
    "warehouse": set(),
}
ONLY_IN = {
    "prefect": {"flows", "tasks/under_prefect.py", "tasks/secret_block.py"},
    "great_expectations": {"expectations"},
    "duckdb_sqlalchemy": {"expectations"},
    "duckdb": {"warehouse"},
    "pyarrow": {"warehouse"},
    "fastexcel": {"warehouse"},
    "jinja2": {"report_templates"},
    "docxtpl": {"report_templates"},
    "matplotlib": {"report_templates"},
    "docx": {"report_templates", "warehouse/plans/annex/docx_tables.py"},
    "xlsxwriter": {"report_templates", "warehouse/samples"},
    "openpyxl": {"report_templates"},
    "typer": {"flows"},
    "holidays": {"warehouse"},
    "psycopg": {"warehouse/lake"},
    "upath": {"warehouse/home.py"},
    "httpx": {"warehouse/exports/places"},
    "stamina": {"warehouse/exports/places"},
    "fsspec": {"warehouse/exports/places"},
    "aiohttp": {"warehouse/exports/places"},
    "asyncssh": {"warehouse/exports/places"},
    "fastapi": {"warehouse/practice"},
    "trustme": {"warehouse/practice"},
    "uvicorn": {"flows"},
}
# The rooms of a folder from the ground up: each may use those named before it, and none after it.
ROOMS = {
    "warehouse": (
        "messages",
        "words",
        "errors",
        "home",
        "late_imports",
        "locks",
        "periods",
        "engine",
        "schema",
        "lake",
        "database",
        "units",
        "samples",
        "exports",
        "practice",
        "models",
        "plans",
        "intake",
        "figures",
        "explain",
        "publication",
        "keeping",
        "cycles",
        "sending",
    ),
    "report_templates": (
        "archive",
        "sandbox",
        "results",
        "records",
        "ranking",
        "wording",
        "context",
        "focus",
        "case_list",
        "docx",
        "xlsx",
        "html",
        "national",
        "correction",
    ),
}
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TEXTS = sorted(
    path
    for package in (*PACKAGES, "docs", "tests")
    for path in (ROOT / package).rglob("*")
    if path.suffix in {".py", ".sql", ".toml", ".md", ".csv", ".txt", ".yml", ".yaml"}
    and path.name != Path(__file__).name
)


def imports(path):
    """(line, module) of every import of a file, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}:{node.lineno} imports relatively"
            yield node.lineno, node.module


def inside(path, places):
    name = str(path.relative_to(ROOT))
    return any(name == place or name.startswith(f"{place}/") for place in places)


def test_imports_go_down_only_and_each_tool_has_its_room():
    for path in SOURCES:
        package = path.relative_to(ROOT).parts[0]
        for line, module in imports(path):
            top = module.split(".")[0]
            where = f"{path.relative_to(ROOT)}:{line} imports {module}"
            assert top not in PACKAGES or top in {package, *MAY_IMPORT[package]}, where
            assert top not in ONLY_IN or inside(path, ONLY_IN[top]), where
            assert top != "tests", where


@pytest.mark.parametrize("package", ROOMS)
def test_every_room_uses_only_those_below_it(package):
    order = ROOMS[package]
    for path in SOURCES:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] != package or parts[1] == "__init__":
            continue
        for line, module in imports(path):
            used = module.split(".")
            if used[0] == package and len(used) > 1:
                where = f"{path.relative_to(ROOT)}:{line} imports {module}"
                assert order.index(used[1]) <= order.index(parts[1]), where


@pytest.mark.parametrize("package", ROOMS)
def test_every_room_has_its_place_in_the_order(package):
    folder = ROOT / package
    rooms = {path.parent.name for path in folder.glob("*/__init__.py")}
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert rooms | files == set(ROOMS[package])


def test_a_package_file_holds_one_docstring():
    for path in ROOT.glob("*/**/__init__.py"):
        if path.parts[len(ROOT.parts)] in PACKAGES:
            body = ast.parse(path.read_text("utf-8")).body
            assert len(body) == 1, path
            assert isinstance(body[0], ast.Expr), path


def test_no_file_of_flows_hides_a_package():
    names = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__", "__main__"}
    assert not names & {*PACKAGES, *sys.stdlib_module_names, *packages_distributions()}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_name_is_ours_alone(package):
    assert set(packages_distributions().get(package, ["kybaocao"])) == {"kybaocao"}
    assert Path(__import__(package).__file__).is_relative_to(ROOT)


def test_tests_are_no_package():
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_no_file_knows_the_machine_it_was_written_on():
    for path in TEXTS:
        text = path.read_text("utf-8")
        for foreign in ("/work/", "/root/", "/home/", "C:\\Users"):
            assert foreign not in text, f"{path}: {foreign}"


def test_a_file_is_of_a_size_that_can_be_read():
    assert not [path for path in SOURCES if len(path.read_text("utf-8").splitlines()) > 320]
