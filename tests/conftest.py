"""What every test shares: no screen is needed (`--headed` shows one), and nobody's own files are touched."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from tests.proofs.scale import PROOFS, examples

MEMORY = Path("/dev/shm")
"""Where the files of most tests lie: in memory, where a save waits for no disk. Not every system has it."""
ROOM = 2 * 1024**3
"""How many bytes have to be free there."""

PATIENCE_MS = 30_000
GARBAGE = 50_000
"""So many new objects are looked through for garbage after a test: most garbage is what the last tests left."""
ALL_OF_IT = 20
"""And after so many such looks everything is looked through."""

# A module is compiled once, and not again by each worker and each of the hundred processes that tests start.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long an example takes to draw is a matter of the machine, and of what else it does. The same examples are tried
# each time, so what they find is found at once; the proofs try many more.
settings.register_profile(
    "charting", deadline=None, derandomize=True, database=None, max_examples=examples(30, 150),
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
settings.load_profile("charting")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--headed", action="store_true", help="open real windows instead of painting offscreen")
    parser.addoption("--kills", type=int, default=2, help="how often each kill test ends a writing process (SIGKILL)")
    parser.addoption("--mutants", type=int, default=2000, help="how many mutated files the import has to refuse")
    parser.addoption("--sheets", type=int, default=20, help="how many sheets the memory test writes")
    parser.addoption("--record-journeys", action="store_true", help="write tests/journeys/table.toml anew")
    parser.addoption("--journey-pictures", default="", help="a folder for a picture of the screen at each reading")
    parser.addoption("--because", default="", help="why words of the journeys are others now, beside each in the table")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "disk: what is tested is how files lie on a disk; its own are not in memory")
    config.addinivalue_line("markers", "proof: a kill, or a walk of every window: in `python -m tests.proofs`")
    if not config.getoption("--headed"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Kills and walks of every window run in `python -m tests.proofs`, or where their file is named."""
    if os.environ.get(PROOFS):
        return
    named = {Path(str(argument).partition("::")[0]).resolve() for argument in config.args}
    left = [item for item in items if item.get_closest_marker("proof") and item.path not in named]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: Python need not look through it for garbage again and again.

    And it looks between tests only: a saving thread that happened to do it would take windows apart that are not its.
    """
    gc.collect()
    gc.freeze()
    gc.disable()


@pytest.fixture(scope="session", autouse=True)
def the_whole_application(qapp: QApplication) -> QApplication:
    """A process has one application: the first test that paints would else make one that can hold no window."""
    return qapp


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder of the test's own: in memory where there is room, on the disk for tests marked so."""
    if request.node.get_closest_marker("disk") is None:
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="charting-")).resolve()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def nothing_stays_open(the_whole_application: QApplication) -> Iterator[None]:
    """What a test closed is gone after it: Qt keeps it until an event loop runs, and each style counts all that is."""
    before = set(QApplication.topLevelWidgets())  # the desk that all tests of a file share
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow) and w not in before]
    for window in left:
        window.deleteLater()  # the tests after this one are not to blame
    assert not left, "a desk that stays costs every later test: qtbot.addWidget, or deleteLater when it is closed"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Iterator[None]:
    """When a test has let go of what it was given, its garbage goes: what is older is looked through seldom."""
    result = yield
    if gc.get_count()[0] > GARBAGE:
        gc.collect(2 if gc.get_count()[2] >= ALL_OF_IT else 1)
    return result


class PatientBot(QtBot):
    """Waits as long for a condition as a busy machine may take; what comes at once is not waited for."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitExposed(self, widget: QWidget, *, timeout: int = PATIENCE_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(the_whole_application: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def own_folders(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home of the test's own: its data, settings, cache and logs land there, on every system."""
    home = homes / str(next(_HOMES))
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in ("APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("CHARTING_DB", "CHARTING_LOGS", "CHARTING_SMOKE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CHARTING_KEYS", str(home / "keys"))  # nobody's keyring is asked
    yield home
    try:
        home.rmdir()  # most tests put nothing there
    except OSError:
        shutil.rmtree(home, ignore_errors=True)


_HOMES = count(1)
