"""Who may import what, and what must stay out of the house."""

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
    "prefect": {"flows", "tasks"},
    "great_expectations": {"expectations"},
    "duckdb_sqlalchemy": {"expectations"},
    "duckdb": {"warehouse"},
    "pyarrow": {"warehouse"},
    "fastexcel": {"warehouse"},
    "jinja2": {"report_templates"},
    "docxtpl": {"report_templates"},
    "matplotlib": {"report_templates"},
    "docx": {"report_templates", "warehouse/plan_reader_docx.py"},
    "xlsxwriter": {"report_templates", "warehouse/samples"},
    "openpyxl": {"report_templates"},
    "typer": {"flows"},
    "holidays": {"warehouse"},
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


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_down_only_and_each_tool_has_its_room(path):
    package = path.relative_to(ROOT).parts[0]
    for line, module in imports(path):
        top = module.split(".")[0]
        where = f"{path.relative_to(ROOT)}:{line} imports {module}"
        assert top not in PACKAGES or top in {package, *MAY_IMPORT[package]}, where
        assert top not in ONLY_IN or inside(path, ONLY_IN[top]), where
        assert top != "tests", where


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


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_knows_the_machine_it_was_written_on(path):
    text = path.read_text("utf-8")
    for foreign in ("/work/", "/root/", "/home/", "C:\\Users"):
        assert foreign not in text, f"{path}: {foreign}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_of_a_size_that_can_be_read(path):
    assert len(path.read_text("utf-8").splitlines()) <= 320
