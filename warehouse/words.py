"""What a person reads in place of the program's own words: of its codes, and above the columns of its tables.

JSON keeps the codes. A code that is not here stands for itself.
"""

from functools import cache

from warehouse.messages import language, tell


def word(code: str | None) -> str:
    """What a code means, such as ``not met`` for ``not_met``; empty for none."""
    return "" if code is None else _codes(language()).get(code, code)


def level_words(levels: str) -> str:
    """The levels of a figure, such as ``district + commune`` for ``district+commune``."""
    return " + ".join(map(word, levels.split("+")))


def heading(column: str) -> str:
    """What stands above a column of a table."""
    return _headings(language()).get(column, column)


@cache
def _codes(_language: str) -> dict[str, str]:
    return _verdicts() | _states() | _kinds()


def _verdicts() -> dict[str, str]:
    return {
        "met": tell("met"),
        "not_met": tell("not met"),
        "no_data": tell("no data"),
        "no_activity": tell("no activity"),
        "no_target": tell("no target"),
        "invalid": tell("invalid (more counted than there are)"),
        "counted": tell("counted"),
        "not_counted": tell("not counted"),
        "left_out": tell("left out"),
        "bytes": tell("bytes"),
        "rows": tell("rows"),
        "files": tell("files"),
        "documents": tell("documents"),
        "date": tell("date"),
        "time": tell("time"),
        "number": tell("number"),
    }


def _states() -> dict[str, str]:
    return {
        "late": tell("late"),
        "refused": tell("refused"),
        "ready": tell("ready"),
        "running": tell("running"),
        "cut off": tell("cut off"),
        "started": tell("started"),
        "due": tell("due"),
        "removed": tell("removed"),
        "kept": tell("kept"),
        "never ran": tell("never ran"),
        "same": tell("same"),
        "gone": tell("gone"),
        "pulled": tell("pulled"),
        "checked": tell("checked"),
        "loaded": tell("loaded"),
        "computed": tell("computed"),
        "rendered": tell("rendered"),
        "published": tell("published"),
        "approved": tell("approved"),
        "failed": tell("failed"),
        "held": tell("held"),
        "stale": tell("stale"),
        "deleted": tell("deleted"),
        "altered": tell("altered"),
        "waiting": tell("waiting for approval"),
        "sent": tell("sent"),
        "unclear": tell("unclear"),
        "paused": tell("paused"),
        "ok": tell("ok"),
        "warning": tell("warning"),
        "fault": tell("fault"),
        "new": tell("new"),
        "known": tell("known"),
    }


def _kinds() -> dict[str, str]:
    return {
        "province": tell("province"),
        "district": tell("district"),
        "commune": tell("commune"),
        "headline": tell("whole plan"),
        "level": tell("one level"),
        "area": tell("area"),
        "unit": tell("unit"),
        "period": tell("in the period"),
        "ytd": tell("year to date"),
        "accept": tell("accepts"),
        "approve": tell("approves"),
        "file": tell("file"),
        "manifest": tell("manifest"),
        "figure": tell("figure"),
        "office": tell("office"),
        "project": tell("program"),
        "home": tell("home"),
        "disk": tell("disk"),
        "warehouse": tell("warehouse"),
        "stage": tell("left over"),
        "pull": tell("pull"),
        "check": tell("check"),
        "load": tell("load"),
        "compute": tell("compute"),
        "render": tell("render"),
        "publish": tell("publish"),
        "plan": tell("plan"),
        "text": tell("text"),
        "earlier": tell("earlier report"),
    }


@cache
def _headings(_language: str) -> dict[str, str]:
    return _headings_of_reports() | _headings_of_deliveries()


def _headings_of_reports() -> dict[str, str]:
    return {
        "plan": tell("plan"),
        "period": tell("period"),
        "state": tell("state"),
        "revision": tell("revision"),
        "verdict": tell("verdict"),
        "exports": tell("exports"),
        "row": tell("row"),
        "where": tell("where"),
        "numerator": tell("numerator"),
        "denominator": tell("denominator"),
        "value %": tell("value %"),
        "target": tell("target"),
        "targets": tell("targets"),
        "status": tell("status"),
        "missing": tell("missing"),
        "outcome": tell("outcome"),
        "reason": tell("reason"),
        "cases": tell("cases"),
        "unit": tell("unit"),
        "record": tell("record"),
        "kind": tell("kind"),
        "published": tell("as published"),
        "found": tell("found now"),
        "area": tell("area"),
        "year": tell("year"),
        "title": tell("title"),
        "levels": tell("levels"),
        "milestones": tell("milestones"),
        "indicator": tell("indicator"),
        "name": tell("name"),
        "code": tell("code"),
        "changes": tell("changes"),
        "who": tell("who"),
        "at": tell("at"),
    }


def _headings_of_deliveries() -> dict[str, str]:
    return {
        "dataset": tell("dataset"),
        "rows in": tell("rows in"),
        "loaded": tell("rows loaded"),
        "superseded": tell("superseded"),
        "quarantined": tell("sent back"),
        "sent back": tell("sent back"),
        "rule": tell("rule"),
        "counts": tell("counts"),
        "since": tell("since"),
        "channel": tell("channel"),
        "recipient": tell("recipient"),
        "tries": tell("tries"),
        "said": tell("note"),
        "note": tell("note"),
        "export": tell("export"),
        "file": tell("file"),
        "line": tell("line"),
        "what": tell("what"),
        "from": tell("from"),
        "profile": tell("profile"),
        "field": tell("field"),
        "month": tell("month"),
        "province": tell("province"),
        "version": tell("version"),
        "asked again": tell("asked again"),
        "folder": tell("folder"),
        "digest": tell("digest"),
        "bytes": tell("bytes"),
        "rows that differ": tell("rows that differ"),
        "gap": tell("gap"),
        "rank": tell("rank"),
        "of": tell("of"),
        "what the answer does": tell("what the answer does"),
        "deployment": tell("deployment"),
        "cron": tell("schedule"),
    }
