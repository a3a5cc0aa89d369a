"""A TIFF that holds JPEGs, as scanners and some cameras write it: taken out of it, for Qt reads none within.

Each strip or tile is a JPEG of its own, that lacks the tables all of them share; put together they are the picture.
"""

from __future__ import annotations

import io
from pathlib import Path

from PySide6.QtGui import QImage, QPainter

from charting.exchange.pictures.photo_whole import is_whole

WIDTH, HEIGHT, PACKED, COLOURS, ORIENTATION = 256, 257, 259, 262, 274
ROWS, TILE_WIDTH, TILE_HEIGHT, TABLES = 278, 322, 323, 347
_JPEG, _OLD_JPEG, _RGB = 7, 6, 2
_ADOBE_RGB = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"


def holds_jpeg(entries: dict[int, list[int]]) -> bool:
    """Whether the first picture of a TIFF is packed as JPEG, by its entries."""
    return entries.get(PACKED, [1])[0] in (_JPEG, _OLD_JPEG)


def jpegs_of(path: Path, entries: dict[int, list[int]]) -> QImage | None:
    """The picture, as it lies in the file; None when it cannot be read whole."""
    content = path.read_bytes()
    packed = entries.get(PACKED, [1])[0]
    if packed == _OLD_JPEG and 513 in entries:
        start, size = entries[513][0], entries.get(514, [len(content)])[0]
        return _decoded(content[start : start + size], b"", rgb=False)
    if not {WIDTH, HEIGHT} <= entries.keys():
        return None
    tables = bytes(entries.get(TABLES, []))[2:-2]
    rgb = entries.get(COLOURS, [0])[0] == _RGB
    width, height = entries[WIDTH][0], entries[HEIGHT][0]
    tiled = TILE_WIDTH in entries
    wide = entries[TILE_WIDTH][0] if tiled else width
    high = entries[TILE_HEIGHT][0] if tiled else min(entries.get(ROWS, [height])[0], height)
    starts, sizes = (entries.get(tag, []) for tag in ((324, 325) if tiled else (273, 279)))
    across = -(-width // wide)
    whole = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(whole)
    for n, (start, size) in enumerate(zip(starts, sizes, strict=True)):
        part = _decoded(content[start : start + size], tables, rgb=rgb)
        if part is None:
            painter.end()
            return None
        painter.drawImage(n % across * wide, n // across * high, part)
    painter.end()
    return whole if len(starts) == across * -(-height // high) else None


def _decoded(jpeg: bytes, tables: bytes, *, rgb: bool) -> QImage | None:
    whole = jpeg[:2] + (_ADOBE_RGB if rgb else b"") + tables + jpeg[2:]
    if not is_whole("jpeg", io.BytesIO(whole)):
        return None
    image = QImage.fromData(whole)
    return None if image.isNull() else image
