"""``python -m flows`` is the command ``kybaocao``."""

import sys

from flows.cli import main

sys.exit(main())
