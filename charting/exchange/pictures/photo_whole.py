"""Whether the file of a picture is whole: Qt shows what is left of one that was cut off, with a grey rest.

Read from the structure of the file alone; the pixels themselves are the decoder's business. Also which way up a
picture lies (EXIF), where Qt does not look: in PNG and WebP.
"""

from __future__ import annotations

import io
import re
import struct
import sys
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QImage, QPainter

# ----------------------------------------------------------------------
# A TIFF that holds JPEGs, as scanners and some cameras write it: taken out of it, for Qt reads none within.
#
# Each strip or tile is a JPEG of its own, that lacks the tables all of them share; put together they are the picture.


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


# ----------------------------------------------------------------------
# What Qt says while it decodes JPEGs: of one that is damaged in its middle it makes a picture all the same.
#
# Qt has no error for it: libjpeg goes on behind the damage, and only a message of the log tells. A damage that leaves
# every code of the pixels possible is told by nobody; no sum of them is kept in a JPEG.


_CATEGORY = "qt.gui.imageio.jpeg"
_EXTRA = re.compile(r"Corrupt JPEG data: ([0-9]+) extraneous bytes before marker 0x([0-9a-f]{2})")
_WRONG = re.compile(r"Corrupt JPEG data|Premature end|Invalid JPEG|Inconsistent|Bogus", re.IGNORECASE)
_END, _RESTARTS = 0xD9, range(0xD0, 0xD8)
_FILLED = {b"\x00", b"\xff"}
_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def listening() -> Iterator[list[str]]:
    """What the decoder of JPEGs says on this thread meanwhile; whatever else is said goes where it went before."""
    said: list[str] = []
    here = threading.get_ident()

    def heard(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        if context.category == _CATEGORY and threading.get_ident() == here:
            said.append(message)
        elif before is not None:
            before(kind, context, message)
        else:
            sys.stderr.write(f"{message}\n")

    with _ONE_AT_A_TIME:
        before = qInstallMessageHandler(heard)
        try:
            yield said
        finally:
            qInstallMessageHandler(before)


def tells_damage(said: list[str], file: Path) -> bool:
    """Whether any of it is about the pixels, and not about what a camera left between the parts of its file."""
    return any(_WRONG.search(message) and not _is_filling(message, file) for message in said)


def _is_filling(message: str, file: Path) -> bool:
    """Bytes before a part that holds no pixels, or zeros to the end, as some cameras write them."""
    found = _EXTRA.search(message)
    if found is None:
        return False
    count, marker = int(found[1]), int(found[2], 16)
    if marker != _END:
        return marker not in _RESTARTS
    content = file.read_bytes()
    end = content.rfind(b"\xff\xd9")
    rest = content[max(0, end - count) : end]
    return len(rest) == count and {rest[n : n + 1] for n in range(count)} <= _FILLED


_BEGINS = {
    b"\xff\xd8\xff": "jpeg", b"\x89PNG\r\n\x1a\n": "png", b"II*\x00": "tiff", b"MM\x00*": "tiff",
}  # fmt: skip
_STEP = 1 << 20
_UPRIGHT = range(1, 9)
_STANDALONE = (0x01, *range(0xD0, 0xD8))


def kind_of(head: bytes) -> str:
    """Which of the forms a file begins as; empty for another one."""
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "webp"
    return next((kind for begin, kind in _BEGINS.items() if head.startswith(begin)), "")


def is_whole(kind: str, file: BinaryIO) -> bool:
    """Whether nothing of a jpeg, png, webp or tiff is missing, or damaged where that can be told."""
    check = {"jpeg": _whole_jpeg, "png": _whole_png, "webp": _whole_webp, "tiff": _whole_tiff}.get(kind)
    try:
        return check is None or check(file)
    except (struct.error, IndexError, OverflowError):
        return False


def orientation_of(kind: str, file: BinaryIO) -> int:
    """How a png or webp lies, 1 to 8 as EXIF counts; 1 where it does not say, and for other kinds."""
    chunks = {"png": _png_chunks, "webp": _webp_chunks}.get(kind)
    if chunks is None:
        return 1
    try:
        for name, size in chunks(file):
            if name in (b"eXIf", b"EXIF") and size <= _STEP:
                return _orientation(file.read(size))
    except (struct.error, IndexError):
        return 1
    return 1


# ---------------------------------------------------------------------- JPEG


def _whole_jpeg(file: BinaryIO) -> bool:
    """Every segment, then pixels up to the mark that ends them; what follows it is nobody's business."""
    file.seek(0)
    if file.read(2) != b"\xff\xd8":
        return False
    while True:
        marker = _marker(file)
        if marker == 0xD9:
            return True
        if marker in _STANDALONE:
            continue
        if marker is None:
            return False
        (length,) = struct.unpack(">H", file.read(2))
        if len(file.read(length - 2)) != length - 2:
            return False
        if marker == 0xDA and not _to_next_marker(file):
            return False


def _marker(file: BinaryIO) -> int | None:
    """The next marker, over what some cameras leave between; None where there is none."""
    byte = file.read(1)
    while byte not in (b"", b"\xff"):
        byte = file.read(1)
    while byte == b"\xff":
        byte = file.read(1)
    return byte[0] if byte else None


def _to_next_marker(file: BinaryIO) -> bool:
    """Go over packed pixels to what follows them; False when nothing does."""
    before = file.tell()
    block = file.read(_STEP)
    while block:
        at = block.find(b"\xff")
        while at >= 0:
            if at + 1 == len(block):
                break
            if block[at + 1] not in (0x00, 0xFF, *_STANDALONE):
                file.seek(before + at)
                return True
            at = block.find(b"\xff", at + 1)
        step = len(block) - 1 if block.endswith(b"\xff") and len(block) > 1 else len(block)
        before += step
        file.seek(before)
        block = file.read(_STEP)
        if block == b"\xff":
            return False
    return False


# ---------------------------------------------------------------------- PNG and WebP


def _png_chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Name and length of each chunk, the file standing at its content."""
    file.seek(8)
    while len(head := file.read(8)) == 8:
        size, name = struct.unpack(">I4s", head)
        at = file.tell()
        yield name, size
        file.seek(at + size + 4)


def _whole_png(file: BinaryIO) -> bool:
    """Every chunk with its check sum, up to the last one."""
    for name, size in _png_chunks(file):
        found = zlib.crc32(name)
        while size:
            block = file.read(min(size, _STEP))
            if not block:
                return False
            found, size = zlib.crc32(block, found), size - len(block)
        if struct.unpack(">I", file.read(4)) != (found,):
            return False
        if name == b"IEND":
            return True
    return False


def _webp_chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    file.seek(4)
    (size,) = struct.unpack("<I", file.read(4))
    file.seek(12)
    while file.tell() + 8 <= size + 8 and len(head := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", head)
        at = file.tell()
        yield name, length
        file.seek(at + length + length % 2)


def _whole_webp(file: BinaryIO) -> bool:
    """As long as it says, and its chunks within it."""
    there = file.seek(0, 2)
    file.seek(4)
    (size,) = struct.unpack("<I", file.read(4))
    pixels = False
    for name, length in _webp_chunks(file):
        if file.tell() + length > size + 8:
            return False
        pixels = pixels or name in (b"VP8 ", b"VP8L", b"ANMF")
    return pixels and there >= size + 8


# ---------------------------------------------------------------------- TIFF, and EXIF, which is one


def tiff_entries(content: bytes | BinaryIO, *, ended: bool = False) -> dict[int, list[int]]:
    """The whole numbers of the first directory of a TIFF by their tags; struct.error where it is cut off.

    `ended` also wants the four bytes behind it, that some EXIF lacks.
    """
    file = io.BytesIO(content) if isinstance(content, bytes) else content

    def read(at: int, size: int) -> bytes:
        file.seek(at)
        return file.read(size)

    order = {b"II": "<", b"MM": ">"}.get(read(0, 2))
    if order is None:
        raise struct.error("no TIFF")
    number, first = struct.unpack(order + "HI", read(2, 6))
    if number != 42:
        return {}  # a TIFF of 64 bits is the decoder's alone
    (count,) = struct.unpack(order + "H", read(first, 2))
    if ended:
        struct.unpack("4x", read(first + 2 + 12 * count, 4))
    found = {}
    for n in range(count):
        tag, kind, values, _ = struct.unpack(order + "HHII", read(first + 2 + 12 * n, 12))
        form, size = {1: ("B", 1), 3: ("H", 2), 4: ("I", 4), 7: ("B", 1)}.get(kind, ("", 0))
        if not form or values > _STEP:
            continue
        at = first + 2 + 12 * n + 8
        if values * size > 4:
            (at,) = struct.unpack(order + "I", read(at, 4))
        found[tag] = list(struct.unpack(f"{order}{values}{form}", read(at, values * size)))
    return found


def _whole_tiff(file: BinaryIO) -> bool:
    """Every strip or tile of the first picture lies within the file. A TIFF of 64 bits is left to the decoder."""
    there = file.seek(0, 2)
    file.seek(2)
    if file.read(2) in (b"+\x00", b"\x00+"):
        return True
    entries = tiff_entries(file, ended=True)
    for starts, sizes in ((273, 279), (324, 325), (513, 514)):
        parts = zip(entries.get(starts, []), entries.get(sizes, []), strict=False)
        if any(start + size > there for start, size in parts):
            return False
    return bool(entries.get(273) or entries.get(324) or entries.get(513))


def _orientation(exif: bytes) -> int:
    found = tiff_entries(exif.removeprefix(b"Exif\x00\x00")).get(0x0112, [1])[0]
    return found if found in _UPRIGHT else 1
