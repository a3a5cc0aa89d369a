"""The program `charting`. A plain start of the desk loads nothing of the command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

COMPLETING = "_CHARTING_COMPLETE"


def main() -> None:
    """Open the desk, or do what the command line says; leave with its exit status."""
    file = _plain_start(sys.argv[1:])
    if file is None:
        from charting.cli.main import main as command_line

        command_line()
    else:
        sys.exit(_desk(file))


def _plain_start(arguments: list[str]) -> str | None:
    """The file that a start without a command, or with “open”, names; empty for the person's own, None for all else."""
    if COMPLETING in os.environ:
        return None
    file = os.environ.get("CHARTING_DB", "")
    if arguments[:1] == ["--db"] and len(arguments) > 1 and arguments[1]:
        file, arguments = arguments[1], arguments[2:]
    elif arguments and arguments[0].startswith("--db=") and arguments[0] != "--db=":
        file, arguments = arguments[0].removeprefix("--db="), arguments[1:]
    return file if arguments in ([], ["open"]) else None


def _desk(file: str) -> int:
    from charting import paths
    from charting.errors import Problem
    from charting.start.run_desk import run

    try:
        return run(Path(file) if file else paths.default_database())
    except Problem as problem:
        from charting.cli.commands import one_line

        sys.stderr.write(f"{one_line(str(problem))}\n")
        return 1
    except KeyboardInterrupt:  # before there was a window to be closed by it
        return 1


if __name__ == "__main__":
    main()
