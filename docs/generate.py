"""The pages that are written from the program itself: indicators, rules of checking, commands.

``python -m docs.generate`` rewrites them; ``tests/test_docs.py`` fails when one is stale.
"""

import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from expectations.suites import Rule, Suite, suite
from flows.cli import app
from warehouse.exports.datasets import Dataset, datasets
from warehouse.models.definitions import DECLARED_KINDS, EVERY_LEVEL, Indicator, indicators
from warehouse.models.late_rules import LateRule, late_rules

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PROGRAM = "kybaocao"
_NOTE = "<!-- Written by docs/generate.py from {source}: change it there, then run make docs. -->"

_CODES_BEGIN, _CODES_END = "<!-- codes: written from warehouse/errors.toml -->", "<!-- end of codes -->"

_KINDS = {
    "additive": "Cộng dồn: tử số và mẫu số của các đơn vị được cộng lại rồi mới chia.",
    "flow": "Khai báo, cộng theo tháng: số của các tháng trong kỳ được cộng lại.",
    "stock": "Khai báo, lấy tháng mới nhất: số của tháng gần nhất trong kỳ mà đơn vị có khai.",
    "catalogue": "Theo danh mục: đếm thủ tục khác nhau, không cộng các cấp (một thủ tục của hai cấp chỉ đếm một lần).",
}
_LEVELS = {"province": "tỉnh", "district": "huyện", "commune": "xã"}
_SEVERITIES = {
    "stop": "dừng chu kỳ",
    "quarantine": "trả lại, không tính",
    "warn": "giữ lại, cảnh báo",
}


def indicators_page() -> str:
    """Every indicator in Vietnamese words, in alphabetical order of its code."""
    lines = [
        _NOTE.format(source="warehouse/models/indicators"),
        "# Chỉ số",
        "",
        "Giá trị = 100 × tử số / mẫu số. Mỗi chỉ số được định nghĩa một lần, mọi kế hoạch dùng chung; cột `indicator`",
        "của `targets.csv` ghi mã chỉ số. Mẫu số bằng 0 là “không phát sinh”; dữ liệu chưa được giao lần nào trong kỳ",
        "là “chưa có số liệu”. Không trường hợp nào được coi là đạt.",
    ]
    for indicator in indicators().values():
        lines += ["", *_indicator_section(indicator)]
    return "\n".join(lines) + "\n"


def _indicator_section(indicator: Indicator) -> Iterator[str]:
    is_declared = indicator.kind in DECLARED_KINDS
    sql = (
        f"warehouse/models/{f'cases/declared_{indicator.kind}' if is_declared else f'indicators/{indicator.code}'}.sql"
    )
    titles = datasets()
    needs = [f"tập dữ liệu `{name}` ({titles[name].title.lower()})" for name in indicator.needs_datasets]
    needs += [f"số liệu khai báo `{name}`" for name in indicator.measures]
    yield f"## {indicator.code}"
    yield ""
    yield f"**{indicator.name_vi}**"
    yield ""
    yield f"- Tử số: {indicator.numerator_vi}."
    yield f"- Mẫu số: {indicator.denominator_vi}."
    yield f"- Cách gộp: {_KINDS[indicator.kind]}"
    yield f"- Cần: {'; '.join(needs)}."
    if indicator.occurs_at != EVERY_LEVEL:
        yield f"- Chỉ phát sinh ở cấp: {', '.join(_LEVELS[level] for level in indicator.occurs_at)}."
    if indicator.misses_final:
        yield "- Trường hợp không đạt là không đạt hẳn: đã có một trường hợp thì trong năm không còn khả năng đạt 100%."
    yield f"- Căn cứ: {indicator.law}."
    yield f"- Câu lệnh: [{sql}](../{sql})"


def rules_page() -> str:
    """Every rule of checking by dataset, for those who must correct the rows."""
    lines = [
        _NOTE.format(source="expectations/rules"),
        "# Quy tắc kiểm tra dữ liệu",
        "",
        "Mỗi bộ dữ liệu được kiểm tra trước khi nạp. Dòng **trả lại** không được nạp và không được tính, nhưng không",
        "mất: dòng đó nằm trong `tra-lai-du-lieu.xlsx` kèm tệp, dòng, quy tắc và giá trị sai. Dòng **cảnh báo** vẫn",
        "được tính. Quy tắc **dừng** chặn cả chu kỳ. Khi số dòng trả lại của một tập dữ liệu vượt ngưỡng của kế hoạch",
        "(`gate_percent`), chu kỳ cũng dừng. Cách làm khi bị chặn: [vận hành](operations.md).",
    ]
    for dataset in datasets().values():
        if dataset.fields:
            lines += ["", *_suite_section(dataset, suite(dataset.name))]
    lines += ["", *_late_section()]
    return "\n".join(lines) + "\n"


def _suite_section(dataset: Dataset, rules: Suite) -> Iterator[str]:
    yield f"## {dataset.name}: {dataset.title}"
    yield ""
    if dataset.required:
        yield "Bắt buộc phải có trong mỗi bộ dữ liệu."
    if rules.minimum_rows:
        yield f"Phải có ít nhất {rules.minimum_rows} dòng; tệp rỗng bị từ chối."
    if dataset.required or rules.minimum_rows:
        yield ""
    yield from _rule_table(rules.rules)


def _late_section() -> Iterator[str]:
    yield "## Khi đối chiếu với các tháng trước"
    yield ""
    yield "Những điều này chỉ thấy được khi tính cả kỳ, không thấy trong một lần giao."
    yield ""
    yield from _rule_table(late_rules())


def _rule_table(rules: Iterable[Rule | LateRule]) -> Iterator[str]:
    yield "| mã | xử lý | trường | nội dung | cách sửa |"
    yield "|---|---|---|---|---|"
    for rule in rules:
        cells = (rule.id, _SEVERITIES[rule.severity], rule.field or "nêu ở từng dòng", rule.title, rule.advice)
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def commands_page() -> str:
    """Every command with its arguments and options, as ``--help`` says them."""
    root = typer.main.get_command(app)
    lines = [
        _NOTE.format(source="flows/cli.py"),
        "# Commands",
        "",
        *_cell(root.help or "").strip().splitlines(),
    ]
    for name, command in leaf_commands(root, PROGRAM):
        lines += ["", *_command_section(name, command)]
    return "\n".join(lines) + "\n"


def leaf_commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Each command that does something with its full name, in the order of ``--help``."""
    for part, below in getattr(command, "commands", {}).items():
        if getattr(below, "commands", None):
            yield from leaf_commands(below, f"{name} {part}")
        else:
            yield f"{name} {part}", below


def _command_section(name: str, command: Any) -> Iterator[str]:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    usage = [name, *(_placeholder(each) for each in arguments), *(["[OPTIONS]"] if options else [])]
    yield f"## {name}"
    yield ""
    yield _cell(" ".join((command.help or "").split()))
    yield ""
    yield "```"
    yield " ".join(usage)
    yield "```"
    if command.params:
        yield ""
    for each in (*arguments, *options):
        shown = _placeholder(each) if each in arguments else ", ".join(each.opts)
        yield f"- `{shown}`: {_explained(each)}"


def _placeholder(argument: Any) -> str:
    word = (argument.metavar or argument.name).strip("[].").upper()
    shown = word if argument.required else f"[{word}]"
    return f"{shown}..." if argument.nargs == -1 else shown


def _explained(parameter: Any) -> str:
    said = _cell(" ".join((parameter.help or "").split()))
    default = parameter.default
    if isinstance(default, Path) and default.is_relative_to(ROOT):
        default = default.relative_to(ROOT).as_posix()
    if default is None or isinstance(default, bool) or callable(default) or "efault" in said:
        return said
    return f"{said} Default: `{default}`."


def operations_page() -> str:
    """The operator's page as it is, with the table of error codes between its two marks written anew."""
    before, begins, rest = (DOCS / "operations.md").read_text("utf-8").partition(_CODES_BEGIN)
    _, ends, after = rest.partition(_CODES_END)
    return "".join((before, begins, "\n\n", "\n".join(_code_table()), "\n\n", ends, after))


def _code_table() -> Iterator[str]:
    yield "| mã | mã thoát | nghĩa là | việc phải làm |"
    yield "|---|---|---|---|"
    listed = tomllib.loads((ROOT / "warehouse/errors.toml").read_text("utf-8"))
    for code, said in sorted(listed.items(), key=lambda each: (each[1]["exit"], each[0])):
        yield f"| `{code}` | {said['exit']} | {said['cause_vi']} | {said['remedy_vi']} |"


PAGES: dict[str, Callable[[], str]] = {
    "operations.md": operations_page,
    "indicators.md": indicators_page,
    "rules.md": rules_page,
    "commands.md": commands_page,
}


def main() -> None:
    """Rewrite every generated page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), "utf-8")
        print(DOCS / name)


if __name__ == "__main__":
    main()
