"""Whether the file of a picture is whole: Qt shows what is left of one that was cut off, with a grey rest.

Read from the structure of the file alone; the pixels themselves are the decoder's business. Also which way up a
picture lies (EXIF), where Qt does not look: in PNG and WebP.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import BinaryIO

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
