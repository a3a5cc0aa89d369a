"""What this person prefers on this computer: a small typed file, never a patient in it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from charting.files import write_whole

UNREADABLE = (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What reading a small file of ours may come to, whatever somebody else wrote into it."""

_Side = Annotated[int, msgspec.Meta(ge=320, le=16_384)]
"""Of a window, in pixels; no screen is larger, and Qt ends the program over numbers that do not fit."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """Missing or broken entries fall back to these."""

    look: Literal["system", "light", "dark"] = "system"
    width: _Side = 1440
    height: _Side = 900
    maximized: bool = False


def load_settings(file: Path) -> Settings:
    """The settings in the file; the default for each that is missing, or is none that can be meant."""
    try:
        found = msgspec.json.decode(file.read_bytes(), type=dict[str, msgspec.Raw])
    except UNREADABLE:
        return Settings()
    kept: dict[str, Any] = {}
    for one in msgspec.structs.fields(Settings):
        with suppress(*UNREADABLE, KeyError):
            kept[one.name] = msgspec.json.decode(found[one.name], type=one.type)
    return Settings(**kept)


def save_settings(file: Path, settings: Settings) -> None:
    """Keep the settings; on a full or read-only disk they are simply not kept."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, msgspec.json.format(msgspec.json.encode(settings), indent=2))
    except OSError:
        return
