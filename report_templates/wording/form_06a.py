"""How form II.06a agrees with the targets of the same window and with the form of the period before.

In: the mart ``form_06a_check``. Out: one line for each reconciliation, each with the reason of a difference.
"""

from report_templates.records import MartRow
from report_templates.wording.numbers import count_text
from report_templates.wording.phrases import listing, say


def describe_form(rows: list[MartRow]) -> tuple[str, ...]:
    """Received (4)+(5), solved (7) and carried over (6); nothing where there is no form."""
    return tuple(text for row in rows for text in (_received(row), _solved(row), _carried(row)))


def _received(row: MartRow) -> str:
    form, target = row["form_received"], row["target_received"]
    counts = {"form": count_text(form), "target": count_text(target), "difference": count_text(abs(form - target))}
    return say("form.received_same" if form == target else "form.received_differs", **counts)


def _solved(row: MartRow) -> str:
    """What the form has as solved beyond the targets' denominator: dossiers that were withdrawn."""
    form, target, withdrawn = row["form_ended"], row["target_resolved"], row["withdrawn"]
    difference = form - target - withdrawn
    numbers = {"form": form, "target": target, "withdrawn": withdrawn, "difference": abs(difference)}
    counts = {name: count_text(number) for name, number in numbers.items()}
    return say("form.solved_differs" if difference else "form.solved_same", **counts)


def _carried(row: MartRow) -> str:
    """(6) against (11) of the form published for the period before, or why the two differ."""
    carried, pending = row["carried_over"], row["previous_pending"]
    if pending is None:
        return say("form.carried_alone", carried=count_text(carried))
    if carried == pending:
        return say("form.carried_same", carried=count_text(carried))
    reasons = [
        say("form.first_delivered", count=count_text(row["first_delivered"])) if row["first_delivered"] else "",
        say(f"form.{'fewer' if row['changed'] < 0 else 'more'}", count=count_text(abs(row["changed"])))
        if row["changed"]
        else "",
    ]
    counts = {"carried": count_text(carried), "pending": count_text(pending)}
    return say("form.carried_differs", **counts, reasons=listing(reasons, ", "))
