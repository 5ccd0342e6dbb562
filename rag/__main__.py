"""The program `rag`, also as `python -m rag`, from start to exit."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from .cli.app import main


def run() -> NoReturn:
    """Run the command line and exit at once: commands close what they opened; a full exit takes 0.25 s."""
    gc.set_threshold(100_000)  # a start makes many objects and no garbage
    code = main()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
