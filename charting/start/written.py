"""What Python writes for our value classes, compiled once and kept beside its own compiled files.

`dataclasses` writes the methods of each class as text and compiles them anew at every start, six for one of ours: a
fifth of the time until a file is open. Kept is what each text came to, by the text itself: another text is another
entry, so nothing kept can be out of date. It lies where Python keeps its compiled modules, written and believed on the
same terms: of this version of Python, in a folder whose writer could as well write the program, or not at all.
"""

from __future__ import annotations

import dataclasses
import importlib.util
import marshal
import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

from charting import paths

_MARK = importlib.util.MAGIC_NUMBER + b"values\n"
_SUM_BYTES = 4


class Written:
    """The code of every text that is run between `put_to_use` and `keep`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._kept = _read(file)
        self._run: dict[str, CodeType] = {}
        self._is_more = False

    def put_to_use(self) -> None:
        """From now on `dataclasses` runs what it writes from here."""
        vars(dataclasses)["exec"] = self.run

    def run(self, text: str, scope: dict[str, Any], names: dict[str, Any]) -> None:
        """As the built-in `exec` does it, without compiling what was compiled before."""
        code = self._kept.get(text)
        if code is None:
            code = compile(text, "<string>", "exec")
            self._is_more = True
        self._run[text] = code
        exec(code, scope, names)

    def keep(self) -> None:
        """Write down what was run until now, if some of it was new and it can be written; then give way to `exec`."""
        vars(dataclasses).pop("exec", None)
        run, self._run, self._kept = self._run, {}, {}
        if not (run and self._is_more) or sys.dont_write_bytecode:
            return
        content = marshal.dumps(run)
        part = self._file.with_suffix(f".{os.getpid()}.part")
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(_MARK + zlib.crc32(content).to_bytes(_SUM_BYTES, "little") + content)
            part.replace(self._file)


def written() -> Written:
    """That of this program."""
    return Written(Path(importlib.util.cache_from_source(str(paths.PACKAGE / "values.py"))).with_suffix(".values"))


def _read(file: Path) -> dict[str, CodeType]:
    try:
        content = file.read_bytes()
    except OSError:
        return {}
    at = len(_MARK) + _SUM_BYTES
    whole = zlib.crc32(content[at:]).to_bytes(_SUM_BYTES, "little")
    if content[:at] != _MARK + whole:
        return {}
    kept: dict[str, CodeType] = marshal.loads(content[at:])
    return kept
