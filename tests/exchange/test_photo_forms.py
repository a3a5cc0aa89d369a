"""Every form of a photograph: cut files are refused, each lies as it was taken, and HEIC says what to do."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageReader, QImageWriter

from charting.errors import Refused
from charting.exchange.pictures import heic
from charting.exchange.pictures.photos import read_photo

WEBP = bytes.fromhex(
    "524946462c000000574542505650384c1f0000002f0bc001000f30800ffc1fc0f90f2d10661b21d4df7206f73b8688fe47921d00"
)
"""12 × 8, grey, with red on the upper left (Qt reads WebP and does not write it)."""

RED, BLUE = QColor("#ff0000"), QColor("#0000ff")
SIDES = {
    1: ("top", "left"), 2: ("top", "right"), 3: ("bottom", "right"), 4: ("bottom", "left"),
    5: ("left", "top"), 6: ("right", "top"), 7: ("right", "bottom"), 8: ("left", "bottom"),
}  # fmt: skip
"""EXIF 2.32: where the first row and the first column of what is stored are seen."""
OTHER = {"top": "bottom", "bottom": "top", "left": "right", "right": "left"}


def stored(width: int = 48, height: int = 32) -> QImage:
    """Grey; its first row begins red and ends blue."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    for x in range(width // 3):
        for y in range(height // 3):
            image.setPixelColor(x, y, RED)
            image.setPixelColor(width - 1 - x, y, BLUE)
    return image


def encoded(image: QImage, kind: str, quality: int = 100) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    writer.setQuality(quality)
    assert writer.write(image)
    return bytes(content.data())


def exif(lies: int, order: str = "<") -> bytes:
    mark = b"II" if order == "<" else b"MM"
    return mark + struct.pack(order + "HIHHHIHHI", 42, 8, 1, 0x0112, 3, 1, lies, 0, 0)


def jpeg(lies: int) -> bytes:
    plain, body = encoded(stored(), "jpeg"), b"Exif\x00\x00" + exif(lies)
    return plain[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + plain[2:]


def png(lies: int) -> bytes:
    plain, body = encoded(stored(), "png"), b"eXIf" + exif(lies, ">")
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return plain[:33] + chunk + plain[33:]  # behind the header


def webp(lies: int, begin: bytes = b"") -> bytes:
    """The small one in its extended form, with EXIF behind the pixels."""
    body = begin + exif(lies)
    wide = struct.pack("<4sIB3x", b"VP8X", 10, 0x08) + (11).to_bytes(3, "little") + (7).to_bytes(3, "little")
    chunks = wide + WEBP[12:] + struct.pack("<4sI", b"EXIF", len(body)) + body + b"\x00" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(chunks) + 4) + b"WEBP" + chunks


def tiff(entries: dict[int, tuple[int, list[int]]], parts: list[bytes], starts_tag: int = 273) -> bytes:
    """A TIFF of these entries (kind, values) whose pixels are `parts`, all before the directory."""
    content, starts = b"II*\x00\x00\x00\x00\x00", []
    for part in parts:
        starts.append(len(content))
        content += part + b"\x00" * (len(part) % 2)
    sizes_tag = starts_tag + (6 if starts_tag == 273 else 1)
    entries = {**entries, starts_tag: (4, starts), sizes_tag: (4, [len(part) for part in parts])}
    directory = b""
    for tag, (kind, values) in sorted(entries.items()):
        packed = struct.pack(f"<{len(values)}{ {1: 'B', 3: 'H', 4: 'I', 7: 'B'}[kind] }", *values)
        if len(packed) > 4:
            directory += struct.pack("<HHII", tag, kind, len(values), len(content))
            content += packed + b"\x00" * (len(packed) % 2)
        else:
            directory += struct.pack("<HHI", tag, kind, len(values)) + packed.ljust(4, b"\x00")
    content = content[:4] + struct.pack("<I", len(content)) + content[8:]
    return content + struct.pack("<H", len(entries)) + directory + b"\x00\x00\x00\x00"


def sized(image: QImage) -> dict[int, tuple[int, list[int]]]:
    return {256: (3, [image.width()]), 257: (3, [image.height()]), 258: (3, [8, 8, 8]), 277: (3, [3]), 284: (3, [1])}


def plain_tiff(lies: int = 1) -> bytes:
    image = stored().convertToFormat(QImage.Format.Format_RGB888)
    pixels = bytes(image.constBits())
    entries = {**sized(image), 259: (3, [1]), 262: (3, [2]), 274: (3, [lies]), 278: (3, [image.height()])}
    return tiff(entries, [pixels])


def jpeg_tiff(lies: int = 1, *, strips: int = 2, tables: bool = True) -> bytes:
    """JPEGs within a TIFF, in strips; the tables they share taken out of them."""
    image, parts, shared = stored(48, 32), [], b""
    for n in range(strips):
        high = image.height() // strips
        part = encoded(image.copy(0, n * high, image.width(), high), "jpeg")
        if tables:
            part, shared = without_tables(part)
        parts.append(part)
    entries = {**sized(image), 259: (3, [7]), 262: (3, [6]), 274: (3, [lies]), 278: (3, [image.height() // strips])}
    if tables:
        entries[347] = (7, list(b"\xff\xd8" + shared + b"\xff\xd9"))
    return tiff(entries, parts)


def without_tables(content: bytes) -> tuple[bytes, bytes]:
    kept, tables, at = content[:2], b"", 2
    while content[at + 1] != 0xDA:
        size = 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
        if content[at + 1] in (0xDB, 0xC4):
            tables += content[at : at + size]
        elif content[at + 1] < 0xE0:
            kept += content[at : at + size]
        at += size
    return kept + content[at:], tables


FORMS = {
    "jpeg": jpeg, "png": png, "webp": webp, "webp, marked": lambda lies: webp(lies, b"Exif\x00\x00"),
    "tiff": plain_tiff, "tiff with jpeg": jpeg_tiff,
}  # fmt: skip


def kept(tmp_path: Path, content: bytes, name: str = "picture.bin") -> QImage:
    path = tmp_path / name
    path.write_bytes(content)
    return QImage.fromData(read_photo(path).content)


def at_corner(image: QImage, sides: set[str]) -> QColor:
    x = 2 if "left" in sides else image.width() - 3
    y = 2 if "top" in sides else image.height() - 3
    if image.width() < 20:  # the small one
        x, y = (1 if "left" in sides else image.width() - 2), (1 if "top" in sides else image.height() - 2)
    return image.pixelColor(x, y)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("lies", range(1, 9))
def test_a_picture_is_seen_as_it_was_taken_the_mirrored_ones_too(tmp_path, form, lies):
    image = kept(tmp_path, FORMS[form](lies))
    row, column = SIDES[lies]
    assert (image.width() > image.height()) is (lies < 5)
    red = at_corner(image, {row, column})
    assert red.red() > 180 > 90 > red.blue()
    other = at_corner(image, {row, OTHER[column]})
    if not form.startswith("webp"):
        assert other.blue() > 180 > 90 > other.red()
    assert other.red() < 160


@pytest.mark.parametrize("lies", [0, 9, 77])
def test_a_direction_that_does_not_exist_is_none(tmp_path, lies):
    for form in ("png", "webp", "tiff with jpeg"):
        image = kept(tmp_path, FORMS[form](lies))
        assert image.width() > image.height()


@pytest.mark.parametrize("form", FORMS)
def test_a_cut_file_is_refused_wherever_it_was_cut(tmp_path, form):
    whole = FORMS[form](1)
    kept(tmp_path, whole)
    path = tmp_path / "cut.bin"
    for left in sorted({16, len(whole) // 4, len(whole) // 2, len(whole) * 3 // 4, len(whole) - 30, len(whole) - 2}):
        path.write_bytes(whole[:left])
        with pytest.raises(Refused, match=r"not whole|no picture"):
            read_photo(path)


def test_a_large_jpeg_cut_in_its_pixels_is_refused(tmp_path):
    noise = QImage(640, 480, QImage.Format.Format_RGB32)
    for y in range(480):
        for x in range(640):
            noise.setPixel(x, y, 0xFF000000 | (x * 7919 + y * 104729) * 2654435761 & 0xFFFFFF)
    whole = encoded(noise, "jpeg", 90)
    path = tmp_path / "cut.jpg"
    for part in (0.3, 0.5, 0.9):
        path.write_bytes(whole[: int(len(whole) * part)])
        with pytest.raises(Refused, match="not whole"):
            read_photo(path)
    path.write_bytes(whole + b"what some telephones append")
    assert read_photo(path).width == 640


def test_a_damaged_png_is_refused(tmp_path):
    whole = bytearray(png(1))
    whole[-30] ^= 0x55
    (tmp_path / "x.png").write_bytes(whole)
    with pytest.raises(Refused, match="not whole"):
        read_photo(tmp_path / "x.png")


@pytest.mark.parametrize("strips", [1, 2, 4])
@pytest.mark.parametrize("tables", [True, False])
def test_a_tiff_with_jpegs_within_is_read(tmp_path, strips, tables):
    image = kept(tmp_path, jpeg_tiff(strips=strips, tables=tables), "scan.tif")
    assert (image.width(), image.height()) == (48, 32)
    assert at_corner(image, {"top", "left"}).red() > 180
    assert at_corner(image, {"bottom", "left"}).red() < 160


def test_a_tiff_with_tiles_of_jpeg_is_read(tmp_path):
    image = stored(48, 32)
    parts = [encoded(image.copy(x, y, 32, 16), "jpeg") for y in (0, 16) for x in (0, 32)]
    entries = {**sized(image), 259: (3, [7]), 262: (3, [6]), 322: (3, [32]), 323: (3, [16])}
    read = kept(tmp_path, tiff(entries, parts, 324))
    assert (read.width(), read.height()) == (48, 32)
    assert at_corner(read, {"top", "right"}).blue() > 180
    with pytest.raises(Refused, match="not whole"):
        kept(tmp_path, tiff(entries, parts[:3], 324))


# ---------------------------------------------------------------------- HEIC

HEAD = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
READS_HEIC = any(bytes(kind.data()) in (b"heic", b"heif") for kind in QImageReader.supportedImageFormats())


@pytest.mark.skipif(READS_HEIC, reason="Qt of this computer reads HEIC itself")
def test_heic_says_what_to_do_where_it_cannot_be_read(tmp_path, monkeypatch):
    monkeypatch.setattr(heic, "PLUGIN", "no_such_plugin_is_there")
    path = tmp_path / "IMG_0001.HEIC"
    path.write_bytes(HEAD)
    with pytest.raises(Refused, match=r"IMG_0001.HEIC” is a HEIC picture.*save it as JPEG.*Most Compatible"):
        read_photo(path)
    path.write_bytes(HEAD.replace(b"heic", b"avif"))
    with pytest.raises(Refused, match="AVIF picture"):
        read_photo(path)


PLUGIN = """
class Picture:
    size, mode, stride = (3, 2), "{mode}", {stride}
    data = b"".join(bytes((255, 0, 0, 9)[:{step}]) * 3 + b"pad" for _ in range(2))
class File(list):
    primary_index = 0
def open_heif(path, convert_hdr_to_8bit):
    {act}
    return File([Picture()])
"""


@pytest.fixture
def stand_in(tmp_path, monkeypatch):
    """The plugin's part in this: a module of its interface, found by the process that reads."""
    folder = tmp_path / "plugin"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.setenv("PYTHONPATH", str(folder))
    (folder / "pi_heif.py").write_text("")

    def write(mode: str = "RGB", step: int = 3, act: str = "pass") -> Path:
        body = PLUGIN.format(mode=mode, step=step, stride=3 * step + 3, act=act)
        (folder / "pi_heif.py").write_text(body)
        path = tmp_path / "x.heic"
        path.write_bytes(HEAD)
        return path

    return write


@pytest.mark.skipif(READS_HEIC, reason="Qt of this computer reads HEIC itself")
@pytest.mark.parametrize(("mode", "step"), [("RGB", 3), ("RGBA", 4)])
def test_heic_is_read_by_the_plugin_where_it_is(stand_in, mode, step):
    picture = read_photo(stand_in(mode, step))
    assert (picture.width, picture.height) == (3, 2)
    assert QImage.fromData(picture.content).pixelColor(1, 1).red() > 200


@pytest.mark.skipif(READS_HEIC, reason="Qt of this computer reads HEIC itself")
@pytest.mark.parametrize("act", ["import os; os.abort()", "raise ValueError", "import sys; sys.exit(0)"])
def test_a_plugin_that_falls_over_takes_nothing_with_it(stand_in, act):
    with pytest.raises(Refused, match="damaged, not whole, or too large"):
        read_photo(stand_in(act=act))


def test_the_program_without_the_plugin_loads_none_of_it():
    code = "import sys, charting.exchange.pictures.photos; sys.exit(any('heif' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
