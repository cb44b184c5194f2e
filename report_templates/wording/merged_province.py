"""What a report says of a province that was merged: its end, whose figures follow, who is left out.

In: the report's plan, period and mart ``territory``. Out: sentences; none while the plan's province lasts.
"""

from datetime import timedelta

from report_templates.records import MartRow, ReportData
from report_templates.wording.numbers import date_text
from report_templates.wording.phrases import listing, say, sentence
from warehouse.models.definitions import indicators
from warehouse.periods import DISTRICTS_ENDED_ON
from warehouse.units.listed import PROVINCES
from warehouse.units.mergers import senders_of


def describe_merger(report: ReportData, shown: int | None = None) -> tuple[str, ...]:
    """When the province ended, which units count until and from then on, which are left out and what is not its own.

    Of a longer list ``shown`` are named, else all.
    """
    senders, plan = senders_of(report.plan.province), report.plan
    if senders.ended_on is None or not is_merged(report):
        return ()
    said = {
        "area": plan.area_name,
        "successor": PROVINCES[senders.successor],
        "until": date_text(senders.ended_on),
        "since": date_text(senders.ended_on + timedelta(days=1)),
    }
    territory = report.marts.get("territory", [])
    whole = [row for row in territory if row["extent"] == "whole"]
    listed = [row for row in territory if row["extent"] == "part" and row["is_counted"]]
    departments = [row for row in territory if row.get("level") == "province" and not row["is_counted"]]
    sentences = [sentence(say("merger.territory", count=len(whole), names=_names(whole, shown), **said))]
    if listed:
        sentences.append(say("merger.listed", names=_names(listed, shown), **said))
    if departments:
        sentences.append(say("merger.departments", count=len(departments), names=_names(departments, shown), **said))
    sentences.append(describe_level(report, "province", "merger", said))
    if any(indicators()[target.indicator].kind == "catalogue" for target in plan.targets):
        sentences.append(say("merger.catalogue", **said))
    return tuple(text for text in sentences if text)


def describe_level(report: ReportData, level: str, section: str, said: dict[str, str]) -> str:
    """Whose units stand for a level that has ended, and the targets that it alone had; empty where it had none."""
    own = [target for target in report.plan.targets if level in target.levels]
    alone = dict.fromkeys(target.row_no for target in own if target.levels == (level,))
    counts = report.windows["ytd"].starts_on < DISTRICTS_ENDED_ON  # the provinces merged on the same day
    parts = [say(f"{section}.targets", **said)] if own and counts else []
    parts += [say(f"{section}.targets_alone", numbers=", ".join(alone), **said)] if alone else []
    return listing(parts, " ")


def is_merged(report: ReportData) -> bool:
    """Whether the plan is a province's that had become a part of another by the period's end."""
    ended = senders_of(report.plan.province).has_ended_by(report.windows["period"].ends_on)
    return ended and report.plan.area_kind == "province"


def _names(rows: list[MartRow], shown: int | None) -> str:
    return list_units([str(row["unit_name"]).removeprefix("UBND ") for row in rows], shown)


def list_units(names: list[str], shown: int | None) -> str:
    """Some names and how many more there are; all of them where only two would be left out, or ``shown`` is none."""
    if shown is None or len(names) <= shown + 2:
        return listing(names) or say("two_levels.none")
    return say("two_levels.more", names=listing(names[:shown]), count=len(names) - shown)
