"""The running desk: opens the file, refreshes, backs up, restores, locks, says what is wrong and never loses work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from charting import paths
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint, Visit
from charting.errors import Problem
from charting.start.beginning import Beginning
from charting.start.crash import CrashLog
from charting.start.opening import local_now
from charting.start.settings import Settings, load_settings, save_settings
from charting.store.database import Store
from charting.store.dbapi import connect
from tests.ui.desk import DeskWindow

ROOT = Path(__file__).resolve().parents[1]
ANA = Patient("018f0000-0000-7000-8000-000000000001", "Ångström", "Ana", date(1990, 1, 2), "77")
Open = Callable[[Path], tuple[Beginning, DeskWindow]]


@pytest.fixture
def open_desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Open]:
    desks: list[tuple[Beginning, DeskWindow]] = []

    def open_one(path: Path) -> tuple[Beginning, DeskWindow]:
        desk = Beginning(qapp, path, demo=False)
        window = desk.open_beside()
        desks.append((desk, window))
        qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
        return desk, window

    yield open_one
    for desk, window in desks:
        window.close()
        desk.wait()
        window.deleteLater()
        desk.deleteLater()


@contextmanager
def sqlite_of(path: Path) -> Iterator[Any]:
    """The file as another tool opens it."""
    with closing(connect(str(path), isolation_level=None)) as connection:
        yield connection


def chart(window: DeskWindow) -> Visit:
    session = window.session
    assert session is not None
    if session.open.patient is None:
        session.patients.add(ANA)
    session.charting.new_visit()
    session.points.place(InjectionPoint(View.FRONT, 0, -50, Decimal("1.5")), mirror=False)
    assert session.open.visit is not None
    return session.open.visit


def test_a_new_file_is_made_and_a_draft_is_there_on_the_next_start(open_desk: Open, tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    _, window = open_desk(file)
    assert window.session is not None
    assert window.session.open.patient is None
    visit = chart(window)
    window.close()
    _, again = open_desk(file)
    assert again.session is not None
    assert again.session.open.visit == visit


def test_closing_after_a_change_leaves_a_verified_backup(open_desk: Open, tmp_path: Path) -> None:
    _, window = open_desk(tmp_path / "a.sqlite")
    visit = chart(window)
    window.close()
    (backup,) = (tmp_path / "backups").iterdir()
    with Store.open(backup) as copy:
        assert copy.visits.get(visit.id) == visit
    _, again = open_desk(tmp_path / "a.sqlite")
    again.close()
    assert len(list((tmp_path / "backups").iterdir())) == 1


def test_what_an_import_writes_beside_the_desk_is_shown(open_desk: Open, tmp_path: Path, qtbot: QtBot) -> None:
    _, window = open_desk(tmp_path / "a.sqlite")
    chart(window)
    session = window.session
    assert session is not None
    session.charting.flush()
    with Store.open(tmp_path / "a.sqlite") as other:
        other.visits.save_draft(
            Visit("018f0000-0000-7000-8000-00000000000a", ANA.id, datetime(2026, 1, 2, tzinfo=UTC), product="ona_botox")
        )
    qtbot.waitUntil(lambda: len(session.open.visits) == 2, timeout=20_000)


def test_back_up_and_restore_from_the_menu(open_desk: Open, tmp_path: Path, qtbot: QtBot) -> None:
    _, window = open_desk(tmp_path / "a.sqlite")
    heard: list[str] = []
    window.hub.notice.connect(heard.append)
    first = chart(window)
    window.host.backup_requested.emit(str(tmp_path / "copy.sqlite"))
    assert "copy.sqlite" in heard[-1]
    assert window.session is not None
    window.session.charting.discard_draft()
    window.session.charting.flush()
    window.host.restore_requested.emit(str(tmp_path / "copy.sqlite"))
    assert "restored" in heard[-1]
    assert window.session.open.visit == first
    assert [f.name for f in (tmp_path / "backups").iterdir() if "before-restore" in f.name]


def test_a_file_that_lost_its_protection_gets_it_back_and_the_desk_says_so(open_desk: Open, tmp_path: Path) -> None:
    _, window = open_desk(tmp_path / "a.sqlite")
    chart(window)
    window.close()
    with sqlite_of(tmp_path / "a.sqlite") as other:
        other.execute("DROP TRIGGER visit_update")
    _, again = open_desk(tmp_path / "a.sqlite")
    assert again.notice.text.text()
    assert again.notice.isVisibleTo(again)


def test_a_bad_backup_is_refused_and_the_desk_goes_on(open_desk: Open, tmp_path: Path) -> None:
    _, window = open_desk(tmp_path / "a.sqlite")
    problems: list[Problem] = []
    window.hub.problem.connect(problems.append)
    visit = chart(window)
    (tmp_path / "bad.sqlite").write_bytes(b"not a database at all" * 100)
    window.host.restore_requested.emit(str(tmp_path / "bad.sqlite"))
    assert "bad.sqlite" in str(problems[-1])
    assert window.session is not None
    assert window.session.open.visit == visit


# ---------------------------------------------------------------------- as a program


def charting(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "charting", *arguments], cwd=ROOT, text=True, env={**os.environ, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def wait_until_open(desk: subprocess.Popen[str], file: Path) -> None:
    """Until the desk holds the file and has nothing left to do: none of its threads wants to run for half a second."""
    until, still = time.monotonic() + 50, 0
    while still < 10 and time.monotonic() < until and desk.poll() is None:
        held = file.exists() and Path(f"{file}.lock").exists()
        still = still + 1 if held and not running(desk.pid) else 0
        time.sleep(0.05)
    if not Path("/proc/self/task").is_dir():
        time.sleep(2.5)  # where the system does not tell what its processes do


def running(process: int) -> bool:
    """Whether a thread of it runs, or would if it got its turn, or waits for the disk."""
    states = []
    for thread in Path(f"/proc/{process}/task").glob("*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            states.append(thread.read_text().rpartition(")")[2].split()[0])
    return any(state != "S" for state in states)


def test_a_second_desk_raises_the_first_and_restore_is_refused_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    first = charting("--db", str(file), "open")
    try:
        wait_until_open(first, file)
        second = charting("--db", str(file), "open")
        _, said = second.communicate(timeout=50)
        assert (second.returncode, said.replace("This plugin does not support propagateSizeHints()\n", "")) == (0, "")
        copy = charting("--db", str(file), "backup", str(tmp_path / "copy.sqlite"))
        copy.communicate(timeout=50)
        assert copy.returncode == 0
        refused = charting("--db", str(file), "restore", str(tmp_path / "copy.sqlite"))
        _, said = refused.communicate(timeout=50)
        assert refused.returncode == 1
        assert said.strip()
        assert "Traceback" not in said
        assert first.poll() is None
    finally:
        first.kill()
        first.communicate()


def test_the_very_first_start_makes_the_persons_own_file(tmp_path: Path, own_folders: Path) -> None:
    picture = tmp_path / "desk.png"
    first = charting(CHARTING_SMOKE=str(picture))
    _, said = first.communicate(timeout=50)
    assert first.returncode == 0, said
    assert paths.default_database().is_file()
    assert not QImage(str(picture)).isNull()
    gone = charting("--db", str(tmp_path / "gone" / "a.sqlite"), CHARTING_SMOKE=str(picture))
    _, said = gone.communicate(timeout=50)
    assert gone.returncode == 1
    assert "gone" in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_asked_to_end_the_desk_closes_as_if_by_hand(tmp_path: Path) -> None:
    file = tmp_path / "a.sqlite"
    with Store.open(file) as store:
        store.patients.add(ANA)
    desk = charting("--db", str(file), "open")
    wait_until_open(desk, file)
    desk.terminate()
    desk.communicate(timeout=50)
    assert desk.returncode == 0
    assert not Path(f"{file}.lock").exists()
    assert list((tmp_path / "backups").iterdir())


def test_the_demo_paints_a_full_desk(tmp_path: Path) -> None:
    picture = tmp_path / "desk.png"
    demo = charting("demo", CHARTING_SMOKE=str(picture))
    _, said = demo.communicate(timeout=50)
    assert demo.returncode == 0, said
    image = QImage(str(picture))
    assert image.width() >= 1024
    colours = {image.pixelColor(x, image.height() // 3).name() for x in range(0, image.width(), 3)}
    assert len(colours) > 20


@pytest.mark.parametrize("content", [b"not a database" * 100, b"SQLite format 3\x00" + b"\x00" * 2000])
def test_a_file_that_cannot_be_opened_is_a_sentence_and_stays_as_it_is(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "bad.sqlite"
    file.write_bytes(content)
    desk = charting("--db", str(file), "open")
    _, said = desk.communicate(timeout=50)
    assert desk.returncode == 1
    sentence = said.replace("This plugin does not support propagateSizeHints()\n", "").strip()
    assert "bad.sqlite" in sentence
    assert len(sentence) <= 500
    assert "Traceback" not in said
    assert file.read_bytes() == content


# ---------------------------------------------------------------------- settings and faults


def test_settings_are_kept_and_broken_ones_fall_back(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.json"
    save_settings(file, Settings(look="dark", width=1500))
    assert load_settings(file) == Settings(look="dark", width=1500)
    for broken in (b"{", b'{"look": "pink"}', b"\xff", json.dumps({"width": "wide"}).encode()):
        file.write_bytes(broken)
        assert load_settings(file) == Settings()
    deep = b'{"look": "dark", "x": ' + b"[" * 200_000 + b"}"
    for absurd in ("1e9999999", "1E400", "1" * 100_000, "99999999999", "-5", "0", "0.5", "-0.0", "NaN", "true", "null"):
        file.write_text(f'{{"look": "dark", "width": {absurd}, "height": 1000}}')
        assert load_settings(file) in (Settings(look="dark", height=1000), Settings()), absurd
    file.write_text('{"look": "dark", "width": 99999999999, "height": 1000}')
    assert load_settings(file) == Settings(look="dark", height=1000), "what can be meant stays"
    file.write_bytes(deep)
    assert load_settings(file) == Settings()
    assert load_settings(tmp_path / "none.json") == Settings()
    save_settings(tmp_path / "deep" / "settings.json" / "under-a-file.json", Settings())


ABSURD: dict[str, bytes] = {
    "huge": b'{"width": 99999999999, "height": -5, "look": "dark"}',
    "beyond all bounds": b'{"width": 1e999, "height": -1e999, "look": "dark"}',
    "no numbers": b'{"width": NaN, "height": Infinity, "look": "dark", "maximized": "yes"}',
    "a thousand figures": b'{"width": ' + b"9" * 10_000 + b', "look": "dark"}',
    "other kinds": b'{"width": [1440], "height": {"px": 900}, "look": "dark", "maximized": 7}',
    "words, days and nothing": b'{"width": "1440", "height": "2026-02-30", "look": "dark", "maximized": null}',
    "a fraction": b'{"width": 1440.5, "height": 1e-300, "look": "dark"}',
}


@pytest.mark.parametrize("what", ABSURD)
def test_an_absurd_setting_falls_back_by_itself_and_the_desk_starts(open_desk: Open, tmp_path: Path, what: str) -> None:
    file = paths.settings_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(ABSURD[what])
    assert load_settings(file) == Settings(look="dark")
    assert file.read_bytes() == ABSURD[what]
    _, window = open_desk(tmp_path / "a.sqlite")
    assert window.isVisible()


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"a":' * 100_000, b"null", b"[1, 2]", b'"dark"', b"{", b"\xff\xfe", b" " * 2_000_000],
    ids=range(8),
)
def test_what_is_no_settings_at_all_is_put_aside(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    assert load_settings(file) == Settings()
    assert file.read_bytes() == content
    save_settings(file, Settings(look="light"))
    assert load_settings(file) == Settings(look="light")
    assert (tmp_path / "settings.unreadable.json").read_bytes() == content


def test_what_else_stands_in_the_settings_stays(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(b'{"of_a_newer_one": [1, {"deep": true}], "width": 1500}')
    save_settings(file, Settings(look="dark", width=1600))
    assert json.loads(file.read_bytes()) == {
        "of_a_newer_one": [1, {"deep": True}], "width": 1600, "height": 900, "look": "dark", "maximized": False,
    }  # fmt: skip


def test_a_fault_is_noted_by_place_and_never_by_value(tmp_path: Path) -> None:
    from charting.start.crash import places_of

    log = CrashLog(tmp_path / "logs")
    try:
        raise ValueError("Ångström, Ana 1990-01-02")
    except ValueError as fault:
        log.note("ValueError", places_of(fault.__traceback__))
    text = log.file.read_text(encoding="utf-8")
    assert "test_desk.py" in text
    assert "ngstr" not in text
    unwritable = CrashLog(log.file / "inside-a-file")
    unwritable.note("ValueError", [])


def test_paths_are_found_from_a_checkout(own_folders: Path) -> None:
    assert (paths.resources() / "face" / "front-1.svg").is_file()
    assert paths.default_database().name == "charting.sqlite"
    assert str(paths.default_database()).startswith(str(own_folders))
    assert local_now().utcoffset() is not None
    assert replace(ANA, chart_no=None).chart_no is None
