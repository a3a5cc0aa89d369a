"""The desk under another account of the computer: it says that the key is missing, and looking makes none."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from charting.domain.clinic.audit_chain import key_id
from charting.start.keys import keeper
from charting.start.opening import local_now
from charting.store.database import Store
from tests.store.values import raw
from tests.test_desk import Open
from tests.test_desk_people import ANA, open_desk

__all__ = ["open_desk"]  # a fixture


def test_the_missing_key_is_said_and_looking_makes_none(
    open_desk: Open,
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    path, one, two = tmp_path / "clinic" / "clinic.sqlite", tmp_path / "one", tmp_path / "two"
    path.parent.mkdir()
    monkeypatch.setenv("CHARTING_KEYS", str(one))
    with Store.open(path, create=True, clock=local_now, keeper=keeper(path)) as store:
        store.patients.add(ANA)
        key = store.audit.key()
    count = raw(path, "SELECT count(*) FROM audit")
    monkeypatch.setenv("CHARTING_KEYS", str(two))
    _, window = open_desk(path)
    qtbot.waitUntil(lambda: key_id(key) in window.notice.text.text(), timeout=20_000)
    session = window.session
    session.patients.open(ANA.id)
    assert session.charting.flush() is None
    assert raw(path, "SELECT count(*) FROM audit") == count
    assert not list(two.rglob("*.json"))
    session.charting.new_visit()
    assert session.charting.flush() is None
    assert "view" in [action for (action,) in raw(path, "SELECT action FROM audit")]
    (spare,) = {found for (found,) in raw(path, "SELECT DISTINCT key_id FROM audit")} - {key_id(key)}
    assert len(list(two.rglob("*.json"))) == 1
    assert session.store.audit.learn_key(key)
    verdict = session.store.audit.verdict()
    assert (verdict.sound, verdict.unknown) == (True, ())
    assert spare != key_id(key)
