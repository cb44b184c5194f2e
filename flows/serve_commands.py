"""The commands that put the cycles on a schedule: ``kybaocao serve`` and ``kybaocao deploy``."""

import os
from dataclasses import asdict
from typing import Annotated

import typer

from flows.prefect_server import refuse_dead_server
from flows.printing import print_json, print_table
from warehouse.errors import ConfigurationError
from warehouse.home import home_folder
from warehouse.messages import tell
from warehouse.words import word

_SERVER = "http://127.0.0.1:4200/api"
Plans = Annotated[
    list[str] | None, typer.Argument(metavar="[PLAN]…", help="Plan ids; default KYBAOCAO_PLANS, then all.")
]


def serve(
    part: Annotated[str, typer.Argument(metavar="[all|server|worker]", help="What to run here.")] = "all",
    port: Annotated[int, typer.Option(help="Port of the server on 127.0.0.1.")] = 4200,
) -> None:
    """Run Prefect's server and a worker with our deployments, until interrupted."""
    from flows.serving import PARTS, serve_parts, serving_environment  # noqa: PLC0415  # reading commands run nothing

    if part not in ("all", *PARTS):
        raise ConfigurationError(
            tell("'{part}' is no part of the service.", part=part),
            tell("Write all, server or worker."),
            code="usage-wrong",
        )
    home = home_folder()
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= serving_environment(home, port)
    parts = PARTS if part == "all" else (part,)
    serve_parts(home, parts, port, _deploy_and_show if "worker" in parts else lambda: None)


def deploy(
    plans: Plans = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")] = False,
) -> None:
    """Make the deployments of the plans on the server of PREFECT_API_URL, and show their schedules."""
    url = os.environ.setdefault("PREFECT_API_URL", _SERVER)
    refuse_dead_server(url)
    from flows.deployments import deploy as deploy_plans  # noqa: PLC0415  # Prefect takes seconds to import

    made = deploy_plans(plans or ())
    if as_json:
        print_json({"ok": True, "deployments": [asdict(each) for each in made]})
        return
    print_table(
        tell("Deployments at {url}", url=url),
        ("deployment", "cron", "state", "note"),
        ((each.name, each.cron, word("paused" if each.paused else "ready"), each.said) for each in made),
    )


def _deploy_and_show() -> None:
    deploy([], as_json=False)
