"""A keyring for tests of whole processes: its content and its mood are files that `CHARTING_TEST_RING` names."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked


def _folder() -> Path:
    return Path(os.environ["CHARTING_TEST_RING"])


class BusError(Exception):
    """What a bus library raises is no error of the keyring's own."""


class Ring(KeyringBackend):
    priority = 99  # type: ignore[assignment]

    def get_password(self, service, username):
        return None if self._mood() == "empty" else self._all().get(f"{service} {username}")

    def set_password(self, service, username, password):
        self._mood()
        kept = self._all() | {f"{service} {username}": password}
        (_folder() / "ring.json").write_text(json.dumps(kept))

    def _mood(self) -> str:
        mood = (_folder() / "mood").read_text()
        if mood == "locked":
            raise KeyringLocked("Failed to unlock the collection!")
        if mood == "hang":
            time.sleep(5)
        if mood == "bus":
            raise BusError("org.freedesktop.DBus.Error.NoReply")
        return mood

    def _all(self) -> dict[str, str]:
        try:
            return json.loads((_folder() / "ring.json").read_text())
        except FileNotFoundError:
            return {}
