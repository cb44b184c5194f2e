"""Sentences about one target or one family of targets; the wording follows the case.

In: :class:`TargetLine`. Out: one paragraph for each family ("Tỷ lệ …: cấp tỉnh …; cấp huyện …."). A
sentence is worded from the same printed figure and status as the table's row, so they agree.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby

from report_templates.ranking import LEAST_JUDGED
from report_templates.results import HeadingLine, Scope, Standing, TargetLine
from report_templates.wording.numbers import ROMAN, count_text, date_text, percent_text, points_text
from report_templates.wording.phrases import listing, name_of, say, sentence
from warehouse.periods import Period
from warehouse.plans.catalogue import LEVELS, Plan, indicators

LEVEL_DASH = " – "
"""What parts a short name from the level that it is measured at: ``Hồ sơ trực tuyến – cấp xã``."""

CLOSED = ("unreachable", "ended")
"""Outlooks of missed targets that nothing moves any more this year."""

Lines = tuple[HeadingLine | TargetLine, ...]


def describe_groups(lines: Lines, period: Period, ends_on: date) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Per group of the plan its name ("" when the plan has none) and its paragraphs.

    The name comes without the plan's own number, which would break the numbering of the report.
    """
    groups: list[tuple[str, list[TargetLine]]] = [("", [])]
    for line in lines:
        if isinstance(line, TargetLine):
            groups[-1][1].append(line)
        elif line.is_group:
            groups.append((line.name.strip().rstrip("."), []))
    return tuple(
        (heading, tuple(part for family in _families(members) for part in _describe_family(family, period, ends_on)))
        for heading, members in groups
        if members
    )


def describe_line(line: TargetLine, period: Period, ends_on: date) -> str:
    """What is said of one target: result, relation to the target, what is missing, the change."""
    headline = line.headline
    if line.same_as:
        return say("clause.same_as", label=line.same_as)
    if headline.ytd.percent is None:
        verdict = {"no_target": relation(line), "no_activity": say("clause.no_verdict")}
        return listing([say(f"clause.{_emptiness(headline)}"), verdict.get(headline.status, "")])
    result = [_result(line, ends_on), relation(line), missing_text(line), *(_distance(line))]
    return listing([listing(result, ", "), _in_period(line, period), _year_change(line.change_in_year)])


def relation(line: TargetLine) -> str:
    """How the headline stands to its target, in words that agree with its verdict."""
    headline = line.headline
    if headline.status == "not_judged":
        return lower_first(headline.verdict)
    if headline.status == "invalid":
        return say("relation.invalid")
    if headline.gap is None or headline.status not in ("met", "not_met"):
        return say("relation.no_target")
    kind = "near" if line.near else "below"
    if headline.status == "met":
        kind = "above" if headline.gap > 0 else "equal"
    return say(f"relation.{kind}", gap=points_text(headline.gap, signed=False), target=headline.target_text)


def missing_text(line: TargetLine) -> str:
    """What would meet a missed target, each number named for what it is; "" where the target is met.

    A final miss (a late case stays late) leaves only future cases, or at a target of 100 nothing.
    """
    headline = line.headline
    if headline.status != "not_met":
        return ""
    if line.outlook.kind == "unreachable":
        return unreachable_text(line)
    if closed := closed_text(line):
        return closed
    noun, final = noun_of(line.target.indicator), indicators()[line.target.indicator].misses_final
    today = say("clause.shortfall", count=count_text(headline.shortfall), noun=noun) if headline.shortfall else ""
    future = ""
    if headline.effort and adds_up(line):
        kind = "effort" if final or not today else "or_effort"
        future = say(f"clause.{kind}", count=count_text(headline.effort), noun=noun)
    return listing(["" if final else today, future], ", ")


def closed_text(line: TargetLine) -> str:
    """Why nothing that is done this year moves a missed target any more, in short; "" where something does."""
    return say(f"outlook.short_{line.outlook.kind}") if line.outlook.kind in CLOSED else ""


def unreachable_text(line: TargetLine) -> str:
    """That 100 % cannot come any more: how many cases missed it and what the year can still reach."""
    late = (line.headline.ytd.denominator or 0) - (line.headline.ytd.numerator or 0)
    text = say("clause.unreachable", target=line.headline.target_text, count=count_text(late))
    best = line.outlook.best
    return text if best is None else listing([text, say("clause.best", best=percent_text(best))], ", ")


def adds_up(line: TargetLine) -> bool:
    """Whether new cases join the denominator (hồ sơ) or it is a stock of its own day (danh mục)."""
    return line.outlook.future is not None


def noun_of(indicator: str) -> str:
    """What a shortfall of an indicator counts, in the plural of a sentence."""
    return indicators()[indicator].missing_vi


def numbers_of(targets: Iterable[TargetLine], line: TargetLine) -> str:
    """The line's number in the plan, and the numbers of the rows that repeat it: ``5; 8.7``."""
    again = [other.target.row_no for other in targets if other.same_as == line.label]
    return "; ".join([line.target.row_no, *again])


def shorts_of(lines: Iterable[TargetLine]) -> str:
    """The short names of some targets for a sentence: ``số hóa hồ sơ (cấp huyện, cấp xã); …``.

    Rows that repeat another are left out.
    """
    return listing([_family_names(name, levels) for name, levels in by_subject(lines)])


def _family_names(name: str, members: list[tuple[str, TargetLine]]) -> str:
    levels = ", ".join(level for level, _ in members if level)
    return say("text.with_levels", name=name, levels=levels) if levels else name


def with_results(lines: Iterable[TargetLine]) -> str:
    """Targets with their results and numbers: ``hồ sơ trực tuyến: cấp xã 44,30% (chỉ tiêu 60%); …``."""
    return listing([_family_results(name, members) for name, members in by_subject(lines)])


def _family_results(name: str, members: list[tuple[str, TargetLine]]) -> str:
    results = [
        say("key.result", level=level, value=line.headline.ytd.text, target=line.headline.target_text).strip()
        for level, line in members
    ]
    return say("key.results", name=name, results=listing(results, ", "))


def by_subject(lines: Iterable[TargetLine]) -> Iterator[tuple[str, list[tuple[str, TargetLine]]]]:
    """Neighbours with the same short name but for the level after its dash, together."""
    parted = [(*lower_first(line.short).partition(LEVEL_DASH)[::2], line) for line in lines if not line.same_as]
    for name, members in groupby(parted, key=lambda part: part[0]):
        yield name, [(level, line) for _, level, line in members]


def lower_first(text: str) -> str:
    """The text with its first letter lower case, unless it begins with an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def lower_names(names: str) -> str:
    """Names parted by commas as they stand inside a sentence: ``xã Nậm Xe, phường Tân Phong``."""
    return listing([lower_first(name) for name in names.split(", ")], ", ")


def _families(lines: list[TargetLine]) -> Iterator[list[TargetLine]]:
    """Neighbouring targets of one indicator under one number: the same wish at several levels."""

    def family(line: TargetLine) -> tuple[str, str]:
        return line.target.parent_no or line.target.row_no, line.target.indicator

    for _, members in groupby(lines, key=family):
        yield list(members)


def _describe_family(family: list[TargetLine], period: Period, ends_on: date) -> Iterator[str]:
    """``- (2) Tỷ lệ …: …`` or, where levels differ, that title and a ``+`` line a level."""
    if len(family) == 1:
        yield f"- {_family_title(family)}: {describe_line(family[0], period, ends_on)}."
        return
    yield f"- {_family_title(family)}:"
    for line in family:
        yield f"+ {sentence(_level_words(line))}: {describe_line(line, period, ends_on)}."


def _family_title(family: list[TargetLine]) -> str:
    target = family[0].target
    number = family[0].label if len(family) == 1 else target.parent_no or target.row_no
    title = family[0].title if len(family) == 1 else target.parent_name or target.name
    return f"({number}) {title.strip().rstrip('.')}"


def _level_words(line: TargetLine) -> str:
    names = (name_of("level", level).lower() for level in LEVELS if level in line.target.levels)
    return " và ".join(names)


def _emptiness(scope: Scope) -> str:
    return "no_activity" if scope.ytd.text == say("status.no_activity") else "no_data"


def _result(line: TargetLine, ends_on: date) -> str:
    """``luỹ kế đạt …`` for what adds up over the year, ``đến ngày … đạt …`` for a state of one day."""
    ytd = line.headline.ytd
    value = say("clause.value_of", value=ytd.text, fraction=ytd.fraction) if ytd.fraction else ytd.text
    if is_state(line):
        return say("clause.on_day", day=date_text(ends_on), value=value)
    return say("clause.ytd", value=value)


def is_state(line: TargetLine) -> bool:
    """Whether the figure is a state on one day (stock, catalogue) and not a sum over the year."""
    return indicators()[line.target.indicator].kind in ("stock", "catalogue")


def _distance(line: TargetLine) -> Iterator[str]:
    """The way to go to the targets of later years."""
    for later in line.later:
        reached = not later.gap_text.startswith("-")
        kind = "later_reached" if reached else "later"
        yield say(f"relation.{kind}", horizon=later.horizon, target=later.text, gap=later.gap_text.lstrip("-"))


def _in_period(line: TargetLine, period: Period) -> str:
    """The period's own result; left out where it says nothing more than the luỹ kế."""
    if is_state(line) or period.months("ytd") == period.months("period"):
        return ""
    if line.headline.period.percent is None:
        return say("clause.period_none", period=_this(period)) if _none_in_period(line) else ""
    result = say("clause.period", period=_this(period), value=line.headline.period.text)
    change = _change_words("", line.change, before=say(f"clause.before_{period.kind}"))
    return listing([result, change], ", ")


def _this(period: Period) -> str:
    number = ROMAN.get(period.number, "") if period.kind == "quarter" else period.number
    return say(f"clause.this_{period.kind}", number=number)


def _none_in_period(line: TargetLine) -> bool:
    return line.headline.period.text == say("status.no_activity")


def _year_change(change: Decimal | None) -> str:
    return _change_words("year_", change, before="")


def _change_words(kind: str, change: Decimal | None, before: str) -> str:
    if change is None:
        return ""
    word = "same" if change == 0 else "up" if change > 0 else "down"
    return say(f"clause.{kind}{word}", change=points_text(change, signed=False), before=before)


def named(scope: Scope) -> str:
    """A unit with its result: ``Xã Phước Bình (81,93%; 68/83)``, a lowered target marked ``(*)``."""
    mark = " (*)" if scope.relief else ""
    return say("units.named", name=scope.unit_name + mark, value=scope.ytd.text, fraction=scope.ytd.fraction)


def missed_text(standing: Standing, shown: int) -> str:
    """The first missed targets of a unit, each with its result and its counts."""
    items = [
        say(
            "table.missed",
            name=lower_first(name),
            value=scope.ytd.text,
            fraction=scope.ytd.fraction,
            mark="*" if scope.relief else "",
        )
        for name, scope in standing.missed[:shown]
    ]
    return listing(items)


def standings_note(plan: Plan, standings: Iterable[Standing]) -> str:
    """Who is ranked with whom, and the least cases and targets that count."""
    has_districts = any(standing.group == "district" for standing in standings)
    kind = "standings_groups" if has_districts else "standings_two_levels"
    groups = say(f"table.{kind}{'_own' if plan.area_kind == 'district' else ''}")
    return say("table.standings_note", least=plan.ranking_minimum, targets=LEAST_JUDGED, groups=groups)
