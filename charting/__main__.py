"""`python -m charting` is the command `charting`."""

from __future__ import annotations

from charting.cli.main import main

if __name__ == "__main__":
    main()
