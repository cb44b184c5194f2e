"""What the office itself brings to a report: its paragraphs, and the digests of its templates."""

from pathlib import Path

from warehouse.periods import Period
from warehouse.publication.office_templates import template_digests
from warehouse.publication.officer_texts import read_prose


def read_office_inputs(home: Path, plan_id: str, period: Period) -> dict[str, str]:
    """The texts and digests by name; part of what a revision follows from."""
    return read_prose(home, plan_id, period) | template_digests(home)
