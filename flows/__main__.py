"""The command ``kybaocao``, also as ``python -m flows``: a Ctrl-C is one line from the first moment on."""

import os
import sys

STOPPED = "kybaocao: stopped. What was published stays; run it again to go on."


def main() -> int:
    """Run the command; 130 when it was stopped before or after all that it does itself about Ctrl-C."""
    try:
        from flows.cli import main as command  # noqa: PLC0415  # half a second of imports, also interruptible

        return command()
    except KeyboardInterrupt:
        sys.stdout.flush()
        os.write(sys.stderr.fileno(), f"{STOPPED}\n".encode())
        os._exit(130)


if __name__ == "__main__":
    sys.exit(main())
