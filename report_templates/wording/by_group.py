"""The results of each group of the plan in one paragraph, for the section of two pages.

In: the printed lines. Out: one paragraph for each group: what is met by name, what is missed with figures.
"""

from report_templates.results import HeadingLine, TargetLine
from report_templates.wording.clauses import Lines, shorts_of, with_results
from report_templates.wording.phrases import listing, say, sentence

_SILENT = ("no_activity", "no_data", "no_target", "invalid", "not_judged")


def describe_by_group(lines: Lines) -> tuple[str, ...]:
    """One paragraph for each group of the plan; rows that repeat another are left out."""
    groups: list[tuple[str, list[TargetLine]]] = [("", [])]
    for line in lines:
        if isinstance(line, HeadingLine) and line.is_group:
            groups.append((line.name.strip().rstrip("."), []))
        elif isinstance(line, TargetLine) and not line.same_as:
            groups[-1][1].append(line)
    return tuple(_group(name, members) for name, members in groups if members)


def _group(name: str, members: list[TargetLine]) -> str:
    by_status = {
        status: [line for line in members if line.headline.status == status]
        for status in dict.fromkeys(line.headline.status for line in members)
    }
    met, missed = by_status.get("met", []), by_status.get("not_met", [])
    counts = {"met": len(met), "judged": len(met) + len(missed)}
    parts = [
        say("group.met" if met else "group.none_met", **counts, names=shorts_of(met)) if counts["judged"] else "",
        say("group.missed", items=with_results(missed)) if missed else "",
        *(say(f"group.{status}", names=shorts_of(by_status[status])) for status in _SILENT if status in by_status),
    ]
    text = listing(parts)
    return say("group.named", name=name, text=text) if name else say("group.unnamed", text=sentence(text))
