"""The pages are true: nothing generated is stale, nothing named is missing, no link is dead."""

import re
import tomllib

import pytest
import typer

from docs.generate import DOCS, PAGES, PROGRAM, ROOT, leaf_commands
from flows.cli import app

PROSE = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(DOCS.rglob("*.md"))
COMMANDS = dict(leaf_commands(typer.main.get_command(app), PROGRAM))
PACKAGES = ("flows", "tasks", "expectations", "warehouse", "report_templates")
FOLDERS = (*PACKAGES, "tests", "docs", "bench")
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
VARIABLE = re.compile(r"\b(?:KYBAOCAO|PREFECT)_[A-Z_]+|\bDO_NOT_TRACK\b|\bGX_[A-Z_]+")
NEITHER_FILE_NOR_FOLDER = re.compile(r"[<>*…]|^(?:http|#)")


def named(path):
    """A page's name as a person says it."""
    return path.relative_to(ROOT).as_posix()


def code_in(page):
    """Every piece of code of a page: a line of a block, or what stands between backquotes."""
    text = page.read_text("utf-8")
    blocks = re.findall(r"^ *```\w*\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", text, flags=re.MULTILINE | re.DOTALL))
    return [line for block in blocks for line in block.splitlines()] + spans


def slug(heading):
    """The anchor that a heading gets where these pages are shown."""
    plain = re.sub(r"[^\w\s-]", "", heading.strip().lower().replace("`", ""))
    return re.sub(r"\s", "-", plain)


def every_page(pages):
    return pytest.mark.parametrize("page", pages, ids=named)


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_the_program_says(name):
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), f"docs/{name} is stale: make docs"


@every_page(PROSE)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith("http"):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{named(page)} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", found.read_text("utf-8"), re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, f"{named(page)} links to {target}"


@every_page(PROSE)
def test_files_of_the_repository_that_are_named_exist(page):
    for code in code_in(page):
        for word in code.split():
            inside = word.strip("`'\"(),;:").split("/")[0] in FOLDERS and "/" in word
            if inside and not NEITHER_FILE_NOR_FOLDER.search(word):
                assert (ROOT / word.partition("::")[0].rstrip("/.,;:")).exists(), f"{named(page)} names {word}"


def test_files_that_the_readme_names_at_the_root_exist():
    for name in re.findall(r"\b[\w.-]+\.(?:md|yaml|toml|lock)\b|\bMakefile\b", (ROOT / "README.md").read_text("utf-8")):
        somewhere = (
            any(ROOT.glob(name)) or any(ROOT.glob(f"docs/**/{name}")) or any(ROOT.glob(f"warehouse/plans/*/{name}"))
        )
        assert somewhere, f"README.md names {name}"


@every_page(PROSE)
def test_make_targets_that_are_named_exist(page):
    for code in code_in(page):
        for target in re.findall(r"(?:^|&& |: )make ([a-z]+)", code):
            assert target in TARGETS, f"{named(page)} names make {target}"


@every_page(PROSE)
def test_commands_and_options_that_are_named_exist(page):
    for code in code_in(page):
        said = re.search(rf"(?:^|/|\d |=\S+ ){PROGRAM} ((?:[a-z]+(?: |$))+)(.*)", code)
        if not said:
            continue
        words = said[1].split()
        names = [name for name in COMMANDS if name.split()[1:] == words[: len(name.split()) - 1]]
        assert names, f"{named(page)} names {PROGRAM} {said[1]}"
        options = {option for each in COMMANDS[names[0]].params for option in each.opts} | {"--help"}
        used = set(re.findall(r"--[a-z-]+", said[2].split("#")[0]))
        assert used <= options, f"{named(page)}: {names[0]} has no {used - options}"


def test_every_command_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = {span.removeprefix(f"{PROGRAM} ") for span in re.findall(r"`([^`\n]+)`", readme)}
    missing = [name for name in COMMANDS if name.removeprefix(f"{PROGRAM} ") not in shown]
    assert not missing, "README.md does not name these commands"


def test_every_environment_variable_is_explained_to_the_operator():
    sources = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")] + [ROOT / "prefect.yaml"]
    used = {name for path in sources for name in VARIABLE.findall(path.read_text("utf-8"))}
    explained = set(VARIABLE.findall((DOCS / "operations.md").read_text("utf-8")))
    assert used <= explained, f"docs/operations.md does not explain {used - explained}"
    ours = {name for name in explained if name.startswith("KYBAOCAO_")}
    assert ours <= used, f"nothing reads {ours - used}"


def test_every_exit_code_is_explained_to_the_operator():
    codes = set(re.findall(r"^    exit_code = (\d)", (ROOT / "warehouse/errors.py").read_text("utf-8"), re.MULTILINE))
    table = set(re.findall(r"^\| (\d) \|", (DOCS / "operations.md").read_text("utf-8"), re.MULTILINE))
    assert codes | {"0"} == table


def test_the_changelog_has_the_version_of_the_program():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert f"## [{version}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


@every_page(sorted((DOCS / "adr").glob("*.md")))
def test_a_decision_says_context_decision_and_consequences(page):
    text = page.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert text.startswith(f"# {page.name[:4]} ")


def test_the_recipes_are_short():
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    for recipe in re.findall(r"^## (A new .+?)\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL):
        assert len([line for line in recipe[1].splitlines() if line.strip()]) <= 12, recipe[0]


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 110


def test_every_test_that_shows_a_fault_is_there_and_every_other_fault_says_why():
    rows = re.findall(r"^\| (\d+) \| (.+) \| (.+) \| (.+) \|$", (DOCS / "faults.md").read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, *_ in rows] == list(range(1, 85))
    for number, _, outcome, shown in rows:
        tests = re.findall(r"`(tests/[^`]+)`", shown)
        assert tests or "not covered: " in outcome.lower(), f"fault {number} has neither a test nor a reason"
        for test in tests:
            path, _, name = test.partition("::")
            there = (ROOT / path).read_text("utf-8") if name else ""
            assert f"def {name}(" in there if name else (ROOT / path / "expect.csv").is_file(), (
                f"fault {number}: {test}"
            )
