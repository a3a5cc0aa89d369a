"""Writes what follows from the schema: run it after each change of the schema.

tests/files/schema-N.sqlite is the stored database of the schema of today, charting/store/schema_whole.sql what a new
file is made of.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from charting.domain.clinic.clinic import ClinicSettings, Price
from charting.domain.people.consent import Consent, ConsentTo
from charting.domain.people.history import Answer, PatientHistory
from charting.domain.people.people import Person, Role
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.record import Addendum, Reason, Why
from charting.domain.visit.visit import Kind, Vial
from charting.store import migrations
from charting.store.database import Store
from charting.store.dbapi import connect
from charting.store.protection import SCHEMA
from tests.store.values import FOUND, NOON, a_patient, a_visit, clock, signed, some_id

VIAL = Vial(
    some_id(300), "ona_botox", Decimal(100), " 007 A", date(2027, 3, 31), Decimal("2.5"), "saline", "S1", NOON,
    "05012345678900", "S77",
)  # fmt: skip
INJECTOR = Person(some_id(303), "Dr Sign", frozenset({Role.INJECTOR, Role.ADMINISTRATOR}))
HISTORY = PatientHistory(allergies=("latex",), milk_protein=Answer.YES, asked_at=NOON, asked_by="Dr Sign")


def make(path: Path) -> None:
    """A patient with corrected details, a signed visit and a draft that looks back at it; how the visit went.

    With them a vial, a reason, a person, a note after signing, history, consent, settings, a price and the audit.
    """
    path.unlink(missing_ok=True)
    with Store.open(path, clock=clock) as store:
        patient = a_patient(family_name="Angstrom", chart_no="10482")
        store.patients.add(patient)
        store.visits.save_draft(a_visit(100))
        signed(store, a_visit(100))
        store.patients.change(replace(patient, family_name="Ångström"))
        later = a_visit(101, points=2, at=NOON + timedelta(days=90), kind=Kind.TOUCH_UP, of=some_id(100), review=FOUND)
        points = tuple(replace(point, vial=1, placed_by="Dr Sign") for point in later.points)
        why = Why("forehead:im", Reason.CORRECTION, units=Decimal("3"))
        store.visits.save_draft(replace(later, points=points, vials=(VIAL,), whys=(why,), recorded_at=later.at))
        store.outcomes.set_pin(patient.id, some_id(100))
        store.outcomes.set_recall(patient.id, date(2026, 10, 14))
        store.outcomes.set_wore_off(WoreOff(some_id(100), "forehead", date(2026, 11, 3), about=True))
        store.stock.add(VIAL)
        store.people.add(INJECTOR, "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$c29tZWhhc2g")
        store.amendments.add_addendum(some_id(100), Addendum(some_id(301), NOON, "Dr Sign", "Called: all is well."))
        store.histories.add_history(patient.id, HISTORY)
        store.histories.add_consent(Consent(some_id(302), patient.id, NOON, (ConsentTo.TREATMENT,), taken_by="Dr Sign"))
        store.clinic.set_settings(ClinicSettings("Clinic", photos_wanted=True, set_by="Dr Sign", set_at=NOON))
        store.clinic.set_price(Price("ona_botox", None, Decimal("12.5"), "EUR", "Dr Sign", NOON))


def by_all_steps() -> str:
    """The schema that an empty file comes to when it goes through every step."""
    conn = connect(":memory:", isolation_level=None)
    try:
        migrations.MIGRATIONS.apply(migrations.Database(conn, execute_plugins=False))
        return migrations.whole(conn)
    finally:
        conn.close()


if __name__ == "__main__":
    migrations.WHOLE.write_text(by_all_steps(), encoding="utf-8", newline="\n")
    make(Path(__file__).parent.parent / "files" / f"schema-{SCHEMA}.sqlite")
