"""What every test shares: no screen is needed (`--headed` shows one), and nobody's own files are touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings
from PySide6.QtWidgets import QApplication

settings.register_profile("charting", deadline=None, derandomize=True, database=None, max_examples=60)
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
    if not config.getoption("--headed"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


@pytest.fixture(scope="session", autouse=True)
def the_whole_application(qapp: QApplication) -> QApplication:
    """A process has one application: the first test that paints would else make one that can hold no window."""
    return qapp


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own: its data, settings, cache and logs land there, on every system."""
    home = tmp_path_factory.mktemp("home", numbered=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    for name in ("APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.lower()))
    for name in ("CHARTING_DB", "CHARTING_LOGS", "CHARTING_SMOKE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CHARTING_KEYS", str(home / "keys"))  # nobody's keyring is asked
    return home
