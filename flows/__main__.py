"""The command ``kybaocao``, also as ``python -m flows``: a Ctrl-C is one line from the first moment on."""

import os
import sys

from warehouse.messages import tell


def main() -> int:
    """Run the command; 130 when it was stopped before or after all that it does itself about Ctrl-C."""
    try:
        from flows.cli import main as command  # noqa: PLC0415  # half a second of imports, also interruptible

        return command()
    except KeyboardInterrupt:
        sys.stdout.flush()
        os.write(sys.stderr.fileno(), stopped())
        os._exit(130)


def stopped() -> bytes:
    """The one line that a stopped command leaves behind."""
    return ("kybaocao: " + tell("stopped. What was published stays; run it again to go on.") + "\n").encode()


if __name__ == "__main__":
    sys.exit(main())
