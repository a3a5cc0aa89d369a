"""A file of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from charting.store.database import Store
from tests.store.values import a_patient, clock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clinic.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, clock=clock) as opened:
        opened.add_patient(a_patient())
        yield opened
