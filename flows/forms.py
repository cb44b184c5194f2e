"""What the forms on Prefect's pages ask for: choices where there are few, and help in the language of the service.

A form checks what was filled in; the flow itself takes what the command line takes, so a plan may be a folder there.
"""

from typing import Annotated, Any

from pydantic import WithJsonSchema

from warehouse.messages import tell
from warehouse.plans.catalogue import plan_ids

_PERIOD = r"^20\d{2}(-(0[1-9]|1[0-2]|Q[1-4]|H[12]))?$"
_LONGEST_TEXT = 500


def _text(description: str, **rules: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": description} | rules)


PlanChoice = Annotated[str, _text(tell("The plan that assigns the targets."), enum=sorted(plan_ids()))]
PeriodText = Annotated[str, _text(tell("The period: 2024-03, 2024-Q1, 2024-H1 or 2024."), pattern=_PERIOD)]
PeriodOrLatest = Annotated[
    str | None,
    _text(
        tell("The period: 2024-03, 2024-Q1, 2024-H1 or 2024. Empty: the month just closed when the run was due."),
        pattern=_PERIOD,
    ),
]
FirstMonth = Annotated[str, _text(tell("The first period to run, such as 2024-01."), pattern=_PERIOD)]
LastMonth = Annotated[str, _text(tell("The last period to run, such as 2024-06."), pattern=_PERIOD)]
SourceText = Annotated[
    str | None,
    _text(
        tell(
            "Where exports come from: a folder, sftp://…, s3://…, https://…, portal+https:// or "
            "prefect://<Secret block>. Empty: KYBAOCAO_SOURCE of the service, then the plan's source. "
            "Never write a password here."
        )
    ),
]
PlanOrAll = Annotated[str | None, _text(tell("Only this plan. Empty: every plan."), enum=sorted(plan_ids()))]
Rule = Annotated[
    str,
    _text(tell("What holds the cycle, as the held run says, such as rows-below-usual:ho_so."), minLength=1),
]
Name = Annotated[
    str,
    _text(
        tell("Name and office of the person who accepts; printed in the report."), minLength=1, maxLength=_LONGEST_TEXT
    ),
]
Reason = Annotated[str, _text(tell("Why these data are right as they are."), minLength=1, maxLength=_LONGEST_TEXT)]
AtOnce = Annotated[
    int,
    WithJsonSchema(
        {
            "type": "integer",
            "minimum": 1,
            "maximum": 34,
            "description": tell(
                "How many provinces run at once. 1: one after another on this machine. From 2 on: it takes a shared "
                "warehouse and as many more workers, each with a home of its own."
            ),
        }
    ),
]
