"""What a person reads is Vietnamese, all of it, and the same program answers in English where it is asked to."""

import ast
import io
import json
import pickle
import re
import string
import tomllib

import pytest
from babel.messages.pofile import read_po

from docs.catalogue import COMPILED, PACKAGES, ROOT, TRANSLATED, as_compiled, as_text, up_to_date
from flows.cli import app, main
from flows.help_pages import command_tree, every_command
from warehouse import errors, words

MAKE = "run 'make messages', then translate what warehouse/locale/vi/LC_MESSAGES/kybaocao.po lacks, and run it again"
ENGLISH = re.compile(r"\b(the|of|and|is|are|with|from|which|nothing)\b", re.IGNORECASE)
TREES = {
    path.relative_to(ROOT): ast.parse(path.read_text("utf-8"))
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
}
CODES = tomllib.loads((ROOT / "warehouse/errors.toml").read_text("utf-8"))
ERRORS = ast.parse((ROOT / "warehouse/errors.py").read_text("utf-8"))
EXITS = {name: kind.exit_code for name, kind in vars(errors).items() if hasattr(kind, "exit_code")} | {"Moved": 3}
HAVE_A_CODE = ("DataHeld", "Moved")
PLAN = "ninh-thuan-2024"


@pytest.fixture(scope="module")
def catalogue():
    return read_po(io.BytesIO(TRANSLATED.read_bytes()), locale="vi")


@pytest.fixture(scope="module")
def anew():
    return up_to_date()


@pytest.fixture
def speak(monkeypatch, capsys, tmp_path):
    """What a command prints in a language: exit code, stdout, stderr."""
    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path / "home"))

    def run(language, *arguments):
        monkeypatch.setenv("KYBAOCAO_LANG", language)
        try:
            code = main(list(arguments))
        except SystemExit as ended:
            code = ended.code
        return (code, *capsys.readouterr())

    return run


def calls(tree, name):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name]


def fields(text):
    """The values that a message names, each with how it is written out."""
    return sorted((name, spec, how) for _, name, spec, how in string.Formatter().parse(text) if name is not None)


def test_every_message_is_translated_and_none_is_left_over(catalogue, anew):
    said = {message.id for message in anew if message.id}
    kept = {message.id for message in catalogue if message.id}
    assert said == kept, f"new: {said - kept}; gone: {kept - said}; {MAKE}"
    assert not [message.id for message in catalogue if message.id and not message.string], MAKE
    assert not [message.id for message in catalogue if message.fuzzy and message.id], "a fuzzy one is not compiled"


def test_a_translation_names_the_same_values(catalogue):
    for message in catalogue:
        if message.id:
            assert fields(message.id) == fields(message.string), message.id


def test_the_program_reads_what_was_translated(anew):
    assert TRANSLATED.read_bytes() == as_text(anew), MAKE
    assert COMPILED.read_bytes() == as_compiled(anew), MAKE


def test_a_message_is_a_text_that_a_translator_can_see():
    for path, tree in TREES.items():
        for call in calls(tree, "tell"):
            assert isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno} tells no plain text"
            given = {each.arg for each in call.keywords}
            named = {re.split(r"[.\[]", name)[0] for name, _, _ in fields(call.args[0].value)}
            assert named == given or (None in given and given - {None} <= named), f"{path}:{call.lineno}"
        for formatted in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
            assert not calls(formatted, "tell"), f"{path}:{formatted.lineno} hides a message in an f-string"


def test_nothing_is_printed_that_did_not_pass_the_door():
    """An error, a print or a line of the log with words of its own in it would stay English."""
    for path, tree in TREES.items():
        printed = [call for name in ("print", "print_table") for call in calls(tree, name)]
        errors = [call for call in ast.walk(tree) if is_error(call)]
        for text in (part for call in printed + errors for part in call.args if is_wordy(part)):
            raise AssertionError(f"{path}:{text.lineno} says {ast.unparse(text)} without tell")


def is_error(node):
    return called(node) in EXITS or called(node) in ("FileFault", "DocumentFault")


def called(node):
    return getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""


def is_wordy(node):
    """Whether a text has two words beside each other; a command or a place with values in it has not."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return any(re.search(r"[a-z]{2,} [a-z]{2,}", text.replace("kybaocao ", "")) for text in texts)


def test_every_column_of_a_table_has_a_heading():
    for path, tree in TREES.items():
        for call in calls(tree, "print_table"):
            for column in call.args[1].elts if isinstance(call.args[1], ast.Tuple) else ():
                if isinstance(column, ast.Constant):
                    assert column.value in words._headings("en"), f"{path}:{column.lineno}"


def test_no_page_of_help_holds_an_english_sentence(monkeypatch):
    monkeypatch.setenv("KYBAOCAO_LANG", "vi")
    pages = 0
    for command in every_command(command_tree(app)):
        with command.make_context("kybaocao", [], resilient_parsing=True) as context:
            page = command.get_help(context)
        assert not ENGLISH.search(page.replace("with|only", "").replace("(with)", "")), page
        pages += 1
    assert pages > 20


def test_an_error_and_its_remedy_are_told_in_the_readers_language(speak):
    assert speak("vi", "plan", "show", "ninh-thuan-202")[::2] == (
        2,
        "kybaocao: Không có kế hoạch 'ninh-thuan-202'. Có phải 'ninh-thuan-2024' không? Các kế hoạch đang có: "
        "binh-phuoc-2024, cchc-000, kon-tum-2024, ninh-thuan-2024, phu-tho-2026-thu, tam-duong-2025. "
        "Cũng có thể ghi đường dẫn thư mục kế hoạch.\n",
    )
    assert "There is no plan 'ninh-thuan-202'. Did you mean" in speak("en", "plan", "show", "ninh-thuan-202")[2]


@pytest.mark.parametrize(
    ("arguments", "vietnamese", "english"),
    [
        (["run"], "Thiếu PLAN. Xem: kybaocao run --help.", "PLAN is missing."),
        (["rn"], "Không có lệnh rn.", "There is no command rn."),
        (["run", PLAN, "--jsn"], "Không có tuỳ chọn --jsn. Có phải --json không?", "There is no option --jsn."),
        (["run", PLAN, "2024", "x"], "Gõ thừa: x.", "Too much was typed: x."),
        (["demo", "--months", "13"], "Ghi một số từ 1 đến 12.", "Give a number from 1 to 12."),
        (["attainment", PLAN, "2024", "--scope", "x"], "Dùng một trong: headline,", "Use one of: headline,"),
        (["attainment", PLAN, "2024", "--row"], "--row cần một giá trị.", "--row needs a value."),
    ],
)
def test_what_was_typed_wrong_is_told_like_every_other_error(speak, arguments, vietnamese, english):
    for language, said in (("vi", vietnamese), ("en", english)):
        code, printed, errors = speak(language, *arguments)
        assert (code, printed) == (2, "")
        assert said in errors
        code, printed, errors = speak(language, arguments[0], "--json", *arguments[1:])
        document = json.loads(printed)
        assert (code, document["ok"], document["code"], errors) == (2, False, "usage-wrong", "")


class TestACode:
    """What a program goes by: it is the same in every language and stands for one remedy and one exit code."""

    def test_is_named_by_every_error_and_stands_in_the_list_with_its_exit_code(self):
        for path, tree in TREES.items():
            for call in (node for node in ast.walk(tree) if called(node) in EXITS):
                where, given = f"{path}:{call.lineno}", {each.arg: each.value for each in call.keywords}
                kind = called(call)
                if kind in HAVE_A_CODE and "code" not in given:
                    continue
                assert isinstance(given.get("code"), ast.Constant), f"{where} names no code; see warehouse/errors.toml"
                assert given["code"].value in CODES, f"{where}: warehouse/errors.toml has no {given['code'].value}"
                assert CODES[given["code"].value]["exit"] == EXITS[kind], f"{where} ends otherwise than its code says"

    def test_of_the_list_is_used(self):
        used = {node.value for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        used |= {node.value for node in ast.walk(ERRORS) if isinstance(node, ast.Constant)}
        assert set(CODES) <= used

    def test_survives_the_way_between_processes(self):
        error = pickle.loads(pickle.dumps(errors.ConfigurationError("a", "b", code="plan-wrong")))
        assert (error.message, error.advice, error.code) == ("a", "b", "plan-wrong")
        held = pickle.loads(pickle.dumps(errors.DataHeld("a", "b", ("no-rows:pakn",))))
        assert (held.held, held.code, held.details) == (("no-rows:pakn",), "gate-held", {"held": ["no-rows:pakn"]})


def test_programs_read_the_same_in_both_languages(speak):
    for arguments in (["plan", "show", "x"], ["attainment", PLAN, "2024"], ["plan", "list"], ["run", PLAN, "2030-01"]):
        (code, vietnamese, _), (same, english, _) = (speak(each, *arguments, "--json") for each in ("vi", "en"))
        documents = [json.loads(each) for each in (vietnamese, english)]
        told = ("error", "advice", "fault")  # and nothing else
        vi, en = ([without(told, each) for each in listed(document)] for document in documents)
        assert (code, vi) == (same, en)


def listed(document):
    return document if isinstance(document, list) else [document]


def without(names, document):
    return {name: value for name, value in document.items() if name not in names}
