"""What this person prefers on this computer: a small typed file, never a patient in it.

Nothing in it can keep the desk from starting: each value that cannot be is as if it were not there, and what stands in
the file is only changed where the desk has something to say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

LEAST_PX, MOST_PX = 320, 16_384
"""Of a window; no screen is larger, and Qt ends the program over numbers that do not fit."""
MOST_BYTES = 1 << 20
LOOKS = ("system", "light", "dark")
_DIGITS = 20
UNREADABLE = (OSError, RecursionError, ValueError)
"""What reading a small file of ours may come to, whatever somebody else wrote into it."""


class Settings(NamedTuple):
    """Missing or broken entries fall back to these, one by one. Sizes are in pixels of the screen."""

    look: str = "system"
    width: int = 1440
    height: int = 900
    maximized: bool = False


def load_settings(file: Path) -> Settings:
    """The settings in the file; the default of each that is not there, is no value of its kind, or is absurd."""
    written = _written(file)
    return Settings(**{name: written[name] for name in Settings._fields if _can_be(name, written)})


def _can_be(name: str, written: dict[str, Any]) -> bool:
    value = written.get(name)
    if name == "look":
        return isinstance(value, str) and value in LOOKS
    if name == "maximized":
        return isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool) and LEAST_PX <= value <= MOST_PX


def save_settings(file: Path, settings: Settings) -> None:
    """Keep the settings beside what else stands in the file; on a full or read-only disk they are simply not kept.

    A file that cannot be read as settings is put aside, for whoever wrote something into it.
    """
    from charting.files import write_whole  # reading them is all that the first paint needs

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        written = _written(file)
        if not written and file.exists() and file.stat().st_size:
            file.replace(file.with_suffix(".unreadable.json"))
        whole = {**written, **settings._asdict()}
        write_whole(file, json.dumps(whole, indent=2, ensure_ascii=False).encode("utf-8"))
    except OSError:
        return


def _written(file: Path) -> dict[str, Any]:
    """What stands in the file by its names; nothing when it is none, or no such file."""
    try:
        with file.open("rb") as source:
            content = source.read(MOST_BYTES + 1)
        # A number beyond all bounds is one value that falls back, not the whole file.
        written = {} if len(content) > MOST_BYTES else json.loads(content, parse_int=_whole)
    except UNREADABLE:
        return {}
    return written if isinstance(written, dict) else {}


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < _DIGITS else float("inf")
