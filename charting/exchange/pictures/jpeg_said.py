"""What Qt says while it decodes JPEGs: of one that is damaged in its middle it makes a picture all the same.

Qt has no error for it: libjpeg goes on behind the damage, and only a message of the log tells. A damage that leaves
every code of the pixels possible is told by nobody; no sum of them is kept in a JPEG.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

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
