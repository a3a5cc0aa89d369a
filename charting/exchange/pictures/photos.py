"""A photograph or scan from a file into bytes that can be kept: turned upright, not too large, nothing else in it.

What is kept is always made anew from the pixels: where and with what a picture was taken, and whatever else its file
held beside them (EXIF, GPS, comments, thumbnails, colour profiles), is left behind. What a file is follows from its
content, never from its name, and its name is not kept. May run on any thread.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColorSpace, QImage, QImageIOHandler, QImageReader, QImageWriter, QPainter, QTransform

from charting.domain.people.attachment import MOST_BYTES, MediaType, Picture
from charting.errors import Refused
from charting.exchange.pictures import heic
from charting.exchange.pictures.photo_whole import (
    HEIGHT,
    ORIENTATION,
    WIDTH,
    holds_jpeg,
    is_whole,
    jpegs_of,
    kind_of,
    listening,
    orientation_of,
    tells_damage,
    tiff_entries,
)

MOST_PIXELS = 12_000_000
"""Larger photographs are made smaller; a face of this size shows every pore."""
MOST_PIXELS_READ = 250_000_000
"""Of a JPEG that is read line by line, and made smaller on the way."""
MOST_BYTES_AT_ONCE = 256 << 20
"""What a picture may take in memory that is read as a whole; Qt itself goes no further."""
MOST_FILE_BYTES = 200 << 20
THUMBNAIL_PX = 480
QUALITY, THUMBNAIL_QUALITY = 90, 80

_FORMATS = {b"jpeg", b"png", b"webp", b"tiff", b"heic", b"heif", b"avif"}
_TURNS = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}
_MIRRORED = (2, 4, 5, 7)
_PROGRESSIVE = range(0xC2, 0xD0)
_NO_FRAME = (0xC4, 0xC8, 0xCC)


class Stopped(Exception):
    """Somebody does not want the picture any more."""


def read_photo(path: Path, stopped: Callable[[], bool] = lambda: False) -> Picture:
    """The photograph in a file. Refused with a sentence when there is none or it is too large; Stopped on request."""
    return _kept(_read(path), stopped)


def read_scan(path: Path, stopped: Callable[[], bool] = lambda: False) -> Picture:
    """The scan of a paper: a PDF as it is, a picture like a photograph."""
    if not _head(path).startswith(b"%PDF-"):
        return read_photo(path, stopped)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise Refused("“{name}” has {size} MB; at most {most} MB are kept. Scan it with fewer dots per inch.",
                      name=path.name, size=size >> 20, most=MOST_BYTES >> 20)  # fmt: skip
    return Picture(path.read_bytes(), MediaType.PDF)


def picture_of(image: QImage, stopped: Callable[[], bool] = lambda: False) -> Picture:
    """A picture that was copied elsewhere, as it is kept."""
    if image.isNull():
        raise Refused("There is no picture to paste; copy one first.")
    return _kept(_fitted(image), stopped)


# ---------------------------------------------------------------------- reading


def _read(path: Path) -> QImage:
    with listening() as said:
        image = _decoded(path)
    if tells_damage(said, path):
        raise _damaged(path)
    return image


def _decoded(path: Path) -> QImage:
    head = _head(path)
    if heic.is_heic(head) and not heic.qt_reads(head):
        return _fitted(heic.read_heic(path, head, MOST_BYTES_AT_ONCE))
    begins = kind_of(head)
    with path.open("rb") as file:
        if begins and not is_whole(begins, file):
            raise _damaged(path)  # before Qt sees it, that would make something of it
        lies = orientation_of(begins, file)
        entries = tiff_entries(file) if begins == "tiff" else {}
    if holds_jpeg(entries):
        return _of_tiff(path, head, entries)
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoDetectImageFormat(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if not reader.canRead() or bytes(reader.format().data()) not in _FORMATS or not size.isValid():
        raise Refused("“{name}” is no picture, whatever its name says. Photographs are JPEG, PNG, WebP or TIFF files.",
                      name=path.name)  # fmt: skip
    kind = bytes(reader.format().data())
    _refuse_large(path, kind, head, size)
    wanted = _fitting(size)
    if wanted != size:
        reader.setScaledSize(wanted)
    turned = reader.transformation() != QImageIOHandler.Transformation.TransformationNone
    image = reader.read()
    if image.isNull():
        raise _damaged(path)
    return image if turned else _upright(image, lies)


def _of_tiff(path: Path, head: bytes, entries: dict[int, list[int]]) -> QImage:
    """The upright picture of a TIFF that holds JPEGs, of which Qt reads none."""
    _refuse_large(path, b"tiff", head, QSize(entries.get(WIDTH, [0])[0], entries.get(HEIGHT, [0])[0]))
    image = jpegs_of(path, entries)
    if image is None:
        raise _damaged(path)
    return _upright(_fitted(image), entries.get(ORIENTATION, [1])[0])


def _damaged(path: Path) -> Refused:
    return Refused("“{name}” cannot be read: it is damaged or not whole. Copy it from the camera once more.",
                   name=path.name)  # fmt: skip


def _upright(image: QImage, lies: int) -> QImage:
    """The picture turned from how it lies, as EXIF counts: by quarters clockwise, then mirrored."""
    turned = image.transformed(QTransform().rotate(_TURNS[lies])) if lies in _TURNS else image
    return turned.flipped(Qt.Orientation.Horizontal) if lies in _MIRRORED else turned


def _head(path: Path) -> bytes:
    """The first 64 kB of a file of a size that can be read."""
    try:
        with path.open("rb") as file:
            head = file.read(1 << 16)
            size = path.stat().st_size
    except OSError as error:
        raise Refused("“{name}” cannot be read: {reason}.", name=path.name, reason=error.strerror or error) from error
    if not head:
        raise Refused("“{name}” is empty.", name=path.name)
    if size > MOST_FILE_BYTES:
        raise Refused("“{name}” has {size} MB; files of up to {most} MB can be read. Save it smaller and add that.",
                      name=path.name, size=size >> 20, most=MOST_FILE_BYTES >> 20)  # fmt: skip
    return head


def _refuse_large(path: Path, kind: bytes, head: bytes, size: QSize) -> None:
    pixels = size.width() * size.height()
    whole = {b"jpeg": _jpeg_memory, b"png": _png_memory}.get(kind, lambda _head, pixels: pixels * 4)(head, pixels)
    if pixels > MOST_PIXELS_READ or whole > MOST_BYTES_AT_ONCE:
        raise Refused(
            "“{name}” has {pixels} megapixels, more than can be read safely in this form."
            " Save it with at most 50 megapixels and add that.",
            name=path.name, pixels=round(pixels / 1e6),
        )  # fmt: skip


def _jpeg_memory(head: bytes, pixels: int) -> int:
    """Bytes that a JPEG needs as a whole: none when it is read line by line, two per sample when it is progressive."""
    at = 2
    while at + 10 < len(head) and head[at] == 0xFF:
        marker, (length,) = head[at + 1], struct.unpack(">H", head[at + 2 : at + 4])
        if 0xC0 <= marker < 0xD0 and marker not in _NO_FRAME:
            if marker not in _PROGRESSIVE:
                return 0
            parts = [head[at + 11 + 3 * n] for n in range(head[at + 9]) if at + 11 + 3 * n < len(head)]
            samples = [(part >> 4) * (part & 15) for part in parts] or [1]
            return 2 * pixels * sum(samples) // max(samples)
        at += 2 + length
    return 6 * pixels  # its frame lies behind 64 kB of something else: as a progressive one without subsampling


def _png_memory(head: bytes, pixels: int) -> int:
    """Bytes that a PNG needs, which is always read as a whole: four a pixel, eight of a deep one."""
    return pixels * (8 if head[24] == 16 else 4)


def _fitted(image: QImage) -> QImage:
    wanted = _fitting(image.size())
    if wanted == image.size():
        return image
    return image.scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _fitting(size: QSize) -> QSize:
    pixels = size.width() * size.height()
    if pixels <= MOST_PIXELS:
        return size
    factor = (MOST_PIXELS / pixels) ** 0.5
    return QSize(max(1, int(size.width() * factor)), max(1, int(size.height() * factor)))


# ---------------------------------------------------------------------- writing


def _kept(image: QImage, stopped: Callable[[], bool]) -> Picture:
    _refuse_stopped(stopped)
    bare = _bare(image)
    _refuse_stopped(stopped)
    content = _jpeg(bare, QUALITY)
    _refuse_stopped(stopped)
    side = QSize(THUMBNAIL_PX, THUMBNAIL_PX)
    small = bare
    if max(bare.width(), bare.height()) > THUMBNAIL_PX:
        small = bare.scaled(side, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return Picture(content, MediaType.JPEG, bare.width(), bare.height(), _jpeg(small, THUMBNAIL_QUALITY))


def _bare(image: QImage) -> QImage:
    """The pixels alone, on white, in the colours of the screen: no words, no profile, no resolution."""
    srgb = QColorSpace(QColorSpace.NamedColorSpace.SRgb)
    if image.colorSpace().isValid() and image.colorSpace() != srgb:
        image = image.convertedToColorSpace(srgb)
    bare = QImage(image.size(), QImage.Format.Format_RGB32)
    bare.fill(Qt.GlobalColor.white)
    painter = QPainter(bare)
    painter.drawImage(0, 0, image)
    painter.end()
    return bare


def _jpeg(image: QImage, quality: int) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"jpeg"))
    writer.setQuality(quality)
    if not writer.write(image):
        raise Refused("The picture cannot be kept: {reason}.", reason=writer.errorString())
    buffer.close()
    return bytes(content.data())


def _refuse_stopped(stopped: Callable[[], bool]) -> None:
    if stopped():
        raise Stopped
