"""HEIC, the form of an iPhone's photographs: read by Qt where it can, else by a plugin in a process of its own.

The decoder is large and written in C++, and the file comes from anywhere: it may take its own process down, nothing
else. Only `pi-heif` is asked, which decodes and has no part under a licence that would bind this program.
"""

from __future__ import annotations

import importlib.util
import struct
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

from PySide6.QtGui import QImage, QImageReader

from charting.errors import Refused

BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
AVIF = (b"avif", b"avis")
PLUGIN = "pi_heif"
SECONDS = 60
_HEAD = struct.Struct(">II")


def is_heic(head: bytes) -> bool:
    """Whether a file begins as HEIC or AVIF does."""
    return head[4:8] == b"ftyp" and head[8:12] in (*BRANDS, *AVIF)


def qt_reads(head: bytes) -> bool:
    """Whether Qt of this computer reads it, as on a Mac."""
    known = {bytes(kind.data()) for kind in QImageReader.supportedImageFormats()}
    return bool(known & ({b"avif"} if head[8:12] in AVIF else {b"heic", b"heif"}))


def read_heic(path: Path, head: bytes, most_bytes: int) -> QImage:
    """The upright picture; Refused with what to do where it cannot be read."""
    if head[8:12] in AVIF:
        raise Refused(
            "“{name}” is an AVIF picture, which cannot be read on this computer; save it as JPEG and add that.",
            name=path.name,
        )  # fmt: skip
    if getattr(sys, "frozen", False) or importlib.util.find_spec(PLUGIN) is None:
        raise Refused(
            "“{name}” is a HEIC picture, which cannot be read on this computer; save it as JPEG and add that. On an"
            " iPhone: Settings, Camera, Formats, Most Compatible takes all photographs to come as JPEG.",
            name=path.name,
        )  # fmt: skip
    command = [sys.executable, "-P", "-c", _CHILD, str(path), str(most_bytes)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired):
        _refuse(path)
    if done.returncode or len(done.stdout) < _HEAD.size:
        _refuse(path)
    width, height = _HEAD.unpack_from(done.stdout)
    pixels = done.stdout[_HEAD.size :]
    if len(pixels) != width * height * 3 or not pixels:
        _refuse(path)
    return QImage(pixels, width, height, width * 3, QImage.Format.Format_RGB888).copy()


def _refuse(path: Path) -> NoReturn:
    raise Refused(
        "“{name}” cannot be read: it is damaged, not whole, or too large. Save it as JPEG and add that.", name=path.name
    )


_CHILD = """
import struct, sys
import pi_heif
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
except (ImportError, ValueError, OSError):
    pass
file = pi_heif.open_heif(sys.argv[1], convert_hdr_to_8bit=True)
picture = file[file.primary_index]
width, height = picture.size
if width * height * 4 > int(sys.argv[2]):
    sys.exit(3)
step = {"RGB": 3, "RGBA": 4}[picture.mode]
stride, data = picture.stride, bytes(picture.data)
out = sys.stdout.buffer
out.write(struct.pack(">II", width, height))
for row in range(height):
    line = data[row * stride : row * stride + width * step]
    if step == 4:
        plain = bytearray(width * 3)
        for n in range(3):
            plain[n::3] = line[n::4]
        line = bytes(plain)
    out.write(line)
"""
"""Decodes in a process of its own; with nothing of this program in it. Three bytes a pixel come back."""
