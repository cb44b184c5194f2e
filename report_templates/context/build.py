"""From the marts' rows to everything a report prints, rounded, worded and in order.

In: :class:`ReportData`. Out: :class:`ReportContext`; the same data give an equal context.
"""

import dataclasses
from collections import Counter
from typing import Any

from report_templates.context.course import build_course
from report_templates.context.lines import build_lines, summarise_units
from report_templates.context.measures import measure
from report_templates.records import Grid, ReportContext, ReportData, Row, Slip, TargetLine
from report_templates.wording.numbers import date_text, month_text, period_text, printable, short_period, window_text
from report_templates.wording.paragraphs import write_paragraphs
from report_templates.wording.phrases import name_of, say, sentence
from warehouse.periods import Period

__all__ = ["ReportContext", "ReportData", "build_context"]


def build_context(data: ReportData) -> ReportContext:
    """Everything the report of one plan and period prints."""
    report = dataclasses.replace(data, marts=_clean(data.marts), prose=_clean(data.prose))
    lines = build_lines(report)
    targets = tuple(line for line in lines if isinstance(line, TargetLine))
    units, verdicts, texts = summarise_units(targets), _count_verdicts(targets), _texts(report)
    marts = report.marts
    return ReportContext(
        plan=report.plan,
        period=report.period,
        revision=report.revision,
        synthetic=report.synthetic,
        code_version=report.code_version,
        made_on=report.windows["ytd"].ends_on,
        texts=texts,
        verdicts=verdicts,
        lines=lines,
        unit_summaries=units,
        course=build_course(report, targets),
        quality=_quality(marts.get("quality", [])),
        findings=_findings(marts.get("finding_count", [])),
        deliveries=_deliveries(marts.get("export", [])),
        form_06a=tuple(marts.get("form_06a", [])),
        differences=_differences(report),
        sources=_sources(report),
        readings=_readings(report),
        slips=tuple(_slip(row) for row in marts.get("finding", [])),
        prose=write_paragraphs(report, lines, units, verdicts, texts),
    )


def _clean(value: Any) -> Any:
    """The same rows and texts without signs that XML cannot hold."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    return [_clean(item) for item in value] if isinstance(value, list) else value


def _count_verdicts(targets: tuple[TargetLine, ...]) -> dict[str, int]:
    judged = [line for line in targets if line.headline.judged]
    statuses = Counter(line.headline.status for line in judged)
    known = ("met", "not_met", "no_activity", "no_data", "no_target", "invalid")
    return {status: statuses[status] for status in known} | {
        "near": sum(line.near for line in judged),
        "total": len(judged),
    }


def _texts(report: ReportData) -> dict[str, str]:
    plan, period = report.plan, report.period
    dated = {"month": month_text(period.last_month_number), "year": period.year}
    windows = {basis: window_text(window) for basis, window in report.windows.items()}
    return {
        "section_title": say("text.section_title", year=plan.year),
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


def _month(text: str) -> str:
    return short_period(Period.parse(text))


def _quality(rows: list[Row]) -> Grid:
    columns = ("Tháng", "Loại dữ liệu", "Lần gửi", "Nhận vào", "Được dùng", "Có bản mới hơn", "Không tính")
    counts = ("export_revision", "rows_in", "loaded", "superseded", "quarantined")
    return Grid(
        columns,
        tuple(
            (_month(row["month"]), name_of("dataset", row["dataset"]), *(row[name] for name in counts)) for row in rows
        ),
    )


def _findings(rows: list[Row]) -> Grid:
    columns = ("Tháng", "Loại dữ liệu", "Quy tắc", "Nội dung", "Mức độ", "Số dòng", "Cách khắc phục")
    return Grid(
        columns,
        tuple(
            (
                _month(row["month"]),
                name_of("dataset", row["dataset"]),
                row["rule"],
                row["title"],
                name_of("severity", row["severity"]),
                row["rows"],
                row["advice"],
            )
            for row in rows
        ),
    )


def _deliveries(rows: list[Row]) -> Grid:
    columns = ("Tháng", "Lần gửi", "Thời điểm lập", "Tình trạng")
    return Grid(
        columns,
        tuple(
            (
                _month(row["month"]),
                row["revision"] if row["delivered"] else None,
                f"{row['created']:%d/%m/%Y %H:%M}" if row["delivered"] and row["created"] else "",
                ("Đã nhận (mô phỏng)" if row["synthetic"] else "Đã nhận") if row["delivered"] else "Chưa nhận được",
            )
            for row in rows
        ),
    )


def _differences(report: ReportData) -> Grid:
    """Changed cells; each figure keeps to the side of its target on which it was judged."""
    columns = (
        "Chỉ tiêu",
        "Số liệu",
        "Cấp",
        "Đơn vị",
        "Lần trước",
        "Lần này",
        "Đánh giá lần trước",
        "Đánh giá lần này",
    )
    bases = {"period": "Trong kỳ", "ytd": "Luỹ kế"}
    targets = {_cell_key(row): row["target"] for row in report.marts.get("attainment", [])}
    return Grid(
        columns,
        tuple(
            (
                row["row_no"],
                bases[row["basis"]],
                _levels_text(row["level"]),
                row["unit_name"],
                _ratio(row, "old_", targets.get(_cell_key(row))),
                _ratio(row, "", targets.get(_cell_key(row))),
                name_of("status", row["old_status"] or "no_data"),
                name_of("status", row["status"] or "no_data"),
            )
            for row in report.marts.get("difference", [])
        ),
    )


def _cell_key(row: Row) -> tuple[Any, ...]:
    return row["row_no"], row["basis"], row["scope_kind"], row["unit_code"], row["level"]


def _ratio(row: Row, prefix: str, target: Any) -> str:
    """``81,93% (1.234/1.506)`` from the columns with a prefix."""
    figure = {name: row[f"{prefix}{name}"] for name in ("numerator", "denominator", "value", "status")}
    printed = measure({**figure, "status": figure["status"] or "no_data", "target": target})
    return f"{printed.text} ({printed.fraction})" if printed.fraction else printed.text


def _sources(report: ReportData) -> Grid:
    columns = ("Chỉ tiêu", "Nguồn", "Tử số", "Mẫu số", "Tỷ lệ")
    targets = report.plan.targets
    return Grid(
        columns,
        tuple(
            (
                row["row_no"],
                name_of("source", row["source"]),
                row["numerator"],
                row["denominator"],
                measure(
                    {**row, "status": "no_data"},
                    tuple(t.target for t in targets if t.row_no == row["row_no"] and t.target is not None),
                ).percent,
            )
            for row in report.marts.get("source_figure", [])
        ),
    )


def _readings(report: ReportData) -> Grid:
    columns = ("Chỉ tiêu", "Văn bản ghi", "Cách hiểu đã dùng", "Người quyết định", "Ngày")
    return Grid(
        columns,
        tuple(
            (
                ", ".join(found.rows) or "Cả văn bản",
                found.document_says,
                found.taken,
                found.decided_by,
                date_text(found.decided_on),
            )
            for found in report.plan.ambiguities
        ),
    )


def _levels_text(levels: str) -> str:
    return ", ".join(name_of("short_level", level) for level in levels.split("+"))


def _slip(row: Row) -> Slip:
    cells = ("month", "dataset", "record", "rule", "title", "field", "value", "advice", "file", "line")
    named = {**row, "month": _month(row["month"]), "dataset": name_of("dataset", row["dataset"])}
    texts = tuple("" if named[cell] is None else str(named[cell]) for cell in cells)
    return Slip(row["unit_code"] or "", row["unit_name"] or say("slip.unknown_unit"), texts, row["severity"])
