"""What reading the shipped files came to, kept so that the next start need not read them again piece by piece.

A pack is believed only where it was made of the very bytes that the files have now, by the very code that is here now:
both are in its mark. A file that is mended, a figure that is changed, another version of the program: then it is read
anew, with every check. It lies where Python keeps compiled modules, and is not kept where those are not.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import pickle
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from charting.paths import PACKAGE

T = TypeVar("T")

FORM = b"charting pack 1\n"
MADE_BY = ("domain", "loading")
"""The rooms whose code decides what a file comes to."""


def packed(name: str, files: Iterable[Path], make: Callable[[], T], folder: Path | None = None) -> T:
    """What `make` gives of the files; from the pack of that name where there is one of just these files.

    `make` raises what is wrong with a file, and is asked whenever one cannot be read.
    """
    try:
        mark = _mark_of(sorted(files))
    except OSError:
        return make()
    pack = (folder or _beside_compiled()) / f"{name}.{sys.implementation.cache_tag}.pack"
    found: list[T] = _read(pack, mark)
    if found:
        return found[0]
    made = make()
    if not sys.dont_write_bytecode:
        _write(pack, mark, [made])
    return made


def _beside_compiled() -> Path:
    return Path(importlib.util.cache_from_source(str(PACKAGE / "loading" / "pack.py"))).parent


def _mark_of(files: list[Path]) -> bytes:
    """The bytes of the files, and size and time of our code, as Python tells its compiled modules from old ones."""
    mark = hashlib.sha256(FORM)
    for file in files:
        content = file.read_bytes()
        mark.update(f"{file.name} {len(content)}\n".encode() + content)
    for room in MADE_BY:
        for code in sorted((PACKAGE / room).rglob("*.py")):
            stat = code.stat()
            mark.update(f"{code.name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return mark.digest()


def _read(pack: Path, mark: bytes) -> list[Any]:
    """What is in the pack; nothing when it is not there, of other files, or not whole."""
    try:
        content = pack.read_bytes()
    except OSError:
        return []
    head = FORM + mark
    start = len(head) + hashlib.sha256().digest_size
    if content[:start] != head + hashlib.sha256(content[start:]).digest():
        return []
    try:
        read: list[Any] = _Unpacking(io.BytesIO(content[start:])).load()
    except pickle.UnpicklingError:
        return []
    return read


def _write(pack: Path, mark: bytes, values: list[Any]) -> None:
    out = io.BytesIO()
    packing = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    packing.dispatch_table = {MappingProxyType: lambda values: (_read_only, (dict(values),))}
    packing.dump(values)
    content = out.getvalue()
    part = pack.with_suffix(f".{os.getpid()}.part")
    with suppress(OSError):
        pack.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(FORM + mark + hashlib.sha256(content).digest() + content)
        part.replace(pack)


def _read_only(values: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(values)


class _Unpacking(pickle.Unpickler):
    """Makes our values and figures, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        ours = module.startswith("charting.domain.") and "." not in name
        if ours or (module, name) in (("decimal", "Decimal"), (__name__, "_read_only")):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"a pack holds no {module}.{name}")
