"""Sentences about one target or one family of targets; the wording follows the case.

In: :class:`TargetLine`. Out: one paragraph a family ("Tỷ lệ …: cấp tỉnh …; cấp huyện …."). A
sentence is worded from the same printed figure and status as the table's row, so they agree.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from report_templates.records import HeadingLine, Scope, TargetLine
from report_templates.wording.numbers import ROMAN, count_text, points_text, target_text
from report_templates.wording.phrases import listing, name_of, say, sentence
from warehouse.periods import Period
from warehouse.plans.catalogue import LEVELS, indicators

Lines = tuple[HeadingLine | TargetLine, ...]


def describe_groups(lines: Lines, period: Period) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Per group of the plan its heading ("" when the plan has none) and its paragraphs."""
    groups: list[tuple[str, list[TargetLine]]] = [("", [])]
    for line in lines:
        if isinstance(line, TargetLine):
            groups[-1][1].append(line)
        elif line.is_group:
            groups.append((f"{line.number}. {line.name}".rstrip("."), []))
    return tuple(
        (heading, tuple(part for family in _families(members) for part in _describe_family(family, period)))
        for heading, members in groups
        if members
    )


def describe_line(line: TargetLine, period: Period) -> str:
    """What is said of one target: result, relation to the target, what is missing, the change."""
    headline = line.headline
    if headline.ytd.percent is None:
        return say(f"clause.{_emptiness(headline)}")
    result = [_result(headline), relation(line), shortfall_text(line, headline), *(_distance(line))]
    return listing([listing(result, ", "), _in_period(line, period), _year_change(line.change_in_year)])


def relation(line: TargetLine) -> str:
    """How the headline stands to its target, in words that agree with its verdict."""
    headline = line.headline
    if headline.status == "not_judged":
        return say("clause.not_judged", horizon=line.target.horizon)
    if headline.status == "invalid":
        return say("relation.invalid")
    if headline.gap is None or headline.status not in ("met", "not_met"):
        return say("relation.no_target")
    kind = "near" if line.near else "below"
    if headline.status == "met":
        kind = "above" if headline.gap > 0 else "equal"
    return say(f"relation.{kind}", gap=points_text(headline.gap, signed=False), target=headline.target_text)


def shortfall_text(line: TargetLine, scope: Scope) -> str:
    """``còn thiếu 37 hồ sơ trực tuyến để đạt``; nothing where the target is met."""
    if scope.status != "not_met" or not scope.shortfall:
        return ""
    return say("clause.shortfall", count=count_text(scope.shortfall), noun=noun_of(line.target.indicator))


def noun_of(indicator: str) -> str:
    """What a shortfall of an indicator counts, in the plural of a sentence."""
    return indicators()[indicator].missing_vi


def labels_of(lines: list[TargetLine]) -> str:
    """The labels of some targets, for a sentence that lists them."""
    return ", ".join(line.label for line in lines)


def _families(lines: list[TargetLine]) -> Iterator[list[TargetLine]]:
    """Neighbouring targets of one indicator under one number: the same wish at several levels."""

    def family(line: TargetLine) -> tuple[str, str]:
        return line.target.parent_no or line.target.row_no, line.target.indicator

    for _, members in groupby(lines, key=family):
        yield list(members)


def _describe_family(family: list[TargetLine], period: Period) -> Iterator[str]:
    """``- (2) Tỷ lệ …: …`` or, where levels differ, that title and a ``+`` line a level."""
    if len(family) == 1:
        yield f"- {_family_title(family)}: {describe_line(family[0], period)}."
        return
    yield f"- {_family_title(family)}:"
    for line in family:
        yield f"+ {sentence(_level_words(line))}: {describe_line(line, period)}."


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


def _result(scope: Scope) -> str:
    if not scope.ytd.fraction:
        return say("clause.ytd", value=scope.ytd.text)
    return say("clause.counts", value=scope.ytd.text, fraction=scope.ytd.fraction)


def _distance(line: TargetLine) -> Iterator[str]:
    """The way to go to the targets of later years."""
    for later in line.later:
        reached = not later.gap_text.startswith("-")
        kind = "later_reached" if reached else "later"
        yield say(f"relation.{kind}", horizon=later.horizon, target=later.text, gap=later.gap_text.lstrip("-"))


def _in_period(line: TargetLine, period: Period) -> str:
    """The period's own result; left out in the first month, where it is the luỹ kế itself."""
    if period.months("ytd") == period.months("period"):
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
    """A unit with its result: ``Xã Phước Bình (81,93%)``."""
    return say("units.named", name=scope.unit_name, value=scope.ytd.text)


def milestone_item(line: TargetLine) -> str:
    """A target that misses its milestone, with both figures."""
    milestone = target_text(line.milestone.value) if line.milestone else ""
    return say("milestone.item", label=line.label, value=line.headline.ytd.text, milestone=milestone)
