"""The single lines of a report: titles, windows, agency, signature, recipients.

In: :class:`ReportData`. Out: texts by name, filled from ``phrases.toml`` and the plan.
"""

from report_templates.records import ReportData
from report_templates.wording.numbers import month_text, period_text, window_text
from report_templates.wording.phrases import say, sentence


def single_lines(report: ReportData) -> dict[str, str]:
    """Every single line by the name that templates and writers know it by."""
    plan, period = report.plan, report.period
    dated = {"month": month_text(period.last_month_number), "year": period.year}
    windows = {basis: window_text(window) for basis, window in report.windows.items()}
    return {
        "section_title": say("text.section_title", year=period.year),
        "kind": say("text.report_kind"),
        "report_title": say("text.report_title", period=period_text(period)).replace("\n", " "),
        "report_title_lines": say("text.report_title", period=period_text(period)),
        "period": sentence(period_text(period)),
        "window_period": windows["period"],
        "window_ytd": windows["ytd"],
        "windows": say("text.windows", period=windows["period"], ytd=windows["ytd"][:1].lower() + windows["ytd"][1:]),
        "parent_agency": plan.signature.get("parent_agency", "").upper(),
        "agency": say("text.agency", area=plan.area_name),
        "agency_lines": say("text.agency_lines", area=plan.area_name).upper(),
        "authority": "\n".join(_authority(plan.signature)).upper(),
        "addressee": plan.signature.get("addressee", ""),
        "signer": plan.signature.get("name", ""),
        "recipients": "\n".join(_recipients(plan.recipients)),
        "number_line": say("text.number_line"),
        "date_line": say("text.date_line", place=plan.place, **dated),
        "annex_note": say("text.annex_note", agency=say("text.agency", area=plan.area_name), **dated),
        "synthetic": say("text.synthetic") if report.synthetic else "",
        "synthetic_long": say("text.synthetic_long") if report.synthetic else "",
        "revision": say("text.revision", revision=report.revision),
    }


def _authority(signature: dict[str, str]) -> list[str]:
    """Who signs, in the order of Nghị định 30/2020: for the committee, in place of, position."""
    on_behalf, chair = say("text.on_behalf"), say("text.chair")
    lines = [on_behalf, signature.get("authority", ""), signature.get("position", "") or chair]
    return [line for number, line in enumerate(lines) if line and line not in lines[:number]]


def _recipients(recipients: tuple[str, ...]) -> list[str]:
    """``- …;`` one a line, ``- Lưu: ….`` the last."""
    lines = [line.strip().strip(";.") for line in recipients] or ["Lưu: VT"]
    return [f"- {line};" for line in lines[:-1]] + [f"- {lines[-1]}."]
