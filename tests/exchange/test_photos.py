"""Photographs and scans from real files: turned upright, made smaller, stripped; and what is no picture is refused."""

from __future__ import annotations

import random
import resource
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, qInfo
from PySide6.QtGui import QColor, QImage, QImageReader, QImageWriter, QPainter

from charting.domain.people.attachment import MediaType, Picture
from charting.errors import Refused
from charting.exchange.pictures.photo_whole import listening
from charting.exchange.pictures.photos import MOST_PIXELS, Stopped, picture_of, read_photo, read_scan
from tests.exchange.test_photo_forms import sized, tiff


def a_picture(width: int = 60, height: int = 40) -> QImage:
    """Grey, with a red corner on the upper left."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#808080"))
    painter = QPainter(image)
    painter.fillRect(0, 0, width // 3, height // 3, QColor("#ff0000"))
    painter.end()
    return image


def written(path: Path, image: QImage, kind: str = "jpg") -> Path:
    writer = QImageWriter(str(path))
    writer.setFormat(kind.encode())
    writer.setQuality(95)
    assert writer.write(image), writer.errorString()
    return path


def with_exif(path: Path, orientation: int = 1) -> Path:
    """Put an EXIF segment with a place on earth, a camera and an orientation behind the start of a JPEG."""
    jpeg = path.read_bytes()
    path.write_bytes(jpeg[:2] + exif_segment(orientation) + jpeg[2:])
    return path


def exif_segment(orientation: int) -> bytes:
    camera = b"SecretCamera 9000\x00"
    first, entries = 8, 3
    camera_at = first + 2 + 12 * entries + 4
    gps_at = camera_at + len(camera)
    degrees_at = gps_at + 2 + 12 * 2 + 4
    tiff = b"II*\x00" + struct.pack("<I", first) + struct.pack("<H", entries)
    tiff += struct.pack("<HHII", 0x0110, 2, len(camera), camera_at)  # model
    tiff += struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff += struct.pack("<HHII", 0x8825, 4, 1, gps_at)  # GPS
    tiff += struct.pack("<I", 0) + camera
    tiff += struct.pack("<H", 2) + struct.pack("<HHI4s", 1, 2, 2, b"N\x00\x00\x00")
    tiff += struct.pack("<HHII", 2, 5, 3, degrees_at) + struct.pack("<I", 0)
    tiff += struct.pack("<6I", 48, 1, 51, 1, 2964, 100)  # 48° 51' 29.64"
    body = b"Exif\x00\x00" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def segments(jpeg: bytes) -> list[int]:
    """The markers of a JPEG up to its pixels."""
    found, at = [], 2
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    return found


def image_of(picture: Picture) -> QImage:
    return QImage.fromData(picture.content)


def reddish(image: QImage, x: int, y: int) -> bool:
    colour = image.pixelColor(x, y)
    return colour.red() > 200 and colour.green() < 80


def test_no_place_no_camera_and_no_word_survives(tmp_path: Path):
    path = with_exif(written(tmp_path / "Jane Doe 1992.jpg", a_picture()))
    before = path.read_bytes()
    assert b"Exif" in before
    assert b"SecretCamera" in before
    assert 0xE1 in segments(before)
    picture = read_photo(path)
    for kept in (picture.content, picture.thumbnail):
        assert set(segments(kept)) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDD}  # JFIF, tables, frame: no EXIF, ICC, comment
        for secret in (b"Exif", b"SecretCamera", b"Jane", b"GPS", struct.pack("<I", 2964)):
            assert secret not in kept
    assert image_of(picture).textKeys() == []


@pytest.mark.parametrize("kind", ["png", "jpg", "webp", "tiff"])
def test_words_within_a_picture_are_left_behind(tmp_path: Path, kind: str):
    image = a_picture()
    image.setText("Description", "Jane Doe, born 1992")
    path = tmp_path / f"x.{kind}"
    if kind == "webp":  # Qt reads WebP and does not write it: one white pixel
        path.write_bytes(bytes.fromhex(
            "52494646240000005745425056503820180000003001009d012a010001000200340025a400037000fefb940000"
        ) + b"\x00" * 0)  # fmt: skip
    else:
        written(path, image, kind)
    picture = read_photo(path)
    assert picture.media_type is MediaType.JPEG
    assert b"Jane" not in picture.content
    assert picture.content[:3] == b"\xff\xd8\xff"


@pytest.mark.parametrize(
    ("orientation", "size", "red"), [(1, (60, 40), (5, 5)), (3, (60, 40), (55, 35)), (6, (40, 60), (35, 5)),
                                     (8, (40, 60), (5, 55))],
)  # fmt: skip
def test_a_picture_is_turned_upright(tmp_path: Path, orientation: int, size: tuple[int, int], red: tuple[int, int]):
    picture = read_photo(with_exif(written(tmp_path / "turned.jpg", a_picture()), orientation))
    assert (picture.width, picture.height) == size
    assert reddish(image_of(picture), *red)


def test_what_can_be_seen_through_stands_on_white(tmp_path: Path):
    image = QImage(20, 20, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    picture = read_photo(written(tmp_path / "see.png", image, "png"))
    assert image_of(picture).pixelColor(10, 10).lightness() > 250


def test_a_large_picture_becomes_smaller_and_stays_in_shape(tmp_path: Path):
    path = written(tmp_path / "large.jpg", a_picture(6000, 3000))
    picture = read_photo(path)
    assert MOST_PIXELS * 0.99 < picture.width * picture.height <= MOST_PIXELS
    assert picture.width / picture.height == pytest.approx(2, rel=0.001)
    thumbnail = QImage.fromData(picture.thumbnail)
    assert (thumbnail.width(), thumbnail.height()) == (480, 240)
    pasted = picture_of(a_picture(6000, 3000))
    assert (pasted.width, pasted.height) == (picture.width, picture.height)


def test_the_same_file_gives_the_same_bytes(tmp_path: Path):
    path = written(tmp_path / "a.jpg", a_picture())
    assert read_photo(path) == read_photo(path)


_HUNDRED = """
import resource, sys
from pathlib import Path
from PySide6.QtGui import QImage, QImageWriter
from charting.exchange.pictures.photo_whole import listening
from charting.exchange.pictures.photos import read_photo
path = Path(sys.argv[1])
if sys.argv[2] == "make":
    image = QImage(10000, 10000, QImage.Format.Format_Grayscale8)
    image.fill(120)
    assert QImageWriter(str(path)).write(image)
else:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    picture = read_photo(path)
    print(picture.width, picture.height, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts kilobytes as Linux does")
def test_a_hundred_megapixels_are_read_within_four_hundred_megabytes(tmp_path: Path):
    assert resource.getrusage(resource.RUSAGE_SELF)
    path = tmp_path / "huge.jpg"
    for what in ("make", "read"):
        done = subprocess.run([sys.executable, "-c", _HUNDRED, str(path), what], capture_output=True, text=True,
                              check=True)  # fmt: skip
    width, height, megabytes = map(int, done.stdout.split())
    assert width == height == int(MOST_PIXELS**0.5)
    assert megabytes < 400


def a_png_that_says(path: Path, width: int, height: int) -> Path:
    """A PNG whose head promises so many pixels, with none behind it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n"
    for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")):
        content += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    path.write_bytes(content)
    return path


def test_what_would_fill_the_memory_is_refused_by_its_head_alone(tmp_path: Path):
    with pytest.raises(Refused, match="100 megapixels, more than can be read safely"):
        read_photo(a_png_that_says(tmp_path / "x.png", 10_000, 10_000))
    huge = written(tmp_path / "x.jpg", a_picture())
    jpeg = bytearray(huge.read_bytes())
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = struct.pack(">HH", 60_000, 60_000)
    huge.write_bytes(jpeg)
    with pytest.raises(Refused, match="3600 megapixels"):
        read_photo(huge)
    jpeg[at + 1] = 0xC2  # progressive: held as a whole
    jpeg[at + 5 : at + 9] = struct.pack(">HH", 10_000, 10_000)
    huge.write_bytes(jpeg)
    with pytest.raises(Refused, match="at most 50 megapixels"):
        read_photo(huge)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.jpg", b"This is a text, whatever its name says.\n" * 50, "“notes.jpg” is no picture"),
        ("page.png", b"<html><img src='x'></html>", "is no picture"),
        ("drawing.jpg", b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "is no picture"),
        ("old.jpg", b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00"
                    b"\x00\x02\x02D\x01\x00;", "is no picture"),
        ("phone.jpg", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIC picture|damaged"),
        ("empty.jpg", b"", "is empty"),
        ("paper.jpg", b"%PDF-1.7\n", "is no picture"),
    ],
)  # fmt: skip
def test_what_is_no_photograph_is_refused_whatever_its_name(tmp_path: Path, name: str, content: bytes, said: str):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused, match=said):
        read_photo(path)


def test_a_picture_under_another_name_is_read(tmp_path: Path):
    path = written(tmp_path / "x.jpg", a_picture())
    assert read_photo(path.rename(tmp_path / "notes.txt")).width == 60


def test_files_that_cannot_be_read_are_refused(tmp_path: Path):
    with pytest.raises(Refused, match=r"“gone.jpg” cannot be read"):
        read_photo(tmp_path / "gone.jpg")
    with pytest.raises(Refused, match="cannot be read"):
        read_photo(tmp_path)


def test_the_mere_start_of_a_jpeg_is_refused(tmp_path: Path):
    path = tmp_path / "start.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF")
    with pytest.raises(Refused, match="not whole"):
        read_photo(path)


def noise(width: int = 320, height: int = 240) -> QImage:
    """A picture of which every byte counts."""
    pixels = random.Random(1).randbytes(width * height * 4)
    return QImage(pixels, width, height, QImage.Format.Format_RGB32).copy()


@pytest.mark.parametrize("kind", ["jpg", "tiff with a jpeg"])
@pytest.mark.parametrize("size", [40, 400, 4000])
def test_a_jpeg_damaged_in_its_middle_is_refused(tmp_path: Path, size: int, kind: str):
    """It ends as it should, and Qt makes a picture of it without a word but one in its log."""
    path = written(tmp_path / "x.jpg", noise())
    whole = path.read_bytes()
    if kind != "jpg":
        image = noise()
        whole = tiff({**sized(image), 259: (3, [7]), 262: (3, [6]), 278: (3, [image.height()])}, [whole])
    at = len(whole) // 2
    junk = bytes(random.Random(size).randrange(255) for _ in range(size))  # none of it is a mark
    path.write_bytes(whole)
    read_photo(path)
    path.write_bytes(whole[:at] + junk + whole[at + size :])
    with pytest.raises(Refused, match=r"“x.jpg” cannot be read: it is damaged or not whole"):
        read_photo(path)


def test_what_a_camera_leaves_between_the_parts_is_no_damage(tmp_path: Path):
    whole = written(tmp_path / "x.jpg", noise()).read_bytes()
    assert whole.endswith(b"\xff\xd9")
    for name, content in (
        ("before its tables", whole[:20] + b"\x00" * 7 + whole[20:]),
        ("at its end", whole[:-2] + bytes(64) + whole[-2:]),
        ("behind it", whole + b"a film"),
    ):  # fmt: skip
        path = tmp_path / f"{name}.jpg"
        path.write_bytes(content)
        assert read_photo(path).width == 320


def test_what_others_say_meanwhile_is_still_heard(tmp_path: Path, qtlog: object):
    path = written(tmp_path / "x.jpg", noise())
    with listening() as said:
        qInfo("something else")
        read = QImage(str(path))
    assert not read.isNull()
    assert said == []
    assert "something else" in [record.message for record in qtlog.records]  # type: ignore[attr-defined]


def test_a_damaged_png_is_refused(tmp_path: Path):
    path = written(tmp_path / "x.png", a_picture(400, 400), "png")
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(Refused, match="damaged or not whole"):
        read_photo(path)


def test_somebody_may_stop_it(tmp_path: Path):
    with pytest.raises(Stopped):
        read_photo(written(tmp_path / "x.jpg", a_picture()), lambda: True)


def test_a_scan_is_a_pdf_as_it_is_or_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    paper = tmp_path / "consent of jane.PDF"
    paper.write_bytes(b"%PDF-1.7\nas it is")
    assert read_scan(paper) == Picture(b"%PDF-1.7\nas it is", MediaType.PDF)
    scanned = read_scan(with_exif(written(tmp_path / "scan.jpg", a_picture())))
    assert b"Exif" not in scanned.content
    with paper.open("r+b") as file:
        file.truncate(51 << 20)
    with pytest.raises(Refused, match="51 MB; at most 50 MB"):
        read_scan(paper)


def test_there_is_something_to_paste():
    with pytest.raises(Refused, match="no picture to paste"):
        picture_of(QImage())
    assert picture_of(a_picture()).width == 60
    assert QImageReader.allocationLimit() == 256
