"""A whole visit charted with real events in a process of its own, killed by SIGKILL, reopened: nothing is missing."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from charting.store.database import Store

pytestmark = [pytest.mark.proof, pytest.mark.disk]

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_a_visit_of_20_points_survives_a_kill(tmp_path: Path, how: str) -> None:
    file = tmp_path / "charting.sqlite"
    died = subprocess.run(
        [sys.executable, "-m", "tests.journeys.chart_and_die", str(file), how],
        cwd=ROOT, capture_output=True, text=True, timeout=55, check=False,
    )  # fmt: skip
    assert died.returncode == -9, died.stderr
    shown = died.stdout.splitlines()
    with Store.open(file) as store:
        (patient,) = store.patients.search("journey 1990")
        (draft,) = store.visits.of(patient.id)
    assert draft.is_draft
    held = [f"{p.view.value} {p.x_mm} {p.y_mm} {p.units} {p.technique.value} {p.area}" for p in draft.points]
    assert held == shown
    assert len(held) == 20
    assert sum((p.units for p in draft.points if p.units), Decimal(0)) == Decimal(65)
