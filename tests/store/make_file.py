"""Makes tests/files/schema-N.sqlite, the stored database of the schema of today. Run once for each new schema."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from charting.domain.outcome import WoreOff
from charting.domain.visit import Kind
from charting.store import migrations
from charting.store.database import Store
from tests.store.values import FOUND, NOON, a_patient, a_visit, clock, signed, some_id


def make(path: Path) -> None:
    """A patient with corrected details, a signed visit and a draft that looks back at it; how the visit went."""
    path.unlink(missing_ok=True)
    with Store.open(path, clock=clock) as store:
        patient = a_patient(family_name="Angstrom", chart_no="10482")
        store.add_patient(patient)
        store.save_draft(a_visit(100))
        signed(store, a_visit(100))
        store.change_patient(replace(patient, family_name="Ångström"))
        later = a_visit(101, points=2, at=NOON + timedelta(days=90), kind=Kind.TOUCH_UP, of=some_id(100), review=FOUND)
        store.save_draft(later)
        store.set_pin(patient.id, some_id(100))
        store.set_recall(patient.id, date(2026, 10, 14))
        store.set_wore_off(WoreOff(some_id(100), "forehead", date(2026, 11, 3), about=True))


if __name__ == "__main__":
    make(Path(__file__).parent.parent / "files" / f"schema-{migrations.SCHEMA}.sqlite")
