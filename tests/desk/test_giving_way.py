"""The draft on the screen is signed elsewhere while somebody sits here who does not chart."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from charting.domain.face.face import View
from charting.domain.people.people import Person, Role
from charting.domain.visit.visit import InjectionPoint
from tests.desk.test_amending import ANA, Desk, desk

__all__ = ["desk"]  # a fixture


def an_administrator(other: Desk) -> None:
    adam = Person(str(uuid.UUID(int=9)), "Adam", frozenset({Role.ADMINISTRATOR}))
    other.session.change(who=replace(other.session.who, person=adam))


def test_an_administrator_looks_on_while_the_open_draft_is_changed_and_signed_elsewhere(desk: Desk, tmp_path: Path):
    desk.session.charting.new_visit()
    desk.session.points.place(InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    desk.session.charting.flush()
    other = Desk(tmp_path / "clinic.sqlite", first=1000)
    other.session.patients.open(ANA.id)
    an_administrator(other)
    desk.session.points.place(InjectionPoint(View.FRONT, 0.0, -52.0, Decimal(3)), mirror=False)
    signed = desk.session.signing.sign("Dr First")
    other.session.patients.reload()
    assert other.session.open.visit == signed
    assert other.session.open.visits == (signed,)  # nothing was charted here, so nothing is kept of it
    other.session.charting.close()
    other.store.close()


def test_what_was_left_unwritten_is_kept_though_an_administrator_sits_there_now(desk: Desk, tmp_path: Path):
    desk.session.charting.new_visit()
    desk.session.points.place(InjectionPoint(View.FRONT, 0.0, -50.0, Decimal(2)), mirror=False)
    desk.session.charting.flush()
    other = Desk(tmp_path / "clinic.sqlite", first=1000)
    other.session.patients.open(ANA.id)
    signed = desk.session.signing.sign("Dr First")
    other.session.points.place(InjectionPoint(View.FRONT, 0.0, -52.0, Decimal(3)), mirror=False)
    assert other.session.charting.flush() is not None
    an_administrator(other)
    other.session.patients.reload()
    assert other.session.open.visit == signed
    (kept,) = (visit for visit in other.session.open.visits if visit.is_draft)
    assert len(other.store.visits.get(kept.id).points) == 2
    other.session.charting.close()
    other.store.close()
