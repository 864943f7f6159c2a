"""The command line: ``python -m service score FILE…`` and ``python -m service serve``."""

from __future__ import annotations

from service.cli import main

if __name__ == "__main__":
    main(prog_name="python -m service")
