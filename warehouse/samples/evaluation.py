"""A synthetic export of the portal's own evaluation: six documents of one province and month, no dossiers.

In: province, month and seed. Out: ``<source>/<province>/<month>/`` with its descriptor. The documents have the
shapes of the portal's reporting service, with its gaps: nulls, units without a code, totals that differ.
"""

from pathlib import Path
from typing import Any

import numpy as np

from warehouse.samples.files import Described, write_document
from warehouse.samples.order import Order
from warehouse.samples.sources import Unit, generator, read_units

_OVERVIEWS: dict[str, tuple[tuple[str, float, int], ...]] = {
    "transparency": (
        ("PUBLISH_ON_TIME", 0.93, 6),
        ("PUBLIC_UPDATE_ON_TIME", 0.9, 4),
        ("PUBLIC_CONTENT_FULL", 0.97, 2),
        ("DOSSIER_SYNC", 0.985, 6),
    ),
    "handling-satisfaction": (
        ("PETITION_CLASSIFICATION_TTHC", 0.7, 0),
        ("DOSSIER_RECEIVING_SATISFACTION", 0.93, 6),
        ("PETITION_PROCESSING_ON_TIME", 0.9, 6),
        ("PETITION_HANDLING_SATISFACTION", 0.6, 6),
    ),
    "dossier-digitized": (
        ("ORIGINAL_RESULT_AVAILABLE", 0.78, 6),
        ("SO_HOA_GIAY_TO_GIAI_QUYET", 0.62, 4),
        ("REUSED_DIGITIZED_DATA", 0.41, 2),
        ("CITIZEN_DATA_CONNECTED_DOSSIER", 0.46, 2),
    ),
}
"""The metrics of each overview: code, usual share, maximum score. What is not known of real shares is invented."""

_FEW = {
    "PUBLISH_ON_TIME": 12,
    "PUBLIC_UPDATE_ON_TIME": 12,
    "PUBLIC_CONTENT_FULL": 12,
    "PETITION_CLASSIFICATION_TTHC": 4,
    "PETITION_PROCESSING_ON_TIME": 4,
    "PETITION_HANDLING_SATISFACTION": 4,
}
"""Metrics that count procedures or petitions, of which a unit has a few in a month."""

_MAXIMA = {
    "transparency": 18,
    "handling-satisfaction": 18,
    "dossier-digitized": 22,
    "dvc-progress-tree": 20,
    "provide-online-tree": 12,
    "formality-online-payment-tree": 10,
}
Document = dict[str, Any]


class _Draw:
    """The numbers of one province and month: how many dossiers each unit had, and shares of them."""

    def __init__(self, order: Order) -> None:
        self.random = generator(order.seed, "evaluation", order.province, str(order.month))
        self.whole, *self.units = read_units(order.province)
        spread = self.random.lognormal(0, 0.7, len(self.units))
        self.cases = [int(n) for n in np.round(spread / spread.sum() * order.dossiers)]
        self.quality = self.random.normal(0, 0.06, len(self.units))

    def share(self, place: int, usual: float, of: int) -> int:
        """How many of ``of`` cases are favourable for a unit, around the usual share."""
        return int(self.random.binomial(of, float(np.clip(usual + self.quality[place], 0.02, 1))))


def write_sample_evaluation(folder: Path, order: Order) -> list[Described]:
    """The six documents of a month in a folder; return their entries for the descriptor."""
    draw = _Draw(order)
    written = []
    for group, most in _MAXIMA.items():
        document = _overview(draw, group, most) if group in _OVERVIEWS else _tree(draw, group, most)
        resource = write_document(folder, "danh_gia_766", group, document, len(draw.units) + 1)
        time = {"timeType": "month", "year": order.month.year, "month": order.month.last_month_number}
        written.append({**resource.described(), "group": group, "time": time})
    return written


def _overview(draw: _Draw, group: str, most: int) -> Document:
    parts: list[Document] = []
    for place, unit in enumerate(draw.units):
        metrics = [_metric(draw, place, *listed) for listed in _OVERVIEWS[group]]
        head = {"stt": place + 1, **_identity(unit, with_code=group == "dossier-digitized")}
        parts.append({**head, "totalMaxScore": most, "metrics": metrics})
    sums = [_summed(list(column)) for column in zip(*(part["metrics"] for part in parts), strict=True)]
    if group == "dossier-digitized":
        sums.append(_certified_copies())
    head = {"stt": 1, **_identity(draw.whole, with_code=group == "dossier-digitized")}
    score = round(sum(metric["score"] or 0 for metric in sums), 2)
    return {
        "code": "OK",
        "data": {
            "overview": {**head, "totalScore": score, "totalMaxScore": most, "metrics": sums},
            "evaluation": parts,
        },
    }


def _metric(draw: _Draw, place: int, code: str, usual: float, most: int) -> Document:
    cases = int(draw.random.poisson(_FEW[code])) if code in _FEW else draw.cases[place]
    met = draw.share(place, usual, cases)
    return _printed(code, met, cases, most)


def _summed(metrics: list[Document]) -> Document:
    met, cases = (sum(metric[name] for metric in metrics) for name in ("numerator", "denominator"))
    summed = _printed(metrics[0]["code"], met, cases, metrics[0]["maxScore"])
    if summed["code"] == "DOSSIER_SYNC":
        summed["dataQualityStatus"] = "TEMP_NATIONAL_REPORT_DENOMINATOR"
    return summed


def _printed(code: str, met: int, cases: int, most: int) -> Document:
    ratio = round(100 * met / cases, 2) if cases else None
    score = round(most * met / cases, 2) if cases else None
    return {"code": code, "numerator": met, "denominator": cases, "ratio": ratio, "score": score, "maxScore": most}


def _certified_copies() -> Document:
    """The portal gives this ratio of communes without its numbers."""
    return {
        "code": "ELECTRONIC_CERTIFIED_COPY",
        "numerator": None,
        "denominator": None,
        "ratio": 96.62,
        "score": 1.93,
        "maxScore": 2,
    }


def _tree(draw: _Draw, group: str, most: int) -> Document:
    fields = {
        "dvc-progress-tree": _progress,
        "provide-online-tree": lambda draw, place: {},
        "formality-online-payment-tree": _payment,
    }[group]
    children = []
    for place, unit in enumerate(draw.units):
        numbers = fields(draw, place)
        children.append({**_leaf(unit), **numbers, "score": round(most * 0.7, 2), "maxScore": most})
    names = [name for name in fields(draw, 0) if children]
    parent: Document = {name: sum(child[name] for child in children) for name in names}
    if group == "provide-online-tree":
        received = round(sum(draw.cases) * 0.83)  # the channels' total is another than the dossiers received
        online = int(draw.random.binomial(received, 0.9))
        parent = {"channelOnlineSum": online, "channelDirectSum": received - online, "channelTotalSum": received}
    head = {
        "departmentId": _portal_id(draw.whole),
        "departmentName": draw.whole.name,
        "departmentCode": draw.whole.code,
    }
    return {
        "code": "OK",
        "data": {
            "parent": {**head, **parent, "totalScore": round(most * 0.72, 2), "totalMaxScore": most},
            "children": children,
        },
    }


def _progress(draw: _Draw, place: int) -> dict[str, int]:
    received = draw.cases[place]
    on_time = draw.share(place, 0.86, received)
    return {"totalReceived": received, "totalOnTime": on_time, "totalOverdue": received - on_time}


def _payment(draw: _Draw, place: int) -> dict[str, int]:
    owed = draw.share(place, 0.5, draw.cases[place])
    return {
        "totalDossierOnlinePaymentSuccess": draw.share(place, 0.82, owed),
        "totalDossierFinancialObligation": owed,
    }


def _identity(unit: Unit, *, with_code: bool) -> dict[str, str]:
    kinds = {"ubnd_tinh": "PROVINCE", "so_nganh": "PROVINCIAL_DEPARTMENT", "ubnd_xa": "COMMUNE_PEOPLE_COMMITTEE"}
    return {
        "departmentId": _portal_id(unit),
        "departmentName": unit.name,
        **({"departmentCode": unit.code} if with_code else {}),
        "departmentType": kinds[unit.kind],
        "departmentLevel": unit.level.upper(),
    }


def _leaf(unit: Unit) -> dict[str, str]:
    return {
        "departmentId": _portal_id(unit),
        "departmentName": unit.name,
        "departmentCode": unit.code,
        "level": unit.level.upper(),
    }


def _portal_id(unit: Unit) -> str:
    digits = "".join(filter(str.isdigit, unit.code))
    return f"00000000-0000-0000-0000-{digits:0>12}"
