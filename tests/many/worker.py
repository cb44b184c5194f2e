"""A worker with a folder of its own, for the test beside it: it runs every plan until all are published.

``python tests/many/worker.py HOME PLANS [DIE_IN]`` takes the plans in their order, comes back later to those that
another worker holds, and dies by SIGKILL while it writes the report of DIE_IN.
"""

import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

from tests.plain_cycle import run
from warehouse.errors import CycleFailed

MONTH, FILES = "2024-03", ("bao-cao.docx", "bao-cao.xlsx")


def main(home, plans, die_in=""):
    left = plans.split(",")
    while left:
        plan = left.pop(0)
        try:
            done = run(home, Path(home) / "exports", plan, MONTH, after=partial(_die, plan == die_in), files=FILES)
            print(plan, done.revision, "new" if done.is_new else "known", flush=True)
        except CycleFailed as held:
            print(plan, 0, held.message, flush=True)
            left.append(plan)
            time.sleep(0.5)


def _die(is_due, step):
    if is_due and step == "half-rendered":
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
