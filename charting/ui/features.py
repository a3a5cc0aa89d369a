"""The features of the desk, each with a `feature.py` of its own. A new one is named here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

from charting.ui.ask import feature as ask
from charting.ui.clinic import feature as clinic
from charting.ui.face import feature as face
from charting.ui.files import feature as files
from charting.ui.past import feature as past
from charting.ui.patient import feature as patient
from charting.ui.people import feature as people
from charting.ui.shell import program
from charting.ui.shell.feature import Feature, Host
from charting.ui.vials import feature as vials
from charting.ui.visit import feature as visit

FEATURES: tuple[Callable[[Host], Feature], ...] = (
    face.feature, patient.feature, past.feature, visit.feature, vials.feature, clinic.feature, people.feature,
    files.feature, ask.feature, program.feature,
)  # fmt: skip
