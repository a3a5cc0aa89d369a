"""Every public operation of the session, found by looking: at a locked desk, before anybody came, and as each role.

Nothing here names the operations one by one, but for those that need a decision: what works at a locked desk, and who
may do what is written. A new operation is called like all others.
"""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from charting.desk import people
from charting.desk.asking import Answer, Asked
from charting.desk.audit import Sought
from charting.desk.importing import bring_in_at, known_at
from charting.desk.paper import charts_at, gathering_at
from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.desk.who import NotAllowed
from charting.domain.cautions.rule import CautionNote
from charting.domain.clinic.clinic import ClinicPattern, ClinicSettings, PaperSettings
from charting.domain.clinic.stock import Closed
from charting.domain.dosing.reference import RangeStyle
from charting.domain.past.asking import Question
from charting.domain.people.attachment import Attachment, AttachmentKind, MediaType, Picture
from charting.domain.people.consent import Consent, ConsentTo
from charting.domain.people.history import PatientHistory
from charting.domain.people.patient import Patient
from charting.domain.people.people import Person, Role
from charting.domain.visit.chart import Selection
from charting.domain.visit.outcome import Review, WoreOff
from charting.domain.visit.readiness import Check
from charting.domain.visit.record import Bulging, Reason, Thickness
from charting.domain.visit.visit import Kind, Signature, Technique, Vial, Visit
from charting.errors import Refused
from charting.store.database import Store
from tests.desk.operations import Operation, operations
from tests.desk.test_people import RIGHT, Desk
from tests.desk.test_session import FOREHEAD

MARKS = ("Secretname", "018f0000-0000-7000-8000-0000000005ec", "SECRETLOT", "18f-secret")
"""What stands in the chart that is open when the desk is locked; nothing of it comes out."""
SECRET = Patient(MARKS[1], MARKS[0], "Ana", date(1990, 1, 2), MARKS[3])
OTHER = Visit("018f0000-0000-7000-8000-000000000077", "018f0000-0000-7000-8000-000000000078",
              datetime(2026, 7, 1, 8, tzinfo=UTC), product="ona_botox", points=(FOREHEAD,))  # fmt: skip
EVERY = frozenset(Role)
BOTH = frozenset({Role.INJECTOR, Role.ASSISTANT})
INJECTOR, ADMINISTRATOR = frozenset({Role.INJECTOR}), frozenset({Role.ADMINISTRATOR})

AT_A_LOCKED_DESK = {
    "charting.flush": "what was finished is saved",
    "charting.settle": "the same",
    "charting.close": "the program may be ended",
    "people.come_back": "somebody signs in",
    "people.sign_in": "somebody signs in",
    "people.unlock": "somebody signs in",
    "people.verify": "a password is looked at",
    "people.sign_out": "somebody leaves",
    "people.who_can_come": "somebody chooses their name",
    "Session.path": "where the file is says nothing of what is in it",
}
NOTHING_AT_A_LOCKED_DESK = {
    "patients.reload": "what another process wrote is read for who comes",
    "Session.view_again": "nothing is seen",
    "people.lock": "it is locked",
}
"""What comes to nothing there, and is called by the clock or the window without being asked for."""

WHO_MAY = {
    EVERY: """
        patients.add patients.change patients.open patients.reload patients.look_back
        charting.flush charting.settle past.set_recall importing.bring_in_at vials.add vials.correct vials.close
        vials.reopen health.note_copy audit.note_paper asking.note_export audit.note_export audit.keep_key
        Session.view_again people.lock people.sign_out people.sign_in people.come_back people.verify
        people.change_password people.change_pin signing.sign signing.keep_signed""",
    BOTH: """
        charting.begin charting.new_visit charting.discard_draft charting.edit charting.set_product charting.show
        amending.add_note amending.correct patterns.place patterns.save
        consulting.choose consulting.mark_sign consulting.note
        findings.found_bulging findings.found_thickness follow_up.keep_review follow_up.keep_wore_off
        health.add_photo health.give_consent health.hide_photo health.keep_history health.label_photo health.show_again
        health.withdraw_consent judging.see repeating.new_review repeating.new_touch_up past.pin
        repeating.repeat past.set_wore_off points.choose_area points.dose points.mirror_points points.move
        points.place points.place_pattern points.remove points.set_technique readiness.tick vials.new_with_other_product
        vials.pick vials.pick_next whys.give whys.take_back""",
    INJECTOR: "amending.enter_in_error reviewed.record",
    ADMINISTRATOR: """
        audit.show_key patterns.hide patterns.rename settings.reset_price
        settings.reset_range settings.set_paper settings.set_price settings.set_range settings.set_settings
        settings.set_sharing people.add_person
        people.change_person people.reset_password""",
}
"""Who may do what writes into the file; what only reads is for everybody who is there.

It is an injector who signs, by a proof of their own, whoever sits at the desk: the operations are called with one.
"""
MAY = {name: who for who, names in WHO_MAY.items() for name in names.split()}

NAMED = {"str", "str | None", "Visit", "Visit | None"}
"""Of these types a parameter's name says which is meant."""


OPERATIONS = operations()


class Chair(Desk):
    """A desk with three people and an open chart; `given` are values for the parameters of operations."""

    def open(self) -> None:
        super().open()
        del self.store.audit.note  # the audit is the real one here

    def fill(self) -> None:
        session = self.session
        session.patients.add(SECRET)
        session.charting.new_visit()
        session.charting.edit("lot", replace(session.open.visit, lot=MARKS[2], points=(FOREHEAD,)))
        self.eve = session.people.make_first("Dr Eve", RIGHT, "4711").person
        self.people = {
            Role.INJECTOR: session.people.add_person("Ines", INJECTOR, RIGHT, "4711"),
            Role.ASSISTANT: session.people.add_person("Ida", frozenset({Role.ASSISTANT}), RIGHT, "4711"),
            Role.ADMINISTRATOR: session.people.add_person("Ada", ADMINISTRATOR, RIGHT, "4711"),
        }
        session.charting.flush()

    def sit_down(self, person: Person) -> None:
        self.session.people.sign_in(people.Proof(person, self.session.env.clock()))

    def given(self, visit: Visit) -> dict[str, Any]:
        """By the name of the parameter, else by its type. `visit` is one that the operation is called with."""
        note = CautionNote("k", "k", "", "", "s", "A")
        photo = Attachment("a", visit.patient_id, AttachmentKind.PHOTO, MediaType.JPEG, "0" * 64, 1, self.now)
        pattern = ClinicPattern("p", "Mine", "ona_botox", (FOREHEAD,), None, 1, "", self.now)
        consent = Consent("c", visit.patient_id, self.now, (ConsentTo.TREATMENT,), taken_by="Dr X")
        vial = Vial(str(uuid.uuid4()), "ona_botox", Decimal(100), "L1", date(2027, 1, 1))
        shipped = self.session.env.shipped
        chart = SimpleNamespace(patient=replace(SECRET, id=visit.patient_id), visit=visit, photos=(photo,))
        return {
            "name": "Somebody", "password": RIGHT, "old": RIGHT, "new": "another sentence", "typed": RIGHT,
            "pin": "4711", "person_id": self.eve.id, "text": "a word", "reason": "why", "by": self.people_proof(),
            "lot": "L1", "product": "abo_dysport", "currency": "EUR", "patient_id": SECRET.id, "visit_id": None,
            "base": "forehead", "area": "forehead", "sign": "thin", "version": None, "on": date(2027, 1, 1),
            "keys": frozenset({1}), "step": lambda *_: None, "dx_mm": 1.0, "dy_mm": 1.0, "limit": 5, "before": None,
            "patient": replace(SECRET, given_name="Anna"), "other": None, "after": replace(visit, lot="L9"),
            "draft": visit, "source": visit, "treatment": visit, "signed": visit, "action": "print", "what": "sheet",
            "key": ("ona_botox", "forehead", Technique.IM, RangeStyle.MICRO, None), "gtin": "04006381333931",
            "pattern": pattern, "labels": photo, "history": PatientHistory(), "changed": Changed(visit=True),
            "person": replace(self.people[Role.ASSISTANT], name="Ida B"), "vial_id": "none", "consent_id": "none",
            "roles": BOTH, "meaning": None, "visits": (), "charts": (chart,), "Chart": chart,
            "attachments": (), "rows": (), "vial": vial, "areas": ("masseter.left",),
            "tr": str, "at_once": None, "when_painted": lambda begin: begin(),
            "planned": lambda known: (), "selection": Selection(),
            "held": None, "said": "", "Visit": visit, "Visit | None": visit, "Set[int]": frozenset({1}), "bool": True,
            "int": 1, "float": 1.0, "str": "a word", "str | None": None, "Attachment": photo, "Decimal": Decimal(1),
            "Decimal | None": Decimal(1), "ClinicPattern": pattern, "InjectionPoint": FOREHEAD, "Vial": vial,
            "Sought": Sought(), "CautionNote": note, "Role": Role.INJECTOR, "Signature": Signature("x", self.now, "0"),
            "bytes": b"x", "ClinicSettings": ClinicSettings(), "PaperSettings": PaperSettings(), "Review": Review(),
            "RangeStyle | None": RangeStyle.MICRO, "Bulging | None":
            Bulging.MONO, "Thickness | None": Thickness.OVER_14, "PatientHistory": PatientHistory(), "Consent": consent,
            "Asked": Asked(Question.UNITS), "Answer": Answer(Asked(Question.UNITS), ()),
            "ConsentTo": ConsentTo.TREATMENT,
            "Picture": Picture(b"picture", MediaType.JPEG, 4, 3, b"small"), "WoreOff": WoreOff(visit.id, None, date(
                2026, 7, 10)), "Pattern": shipped.patterns[0], "Technique": Technique.IM,
            "Check": Check.SITE, "Closed": Closed.USED_UP, "Reason": Reason.SEEN, "Kind": Kind.TREATMENT,
            "dict[str | None, tuple[date, bool]]": {None: (date(2026, 7, 10), False)},
        }  # fmt: skip

    def people_proof(self) -> people.Proof:
        return people.Proof(self.people[Role.INJECTOR], self.session.env.clock())

    def call(self, name: str, visit: Visit = OTHER) -> Any:
        """What an operation gives; an open iterator or context is gone into."""
        given, operation = self.given(visit), OPERATIONS[name]
        _, *others = inspect.signature(operation).parameters.values()
        arguments = {
            p.name: given.get(p.name)
            if p.name in given and str(p.annotation) in NAMED
            else given.get(str(p.annotation), given.get(p.name))
            for p in others
            if p.default is p.empty or p.name == "by"
        }
        if name.endswith(("add_note", "enter_in_error", "withdraw_consent")):
            arguments["by"] = "Dr X"
        if name == "people.sign_in":
            arguments["proof"] = self.people_proof()
        found = operation(self.session, **arguments)
        if isinstance(found, AbstractContextManager) and not isinstance(found, Store):
            with found as inner:
                return inner
        return list(found) if isinstance(found, Iterator) else found

    def bytes_in_file(self) -> str:
        assert self.session.charting.flush() is None
        return sha256(self.path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chair]:
    made = Chair(tmp_path_factory.mktemp("chair") / "a.sqlite")
    made.fill()
    yield made
    made.close()


def held(session: Session) -> tuple[object, ...]:
    return (
        session.open.patient,
        session.open.visits,
        session.open.visit,
        session.open.assessment,
        session.open.notes,
        session.open.pinned,
    )


def left_by(chair: Chair, name: str) -> list[str]:
    """What an operation did that nobody may at such a desk; nothing when it was refused or came to nothing."""
    try:
        found = chair.call(name)
    except (Refused, NotAllowed):
        return []
    except AssertionError:
        return []  # it needs an open patient, and there is none
    return [f"{name} tells {mark}: {found!r:.200}" for mark in MARKS if mark in repr(found)]


def test_the_operations_are_found() -> None:
    assert len(OPERATIONS) > 150
    assert {"patients.open", "past.last_treatment", "asking.read_all", "health.photos"} <= set(OPERATIONS)
    assert set(AT_A_LOCKED_DESK) | set(MAY) <= set(OPERATIONS), "an operation that is gone needs no decision"


def test_a_locked_desk_tells_nothing_writes_nothing_and_gives_everything_back(filled: Chair) -> None:
    session = filled.session
    before, faults = held(session), []
    assert MARKS[0] in repr(before)
    session.people.lock()
    kept = filled.bytes_in_file()
    for name in sorted(set(OPERATIONS) - set(AT_A_LOCKED_DESK)):
        filled.changes.clear()
        faults += left_by(filled, name)
        if filled.bytes_in_file() != kept:
            faults.append(f"{name} wrote")
            kept = filled.bytes_in_file()
        if any(change != Changed(person=True) for change in filled.changes):
            faults.append(f"{name} announced {filled.changes}")
        assert session.who.away, name
        assert not any(mark in repr(held(session)) for mark in MARKS)
    assert faults == []
    session.people.unlock("4711")
    assert held(session) == before


def test_at_a_locked_desk_everything_that_writes_is_refused_by_a_sentence(filled: Chair) -> None:
    """Not only without effect: whoever calls it is told that somebody has to sign in."""
    filled.session.people.lock()
    faults = []
    for name in sorted(set(MAY) - set(AT_A_LOCKED_DESK) - set(NOTHING_AT_A_LOCKED_DESK)):
        try:
            filled.call(name)
            faults.append(f"{name} came to nothing")
        except NotAllowed:
            continue
        except (Refused, AssertionError) as fault:
            faults.append(f"{name}: {fault}")
    filled.session.people.unlock("4711")
    assert faults == []


@pytest.mark.parametrize("reading", [
    lambda session: session.store.patients.all(),
    lambda session: session.patients.search("Secret", 5),
    lambda session: session.patients.find(SECRET.id),
    lambda session: session.patients.like(SECRET),
    lambda session: session.patients.namesakes(SECRET),
    lambda session: session.patients.former(SECRET.id),
    lambda session: session.follow_up.due_rows(),
    lambda session: session.past.set_recall(SECRET.id, None),
    lambda session: session.vials.stock(),
    lambda session: session.health.thumbnail_of("none"),
    lambda session: session.people.everybody(),
    lambda session: session.audit.visit_times({OTHER.id}),
    lambda session: gathering_at(session, Selection()),
    lambda session: charts_at(session),
    lambda session: known_at(session).__enter__(),
    lambda session: bring_in_at(session, lambda known: ()),
    lambda session: session.patients.open(SECRET.id),
])  # fmt: skip
def test_the_file_and_each_look_into_it_is_refused_by_a_sentence(filled: Chair, reading: Operation) -> None:
    filled.session.people.lock()
    with pytest.raises(NotAllowed, match="sign in first"):
        reading(filled.session)
    filled.session.people.unlock("4711")
    reading(filled.session)


def test_before_anybody_came_it_is_the_same(filled: Chair, tmp_path: Path) -> None:
    filled.session.charting.flush()
    copy = tmp_path / "b.sqlite"
    copy.write_bytes(filled.path.read_bytes())
    chair = Chair(copy)
    chair.eve, chair.people = filled.eve, filled.people
    kept = chair.bytes_in_file()
    faults = [fault for name in sorted(set(OPERATIONS) - set(AT_A_LOCKED_DESK)) for fault in left_by(chair, name)]
    assert faults == []
    assert chair.bytes_in_file() == kept
    chair.close()


def test_a_change_of_another_process_waits_for_who_comes(filled: Chair) -> None:
    session = filled.session
    session.people.lock()
    filled.changes.clear()
    session.env.file.patients.change(replace(SECRET, given_name="Hana"))
    session.patients.reload()
    assert filled.changes == [Changed(person=True)]
    session.people.unlock("4711")
    assert session.open.patient.given_name == "Hana"
    session.patients.change(SECRET)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_the_table_says(filled: Chair, tmp_path: Path, role: Role) -> None:
    filled.session.charting.flush()
    copy = tmp_path / "b.sqlite"
    copy.write_bytes(filled.path.read_bytes())
    chair = Chair(copy)
    chair.eve, chair.people = filled.eve, filled.people
    session, faults = chair.session, []
    for name in sorted(set(OPERATIONS) - {"charting.close"}):
        chair.sit_down(chair.people[role])
        open_a_draft(chair)
        kept = chair.bytes_in_file()
        try:
            chair.call(name, session.open.visit)
            refused = False
        except NotAllowed:
            refused = True
        except Exception:  # refused for what was given: that is another matter than who asks
            refused = False
        wrote = chair.bytes_in_file() != kept
        if name in MAY and refused == (role in MAY[name]):
            faults.append(f"{name} is {'refused to' if refused else 'open to'} the {role}")
        if wrote and name not in MAY:
            faults.append(f"{name} writes: say in WHO_MAY who may")
    assert faults == []
    chair.close()


def open_a_draft(chair: Chair) -> None:
    """The patient with an open draft of one point, whoever sits there, as somebody else left it."""
    session = chair.session
    if session.open.patient is None or session.open.patient.id != SECRET.id:
        session.patients.open(SECRET.id)
    if session.open.visit is None or not session.open.visit.is_draft or not session.open.visit.points:
        draft = Visit(str(uuid.uuid4()), SECRET.id, chair.now, product="ona_botox", points=(FOREHEAD,))
        chair.store.visits.save_draft(draft)
        session.patients.open(SECRET.id)


def test_what_was_pending_when_the_desk_was_locked_is_in_the_file(filled: Chair) -> None:
    session = filled.session
    session.patients.open(SECRET.id)
    session.charting.edit("lot", replace(session.open.visit, lot="PENDING"))
    session.people.lock()
    assert [visit.lot for visit in filled.store.visits.drafts(1)] == ["PENDING"]
    session.people.unlock("4711")
    session.charting.edit("lot", replace(session.open.visit, lot=MARKS[2]))


def test_undo_waits_for_who_may_chart(filled: Chair) -> None:
    session = filled.session
    session.charting.edit("lot", replace(session.open.visit, lot="UNDO"))
    session.people.lock()
    with pytest.raises(NotAllowed):
        session.charting.history.undo()
    session.people.unlock("4711")
    assert session.open.visit.lot == "UNDO"
    session.charting.edit("lot", replace(session.open.visit, lot=MARKS[2]))
