"""Whole files or none: written beside their target, made durable, then renamed into place."""

from __future__ import annotations

import os
import time
from pathlib import Path

LEFT_OVER_S = 3600.0


def part_beside(target: Path) -> Path:
    """A free name beside the target for writing it; what killed programs left there over an hour ago is removed."""
    for old in target.parent.glob(f".{_escaped(target.name)}.*.part*"):
        if time.time() - old.stat().st_mtime > LEFT_OVER_S:
            old.unlink(missing_ok=True)
    return target.with_name(f".{target.name}.{os.getpid()}.part")


def put_in_place(part: Path, target: Path) -> None:
    """Make a finished file durable under its final name, replacing what was there in one step."""
    with part.open("rb+") as written:
        os.fsync(written.fileno())
    os.replace(part, target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable, where the system knows how (Windows does it by itself)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that, killed at any moment, the target is the old one or the new one, never a piece."""
    part = part_beside(target)
    try:
        with part.open("wb") as out:
            out.write(content)
        put_in_place(part, target)
    finally:
        part.unlink(missing_ok=True)


def _escaped(name: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
