"""Keeps the keys of the audit and remembers its last entries: in the system's keyring, else in files of its own.

Nothing of it lies in the folder of the database, where it would be copied along with it. What a keyring may lose, and
what a new computer does not have, is typed in again from the printed copy.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from charting import paths
from charting.domain.clinic.audit_chain import KEY_BYTES, Anchor, key_id
from charting.errors import StoreProblem
from charting.files import write_whole
from charting.start.ring import Ring, empty_handed
from charting.store.keeping import Keyless


class _Kept(NamedTuple):
    """The file of keys: those kept in it, the newest last, and whether more are in the keyring: those named in `ids`.

    `unsure`: the keyring could not be asked when the first key was made, and may have one nevertheless.
    """

    keys: tuple[str, ...] = ()
    keyring: bool = False
    ids: tuple[str, ...] = ()
    unsure: bool = False


class Keys:
    """The keys and anchors of this person on this computer; new ones go into the first of the folders.

    A keyring that cannot be asked just now is asked again; meanwhile what is written is sealed with a spare key, in a
    file of its own, so that both are known once it answers. `say` is told what is wrong with it, each thing once.
    """

    def __init__(
        self, folders: tuple[Path, ...], *, use_keyring: bool = True, say: Callable[[StoreProblem], None] | None = None
    ) -> None:
        self._folders = folders
        self._ring = Ring(use=use_keyring)
        self._say = say
        self._said: set[str] = set()
        self._known: dict[str, list[bytes]] = {}
        self._in_doubt: set[str] = set()
        self._lock = threading.RLock()

    def keys(self, file_id: str) -> Mapping[str, bytes]:
        """Every key of the file that is known here, by its name. A keyring that may have more is asked again."""
        with self._lock:
            if not self._known.get(file_id) or file_id in self._in_doubt:
                self._read(file_id)
            return {key_id(key): key for key in self._known[file_id]}

    def current(self, file_id: str) -> bytes:
        """The newest key of the file; made, and kept, when there is none."""
        with self._lock:
            if not self.keys(file_id):
                self.learn(file_id, secrets.token_bytes(KEY_BYTES))
            return self._known[file_id][-1]

    def learn(self, file_id: str, key: bytes) -> None:
        """Keep one more key; where it cannot be kept, it holds until the program ends."""
        with self._lock:
            if key not in self.keys(file_id).values():
                self._known[file_id] = [*self._known[file_id], key]
                self._write(file_id, key)

    # ------------------------------------------------------------------ anchors

    def anchor(self, file_id: str, path: Path) -> Anchor | None:
        """The last entry written to the file at this path; or, when it was moved here, at the one it was at."""
        there = [found for folder in self._folders if (found := _read_anchor(self._anchor_file(folder, file_id, path)))]
        if there:
            return max((anchor for anchor, _ in there), key=lambda anchor: anchor.seq)
        moved = [
            anchor
            for folder in self._folders
            for file in _files(folder, f"{file_id}-*.anchor")
            if (found := _read_anchor(file)) is not None
            for anchor, former in [found]
            if not Path(former).exists()
        ]
        return max(moved, key=lambda anchor: anchor.seq, default=None)

    def keep_anchor(self, file_id: str, path: Path, anchor: Anchor, *, durable: bool) -> None:
        """Remember the last entry. On a full disk it is the one before, which raises no alarm."""
        file = self._anchor_file(self._folders[0], file_id, path)
        content = f"{anchor.seq:012d} {anchor.seal.hex()} {path.resolve()}\n".encode()
        with suppress(OSError):
            try:
                handle = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
            except FileNotFoundError:
                _make_folder(file.parent)
                handle = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
            try:  # one write of the same length in the place of the former: it is the one or the other
                os.write(handle, content)
            finally:
                os.close(handle)
            if durable:  # beside the work: until then the anchor is one of before, which raises no alarm
                threading.Thread(target=_make_durable, args=(file,), name="anchor").start()

    def forget_anchor(self, file_id: str, path: Path) -> None:
        """The file at this path is about to be another copy."""
        for folder in self._folders:
            with suppress(OSError):
                self._anchor_file(folder, file_id, path).unlink(missing_ok=True)

    # ------------------------------------------------------------------ inside

    @staticmethod
    def _anchor_file(folder: Path, file_id: str, path: Path) -> Path:
        return folder / f"{file_id}-{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]}.anchor"

    def _read(self, file_id: str) -> None:
        kept = self._kept(file_id)
        found = [*(key.hex() for key in self._known.get(file_id, ())), *kept.keys]
        doubt = False
        if kept.keyring or kept.unsure or not found:
            found += (answered := self._ring.read(file_id))
            lacking = set(kept.ids) - {key_id(key) for key in map(_key, found) if key is not None}
            if kept.keyring and (lacking or not (kept.ids or answered)):
                doubt = True
                self._tell(self._ring.trouble or empty_handed())
            elif self._ring.trouble is not None and not kept.keyring and not self._ring.missing:
                doubt = True
                self._tell(self._ring.trouble)
        (self._in_doubt.add if doubt else self._in_doubt.discard)(file_id)
        self._known[file_id] = [key for key in map(_key, dict.fromkeys(found)) if key is not None]

    def _tell(self, trouble: StoreProblem) -> None:
        if self._say is not None and trouble.template not in self._said:
            self._said.add(trouble.template)
            self._say(trouble)

    def _kept(self, file_id: str) -> _Kept:
        kept = _Kept()
        for folder in self._folders:
            with suppress(OSError, ValueError, RecursionError):
                one = _read_kept((folder / f"{file_id}.json").read_text(encoding="utf-8"))
                kept = _Kept(
                    (*kept.keys, *one.keys), kept.keyring or one.keyring, (*kept.ids, *one.ids),
                    kept.unsure or one.unsure,
                )  # fmt: skip
        return kept

    def _write(self, file_id: str, key: bytes) -> None:
        """Keep a key in the keyring; while that may hold others that are not known now, in a file beside its note."""
        kept, doubt = self._kept(file_id), file_id in self._in_doubt
        mine = list(dict.fromkeys([*kept.keys, key.hex()]))
        there = [] if doubt else self._ring.add(file_id, mine)
        if there:
            ids = [key_id(one) for one in map(_key, there) if one is not None]
            kept = _Kept((), keyring=True, ids=tuple(dict.fromkeys([*kept.ids, *ids])))
        else:
            kept = _Kept(tuple(mine), kept.keyring, kept.ids, unsure=doubt and not kept.keyring)
        for folder in self._folders:
            with suppress(OSError):
                _write_private(folder / f"{file_id}.json", json.dumps(kept._asdict(), separators=(",", ":")).encode())
                return


class ThrowAway(Keyless):
    """Keys of a file that nobody will look at tomorrow: made up, and forgotten with it."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(KEY_BYTES)

    def keys(self, file_id: str) -> Mapping[str, bytes]:
        return {key_id(self._key): self._key}

    def current(self, file_id: str) -> bytes:
        return self._key


def keeper(database: Path, say: Callable[[StoreProblem], None] | None = None) -> Keys:
    """What keeps the key of this database: outside its folder, wherever that is possible.

    `say` is told what is wrong with the keyring.
    """
    home = database.absolute().parent
    folders = paths.key_folders()
    apart = [one for one in folders if not one.is_relative_to(home) and not home.is_relative_to(one)]
    return Keys(
        (*apart, *(one for one in folders if one not in apart)), use_keyring=paths.KEYS not in os.environ, say=say
    )


def _read_kept(text: str) -> _Kept:
    """A file of keys; ValueError when anything in it is not of its kind. What a newer program added is passed over."""
    written = json.loads(text)
    if not isinstance(written, dict):
        raise ValueError("it is no object")
    lists = [written.get(name, []) for name in ("keys", "ids")]
    flags = [written.get(name, False) for name in ("keyring", "unsure")]
    fit = all(isinstance(one, list) and all(isinstance(text, str) for text in one) for one in lists)
    if not fit or not all(isinstance(one, bool) for one in flags):
        raise ValueError("something in it is not of its kind")
    return _Kept(tuple(lists[0]), flags[0], tuple(lists[1]), flags[1])


def _key(text: str) -> bytes | None:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        return None
    return key if len(key) == KEY_BYTES else None


def _read_anchor(file: Path) -> tuple[Anchor, str] | None:
    try:
        seq, seal, path = file.read_text(encoding="utf-8").rstrip("\n").split(" ", 2)
        return Anchor(int(seq), bytes.fromhex(seal)), path
    except (OSError, ValueError):
        return None


def _make_durable(file: Path) -> None:
    with suppress(OSError), file.open("rb+") as written:
        os.fsync(written.fileno())


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(folder.glob(pattern)) if folder.is_dir() else []


def _make_folder(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _write_private(target: Path, content: bytes) -> None:
    """A whole file that only its owner may read, or the former one."""
    _make_folder(target.parent)
    write_whole(target, content)
