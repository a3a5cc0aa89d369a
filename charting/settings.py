"""What this person prefers on this computer: a small typed file, never a patient in it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from charting.files import write_whole


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """Missing or broken entries fall back to these."""

    look: Literal["system", "light", "dark"] = "system"
    width: int = 1440
    height: int = 900
    maximized: bool = False


def load_settings(file: Path) -> Settings:
    """The settings in the file; the defaults when there is none or it cannot be read as settings."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Settings)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return Settings()


def save_settings(file: Path, settings: Settings) -> None:
    """Keep the settings; on a full or read-only disk they are simply not kept."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, msgspec.json.format(msgspec.json.encode(settings), indent=2))
    except OSError:
        return
