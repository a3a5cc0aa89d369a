"""History, consent and photographs of the open patient, as the desk keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from charting.desk.session import Session
from charting.domain.face.face import View
from charting.domain.people.attachment import MediaType, Picture, When
from charting.domain.people.consent import Consent, ConsentTo
from charting.domain.people.history import NOTHING_APPLIES, Answer, PatientHistory
from charting.domain.people.people import Person, Role
from charting.domain.visit.visit import InjectionPoint, with_points_added
from charting.errors import Refused
from tests.desk.test_session import ANA, NOW, Bench

PICTURE = Picture(b"picture", MediaType.JPEG, 40, 30, b"small")


@pytest.fixture
def bench(tmp_path: Path):
    made = Bench(tmp_path / "a.sqlite")
    made.session.patients.add(ANA)
    yield made
    made.close()


def agreed(session: Session, *to: ConsentTo, **details: object) -> Consent:
    consent = Consent(session.env.new_id(), ANA.id, session.env.clock(), to, taken_by="Dr X", **details)
    return session.health.give_consent(consent)


def test_a_history_is_there_with_the_patient_and_says_who_asked(bench: Bench):
    session = bench.session
    assert session.open.history is None
    session.change(who=replace(session.who, person=Person("1", "Dr Who", frozenset({Role.INJECTOR}))))
    bench.changes.clear()
    session.health.keep_history(PatientHistory(allergies=("latex",), milk_protein=Answer.YES))
    assert session.open.history.asked_by == "Dr Who"
    assert session.open.history.asked_at == NOW
    assert [change.patient for change in bench.changes] == [True]
    assert session.health.earlier_histories() == ()
    first = session.open.history
    session.health.keep_history(NOTHING_APPLIES)
    session.change(open=replace(session.open, history=None))
    session.patients.open(ANA.id)
    assert session.open.history.no_allergies
    assert session.health.earlier_histories() == (first,)


def test_another_patient_brings_nothing_along(bench: Bench):
    session = bench.session
    session.health.keep_history(NOTHING_APPLIES)
    agreed(session, ConsentTo.TREATMENT)
    session.charting.new_visit()
    session.health.add_photo(PICTURE, session.health.blank_photo(session.open.visit.id))
    session.patients.add(replace(ANA, id=session.env.new_id(), chart_no=None))
    assert (session.open.history, session.open.consents, session.open.attachments) == (None, (), ())


def test_consents_off_label_are_compared_with_the_open_visit(bench: Bench):
    session = bench.session
    assert session.health.off_label_areas() == ()
    session.charting.new_visit()
    places = ((0, -50), (0, 97), (0, -12))
    session.charting.edit("Points", with_points_added(
        session.open.visit, [InjectionPoint(View.FRONT, x, y, Decimal(1)) for x, y in places]
    ))  # fmt: skip
    assert [label.area for label in session.health.off_label_areas()] == ["mentalis"]
    assert [label.area for label in session.health.not_agreed()] == ["mentalis"]
    agreed(session, ConsentTo.TREATMENT)
    assert session.health.not_agreed()
    consent = agreed(session, ConsentTo.OFF_LABEL, areas=("mentalis",), product="ona_botox")
    assert session.health.not_agreed() == ()
    assert session.health.consent_in_force(ConsentTo.OFF_LABEL) == consent
    session.health.withdraw_consent(consent.id, "Dr X", "")
    assert session.health.not_agreed()
    assert session.health.consent_in_force(ConsentTo.OFF_LABEL) is None
    assert session.health.consent_in_force(ConsentTo.TREATMENT) is not None


def test_a_scan_and_its_consent_come_together_or_not_at_all(bench: Bench):
    session = bench.session
    scan = Picture(b"%PDF-1.7 scan", MediaType.PDF)
    consent = Consent(session.env.new_id(), ANA.id, NOW, (ConsentTo.TREATMENT,), taken_by="Dr X")
    kept = session.health.give_consent(consent, scan)
    assert session.store.attachments.content_of(kept.attachment) == b"%PDF-1.7 scan"
    with pytest.raises(Refused, match="already"):
        session.health.give_consent(consent, Picture(b"%PDF-1.7 other", MediaType.PDF))
    assert len(session.store.attachments.of(ANA.id)) == 1


def test_photographs_of_a_visit_are_counted_labelled_and_hidden(bench: Bench):
    session = bench.session
    session.charting.new_visit()
    visit_id = session.open.visit.id
    labels = replace(session.health.blank_photo(visit_id), when=When.BEFORE)
    photo = session.health.add_photo(PICTURE, labels)  # the draft is written first: it was not in the file yet
    assert photo.when is When.BEFORE
    assert session.health.photo_count(visit_id) == 1
    assert session.health.add_photo(PICTURE, labels) is None  # the same picture again
    session.health.label_photo(replace(photo, when=When.AFTER))
    assert session.open.attachments[0].when is When.AFTER
    with pytest.raises(Refused, match="Say why"):
        session.health.hide_photo(photo, "  ")
    session.health.hide_photo(session.open.attachments[0], "blurred")
    assert session.health.photo_count(visit_id) == 0
    assert session.open.attachments[0].hidden.reason == "blurred"
    session.health.show_again(session.open.attachments[0])
    assert session.health.photo_count(visit_id) == 1


def test_a_photograph_read_for_one_patient_is_not_kept_with_another(bench: Bench):
    session = bench.session
    labels = session.health.blank_photo(None)
    session.patients.add(replace(ANA, id=session.env.new_id(), chart_no=None))
    with pytest.raises(Refused, match="Another patient"):
        session.health.add_photo(PICTURE, labels)
    assert session.store.attachments.of(ANA.id) == ()


def test_nothing_is_kept_without_a_patient_or_of_a_day_to_come(bench: Bench):
    session = bench.session
    agreed(session, ConsentTo.TREATMENT)
    with pytest.raises(Refused, match="still to come"):
        session.health.give_consent(
            replace(session.open.consents[0], id=session.env.new_id(), given_at=NOW + timedelta(9))
        )
    session.change(open=replace(session.open, patient=None))
    with pytest.raises(Refused, match="Find or add a patient"):
        session.health.keep_history(NOTHING_APPLIES)
