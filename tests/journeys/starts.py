"""What the record holds when a journey begins: patients, what they were given, what they said, vials in stock."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from charting.desk.session import Session
from charting.domain.people.consent import Consent, ConsentTo
from charting.domain.people.history import NOTHING_APPLIES
from charting.domain.people.patient import Patient, Sex
from charting.domain.visit.visit import Vial

BOTOX, DYSPORT = "ona_botox", "abo_dysport"


def known(
    session: Session, family: str, given: str, born: date, chart_no: str, sex: Sex = Sex.FEMALE, *, days_ago: int = 119
) -> Patient:
    """A patient who was asked about their health and agreed to be treated, some days ago; their chart is open."""
    patient = Patient(session.env.new_id(), family, given, born, chart_no, sex)
    session.patients.add(patient)
    at = session.env.clock() - timedelta(days=days_ago)
    session.store.histories.add_history(patient.id, replace(NOTHING_APPLIES, asked_at=at, asked_by="Dr X"))
    consent = Consent(session.env.new_id(), patient.id, at, (ConsentTo.TREATMENT,), taken_by="Dr X")
    session.health.give_consent(consent)
    return patient


def in_stock(session: Session, product: str = BOTOX, lot: str = "C7421", units: int = 100, ml: str = "2.5") -> Vial:
    """A vial in use, made up an hour ago."""
    now = session.env.clock()
    vial = Vial(
        session.env.new_id(), product, Decimal(units), lot, now.date() + timedelta(days=300), Decimal(ml),
        "sodium chloride 0.9 %", "S2204", now - timedelta(hours=1),
    )  # fmt: skip
    session.vials.add(vial)
    return vial
