"""A file of its own for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from charting.store.database import Store
from tests.store.values import a_patient, clock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "clinic.sqlite"


@pytest.fixture(scope="session")
def with_a_patient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with nobody but `a_patient`; a copy of it is there sooner than another one is made."""
    path = tmp_path_factory.mktemp("first") / "clinic.sqlite"
    with Store.open(path, clock=clock) as opened:
        opened.patients.add(a_patient())
    return path


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory, with_a_patient: Path) -> Callable[[], Path]:
    """Each call gives another file with nobody but `a_patient`: one for each example of hypothesis."""
    folder, number = tmp_path_factory.mktemp("fresh"), count(1)
    return lambda: Path(shutil.copy(with_a_patient, folder / f"{next(number)}.sqlite"))


@pytest.fixture
def store(path: Path, with_a_patient: Path) -> Iterator[Store]:
    with Store.open(shutil.copy(with_a_patient, path), clock=clock) as opened:
        yield opened
