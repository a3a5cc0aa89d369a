"""The face of the very first paint: a picture kept from the last time, with where it and the columns stood.

Nothing of a patient is in it. It is a plain bitmap, which is there in a tenth of the time that a packed one takes.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtGui import QImage

KEPT_PICTURES = 8
MOST_PX = 100_000
DRAWN = 3
"""Counts what is drawn beside the drawing itself, and how: 3, the letters of the sides, on the ground of the face."""

Box = tuple[int, int, int, int]
"""Left, top, width and height in pixels of the window."""
Circumstances = tuple[int, int, float, str]
"""Of a start: width and height of the window, its pixel ratio, the name of its look."""


class Places(NamedTuple):
    """Where things stood in the window: the face, the bars above and below, the cards; and what the face was taken by.

    `camera` is that of the face (px per mm, x, y, the scale at which it fits), `version` that of its drawing, `sides`
    the words for right and left.
    """

    face: Box
    bars: tuple[Box, ...]
    cards: tuple[Box, ...]
    camera: tuple[float, float, float, float]
    version: int
    sides: tuple[str, str]


class Kept(NamedTuple):
    """What the last start left for this one."""

    of: Circumstances
    picture: QImage
    places: Places


class KeptFaces:
    """Pictures as files in `folder`, each for one size, pixel ratio and look, and of one state of `drawing`."""

    def __init__(self, folder: Path, drawing: Path) -> None:
        self._folder = folder
        self._stamp = _stamp_of(drawing)

    def load(self, of: Circumstances) -> Kept | None:
        """What was kept, if it is there, whole, and of the present state of the drawing."""
        places = self.places(of)
        if places is None:
            return None
        picture, ratio = QImage(str(self._file(of))), of[2]
        whole = (picture.width(), picture.height()) == (round(places.face[2] * ratio), round(places.face[3] * ratio))
        return Kept(of, picture, places) if whole and not picture.isNull() else None

    def places(self, of: Circumstances) -> Places | None:
        """What was kept without the picture."""
        try:
            written = json.loads(self._file(of).with_suffix(".json").read_bytes())
            return _places(written) if written["stamp"] == self._stamp else None
        except (OSError, RecursionError, ValueError, OverflowError, KeyError, TypeError):
            return None

    def save(self, kept: Kept) -> None:
        """Keep it; a full or missing disk only means that the next start does without."""
        file = self._file(kept.of)
        told = file.with_suffix(".json")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            told.unlink(missing_ok=True)  # no picture is ever told of before it is whole
            older = sorted(self._folder.glob("face-*.*"), key=lambda one: one.stat().st_mtime, reverse=True)
            for old in older[2 * (KEPT_PICTURES - 1) :]:
                old.unlink(missing_ok=True)
            if kept.picture.save(str(file)):
                told.write_text(json.dumps({"stamp": self._stamp, **kept.places._asdict()}), encoding="utf-8")

    def _file(self, of: Circumstances) -> Path:
        width, height, ratio, look = of
        return self._folder / f"face-{width}x{height}-{ratio:g}-{look}.bmp"


def _stamp_of(drawing: Path) -> str:
    try:
        stat = drawing.stat()
    except OSError:
        return "missing"
    return f"{DRAWN} {drawing.name} {stat.st_size} {stat.st_mtime_ns}"


def _places(written: Any) -> Places:
    """As it was written; whatever else somebody put there raises one of the faults of reading."""
    scale, x, y, fitted = (float(number) for number in written["camera"])
    right, left = (str(word) for word in written["sides"])
    bars, cards = (tuple(_box(one) for one in written[name]) for name in ("bars", "cards"))
    return Places(_box(written["face"]), bars, cards, (scale, x, y, fitted), int(written["version"]), (right, left))


def _box(written: Any) -> Box:
    left, top, width, height = (int(number) for number in written)
    if max(abs(left), abs(top), abs(width), abs(height)) > MOST_PX:
        raise ValueError("no window is that large")
    return left, top, width, height
