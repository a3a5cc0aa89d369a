"""Whose page this is, on top of a dialog: name, date of birth, chart number."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout

from charting.domain.people.patient import Patient
from charting.ui.kit.elided import ElidedLabel
from charting.words.words import born_text, chart_text, person_name


def patient_head(patient: Patient | None) -> QFrame:
    """A bar with the patient in it; empty without one."""
    bar = QFrame()
    bar.setObjectName("bar")
    name = ElidedLabel("name")
    name.set_most_lines(2)
    if patient is not None:
        parts = (person_name(patient), born_text(patient), chart_text(patient))
        name.setText(" · ".join(part for part in parts if part))
    row = QHBoxLayout(bar)
    row.setContentsMargins(14, 8, 14, 8)
    row.addWidget(name)
    return bar
