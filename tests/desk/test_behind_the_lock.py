"""Every public operation of the session, found by looking: at a locked desk, before anybody came, and as each role.

Nothing here names the operations one by one, but for those that need a decision: what works at a locked desk, and who
may do what is written. A new operation is called like all others.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import charting.desk
from charting.desk import people
from charting.desk.asking import Answer, Asked
from charting.desk.audit import Sought
from charting.desk.people import NotAllowed
from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.domain.asking import Question
from charting.domain.attachment import Attachment, AttachmentKind, MediaType, Picture
from charting.domain.caution_note import CautionNote
from charting.domain.clinic import ClinicPattern, ClinicSettings
from charting.domain.consent import Consent, ConsentTo
from charting.domain.handout import PaperSettings
from charting.domain.history import PatientHistory
from charting.domain.outcome import Review, WoreOff
from charting.domain.patient import Patient
from charting.domain.people import Person, Role
from charting.domain.readiness import Check
from charting.domain.record import Bulging, Reason, Thickness
from charting.domain.reference import RangeStyle
from charting.domain.stock import Closed
from charting.domain.vial import Vial
from charting.domain.visit import Kind, Signature, Technique, Visit
from charting.errors import Refused
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
    "Session.flush": "what was finished is saved",
    "Session.settle": "the same",
    "Session.close": "the program may be ended",
    "people.come_back": "somebody signs in",
    "people.sign_in": "somebody signs in",
    "people.unlock": "somebody signs in",
    "people.verify": "a password is looked at",
    "people.sign_out": "somebody leaves",
}
NOTHING_AT_A_LOCKED_DESK = {
    "Session.reload": "what another process wrote is read for who comes",
    "audit.note_view": "nothing is seen",
    "people.lock": "it is locked",
}
"""What comes to nothing there, and is called by the clock or the window without being asked for."""

WHO_MAY = {
    EVERY: """
        Session.add_patient Session.change_patient Session.open_patient Session.reload Session.look_back
        Session.flush Session.settle looking_back.set_recall stock.add stock.correct stock.close
        stock.reopen health.note_copy paper.note_paper asking.note_export audit.note_export audit.keep_key
        audit.note_view people.lock people.sign_out people.sign_in people.come_back people.verify people.change_password
        people.change_pin Session.sign clinic.keep_signed""",
    BOTH: """
        Session.begin Session.new_visit Session.discard_draft Session.edit Session.set_product Session.show
        amending.add_note amending.correct clinic.place_own_pattern clinic.save_pattern
        consulting.choose consulting.mark_sign consulting.note
        findings.found_bulging findings.found_thickness follow_up.keep_review follow_up.keep_wore_off
        health.add_photo health.give_consent health.hide_photo health.keep_history health.label_photo health.show_again
        health.withdraw_consent judging.see looking_back.new_review looking_back.new_touch_up looking_back.pin
        looking_back.repeat looking_back.set_wore_off points.choose_area points.dose points.mirror_points points.move
        points.place points.place_pattern points.remove points.set_technique readiness.tick stock.new_with_other_product
        stock.pick stock.pick_next whys.give whys.take_back""",
    INJECTOR: "amending.enter_in_error reviewed.record",
    ADMINISTRATOR: """
        audit.show_key clinic.hide_pattern clinic.rename_pattern clinic.reset_price
        clinic.reset_range clinic.set_paper clinic.set_price clinic.set_range clinic.set_settings clinic.set_sharing
        people.add_person
        people.change_person people.reset_password""",
}
"""Who may do what writes into the file; what only reads is for everybody who is there.

It is an injector who signs, by a proof of their own, whoever sits at the desk: the operations are called with one.
"""
MAY = {name: who for who, names in WHO_MAY.items() for name in names.split()}

Operation = Callable[..., Any]
NAMED = {"str", "str | None", "Visit", "Visit | None"}
"""Of these types a parameter's name says which is meant."""


def operations() -> dict[str, Operation]:
    """Public functions that take a session first, and the public methods and properties of a session."""
    found: dict[str, Operation] = {}
    for module in pkgutil.iter_modules(charting.desk.__path__):
        loaded = importlib.import_module(f"charting.desk.{module.name}")
        for name, function in vars(loaded).items():
            if name.startswith("_") or not callable(function) or getattr(function, "__module__", "") != loaded.__name__:
                continue
            first = next(iter(inspect.signature(function).parameters.values()), None)
            if (
                inspect.isfunction(function)
                and first is not None
                and {"Session", "Held"} & set(str(first.annotation).replace("|", " ").split())
            ):
                found[f"{module.name}.{name}"] = function
    for name, member in vars(Session).items():
        if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
            found[f"Session.{name}"] = member.fget if isinstance(member, property) else member
    return found


OPERATIONS = operations()


class Chair(Desk):
    """A desk with three people and an open chart; `given` are values for the parameters of operations."""

    def open(self) -> None:
        super().open()
        del self.store.audit.note  # the audit is the real one here

    def fill(self) -> None:
        session = self.session
        session.add_patient(SECRET)
        session.new_visit()
        session.edit("lot", replace(session.visit, lot=MARKS[2], points=(FOREHEAD,)))
        self.eve = people.make_first(session, "Dr Eve", RIGHT, "4711").person
        self.people = {
            Role.INJECTOR: people.add_person(session, "Ines", INJECTOR, RIGHT, "4711"),
            Role.ASSISTANT: people.add_person(session, "Ida", frozenset({Role.ASSISTANT}), RIGHT, "4711"),
            Role.ADMINISTRATOR: people.add_person(session, "Ada", ADMINISTRATOR, RIGHT, "4711"),
        }
        session.flush()

    def sit_down(self, person: Person) -> None:
        people.sign_in(self.session, people.Proof(person, self.session.clock()))

    def given(self, visit: Visit) -> dict[str, Any]:
        """By the name of the parameter, else by its type. `visit` is one that the operation is called with."""
        note = CautionNote("k", "k", "", "", "s", "A")
        photo = Attachment("a", visit.patient_id, AttachmentKind.PHOTO, MediaType.JPEG, "0" * 64, 1, self.now)
        pattern = ClinicPattern("p", "Mine", "ona_botox", (FOREHEAD,), None, 1, "", self.now)
        consent = Consent("c", visit.patient_id, self.now, (ConsentTo.TREATMENT,), taken_by="Dr X")
        vial = Vial(str(uuid.uuid4()), "ona_botox", Decimal(100), "L1", date(2027, 1, 1))
        shipped = self.session.shipped
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
        return people.Proof(self.people[Role.INJECTOR], self.session.clock())

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
        if isinstance(found, AbstractContextManager):
            with found as inner:
                return inner
        return list(found) if isinstance(found, Iterator) else found

    def bytes_in_file(self) -> str:
        assert self.session.flush() is None
        return sha256(self.path.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chair]:
    made = Chair(tmp_path_factory.mktemp("chair") / "a.sqlite")
    made.fill()
    yield made
    made.close()


def held(session: Session) -> tuple[object, ...]:
    return (session.patient, session.visits, session.visit, session.assessment, session.notes, session.pinned)


def left_by(chair: Chair, name: str) -> list[str]:
    """What an operation did that nobody may at such a desk; nothing when it was refused or came to nothing."""
    try:
        found = chair.call(name)
    except Refused:
        return []
    except AssertionError:
        return []  # it needs an open patient, and there is none
    return [f"{name} tells {mark}: {found!r:.200}" for mark in MARKS if mark in repr(found)]


def test_the_operations_are_found() -> None:
    assert len(OPERATIONS) > 150
    assert {"Session.open_patient", "looking_back.last_treatment", "asking.read_all", "health.photos"} <= set(
        OPERATIONS
    )
    assert set(AT_A_LOCKED_DESK) | set(MAY) <= set(OPERATIONS), "an operation that is gone needs no decision"


def test_a_locked_desk_tells_nothing_writes_nothing_and_gives_everything_back(filled: Chair) -> None:
    session = filled.session
    before, faults = held(session), []
    assert MARKS[0] in repr(before)
    people.lock(session)
    kept = filled.bytes_in_file()
    for name in sorted(set(OPERATIONS) - set(AT_A_LOCKED_DESK)):
        filled.changes.clear()
        faults += left_by(filled, name)
        if filled.bytes_in_file() != kept:
            faults.append(f"{name} wrote")
            kept = filled.bytes_in_file()
        if any(change != Changed(person=True) for change in filled.changes):
            faults.append(f"{name} announced {filled.changes}")
        assert people.is_away(session), name
        assert not any(mark in repr(held(session)) for mark in MARKS)
    assert faults == []
    people.unlock(session, "4711")
    assert held(session) == before


def test_at_a_locked_desk_everything_that_writes_is_refused_by_a_sentence(filled: Chair) -> None:
    """Not only without effect: whoever calls it is told that somebody has to sign in."""
    people.lock(filled.session)
    faults = []
    for name in sorted(set(MAY) - set(AT_A_LOCKED_DESK) - set(NOTHING_AT_A_LOCKED_DESK)):
        try:
            filled.call(name)
            faults.append(f"{name} came to nothing")
        except NotAllowed:
            continue
        except (Refused, AssertionError) as fault:
            faults.append(f"{name}: {fault}")
    people.unlock(filled.session, "4711")
    assert faults == []


@pytest.mark.parametrize("reading", [
    lambda session: session.store.patients.search("Secret", 5),
    lambda session: session.store.outcomes.due_rows(),
    lambda session: session.open_patient(SECRET.id),
])  # fmt: skip
def test_the_file_is_refused_by_a_sentence(filled: Chair, reading: Operation) -> None:
    people.lock(filled.session)
    with pytest.raises(NotAllowed, match="sign in first"):
        reading(filled.session)
    people.unlock(filled.session, "4711")
    reading(filled.session)


def test_before_anybody_came_it_is_the_same(filled: Chair, tmp_path: Path) -> None:
    filled.session.flush()
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
    people.lock(session)
    filled.changes.clear()
    session.file.patients.change(replace(SECRET, given_name="Hana"))
    session.reload()
    assert filled.changes == [Changed(person=True)]
    people.unlock(session, "4711")
    assert session.patient.given_name == "Hana"
    session.change_patient(SECRET)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_what_the_table_says(filled: Chair, tmp_path: Path, role: Role) -> None:
    filled.session.flush()
    copy = tmp_path / "b.sqlite"
    copy.write_bytes(filled.path.read_bytes())
    chair = Chair(copy)
    chair.eve, chair.people = filled.eve, filled.people
    session, faults = chair.session, []
    for name in sorted(set(OPERATIONS) - {"Session.close"}):
        chair.sit_down(chair.people[role])
        open_a_draft(chair)
        kept = chair.bytes_in_file()
        try:
            chair.call(name, session.visit)
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
    if session.patient is None or session.patient.id != SECRET.id:
        session.open_patient(SECRET.id)
    if session.visit is None or not session.visit.is_draft or not session.visit.points:
        draft = Visit(str(uuid.uuid4()), SECRET.id, chair.now, product="ona_botox", points=(FOREHEAD,))
        chair.store.visits.save_draft(draft)
        session.open_patient(SECRET.id)


def test_what_was_pending_when_the_desk_was_locked_is_in_the_file(filled: Chair) -> None:
    session = filled.session
    session.open_patient(SECRET.id)
    session.edit("lot", replace(session.visit, lot="PENDING"))
    people.lock(session)
    assert [visit.lot for visit in filled.store.visits.drafts(1)] == ["PENDING"]
    people.unlock(session, "4711")
    session.edit("lot", replace(session.visit, lot=MARKS[2]))


def test_undo_waits_for_who_may_chart(filled: Chair) -> None:
    session = filled.session
    session.edit("lot", replace(session.visit, lot="UNDO"))
    people.lock(session)
    with pytest.raises(NotAllowed):
        session.history.undo()
    people.unlock(session, "4711")
    assert session.visit.lot == "UNDO"
    session.edit("lot", replace(session.visit, lot=MARKS[2]))
