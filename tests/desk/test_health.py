"""History, consent and photographs of the open patient, as the desk keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from charting.desk import health
from charting.desk.session import Session
from charting.domain.attachment import MediaType, Picture, When
from charting.domain.consent import Consent, ConsentTo
from charting.domain.face import View
from charting.domain.history import NOTHING_APPLIES, Answer, PatientHistory
from charting.domain.people import Person, Role
from charting.domain.visit import InjectionPoint, with_points_added
from charting.errors import Refused
from tests.desk.test_session import ANA, NOW, Bench

PICTURE = Picture(b"picture", MediaType.JPEG, 40, 30, b"small")


@pytest.fixture
def bench(tmp_path: Path):
    made = Bench(tmp_path / "a.sqlite")
    made.session.add_patient(ANA)
    yield made
    made.close()


def agreed(session: Session, *to: ConsentTo, **details: object) -> Consent:
    consent = Consent(session.new_id(), ANA.id, session.clock(), to, taken_by="Dr X", **details)
    return health.give_consent(session, consent)


def test_a_history_is_there_with_the_patient_and_says_who_asked(bench: Bench):
    session = bench.session
    assert session.patient_history is None
    session.person = Person("1", "Dr Who", frozenset({Role.INJECTOR}))
    bench.changes.clear()
    health.keep_history(session, PatientHistory(allergies=("latex",), milk_protein=Answer.YES))
    assert session.patient_history.asked_by == "Dr Who"
    assert session.patient_history.asked_at == NOW
    assert [change.patient for change in bench.changes] == [True]
    assert health.earlier_histories(session) == ()
    first = session.patient_history
    health.keep_history(session, NOTHING_APPLIES)
    session.patient_history = None
    session.open_patient(ANA.id)
    assert session.patient_history.no_allergies
    assert health.earlier_histories(session) == (first,)


def test_another_patient_brings_nothing_along(bench: Bench):
    session = bench.session
    health.keep_history(session, NOTHING_APPLIES)
    agreed(session, ConsentTo.TREATMENT)
    session.new_visit()
    health.add_photo(session, PICTURE, health.blank_photo(session, session.visit.id))
    session.add_patient(replace(ANA, id=session.new_id(), chart_no=None))
    assert (session.patient_history, session.consents, session.attachments) == (None, (), ())


def test_consents_off_label_are_compared_with_the_open_visit(bench: Bench):
    session = bench.session
    assert health.off_label_areas(session) == ()
    session.new_visit()
    places = ((0, -50), (0, 97), (0, -12))
    session.edit("Points", with_points_added(
        session.visit, [InjectionPoint(View.FRONT, x, y, Decimal(1)) for x, y in places]
    ))  # fmt: skip
    assert [label.area for label in health.off_label_areas(session)] == ["mentalis"]
    assert [label.area for label in health.not_agreed(session)] == ["mentalis"]
    agreed(session, ConsentTo.TREATMENT)
    assert health.not_agreed(session)
    consent = agreed(session, ConsentTo.OFF_LABEL, areas=("mentalis",), product="ona_botox")
    assert health.not_agreed(session) == ()
    assert health.consent_in_force(session, ConsentTo.OFF_LABEL) == consent
    health.withdraw_consent(session, consent.id, "Dr X", "")
    assert health.not_agreed(session)
    assert health.consent_in_force(session, ConsentTo.OFF_LABEL) is None
    assert health.consent_in_force(session, ConsentTo.TREATMENT) is not None


def test_a_scan_and_its_consent_come_together_or_not_at_all(bench: Bench):
    session = bench.session
    scan = Picture(b"%PDF-1.7 scan", MediaType.PDF)
    consent = Consent(session.new_id(), ANA.id, NOW, (ConsentTo.TREATMENT,), taken_by="Dr X")
    kept = health.give_consent(session, consent, scan)
    assert session.store.attachments.content_of(kept.attachment) == b"%PDF-1.7 scan"
    with pytest.raises(Refused, match="already"):
        health.give_consent(session, consent, Picture(b"%PDF-1.7 other", MediaType.PDF))
    assert len(session.store.attachments.of(ANA.id)) == 1


def test_photographs_of_a_visit_are_counted_labelled_and_hidden(bench: Bench):
    session = bench.session
    session.new_visit()
    visit_id = session.visit.id
    labels = replace(health.blank_photo(session, visit_id), when=When.BEFORE)
    photo = health.add_photo(session, PICTURE, labels)  # the draft is written first: it was not in the file yet
    assert photo.when is When.BEFORE
    assert health.photo_count(session, visit_id) == 1
    assert health.add_photo(session, PICTURE, labels) is None  # the same picture again
    health.label_photo(session, replace(photo, when=When.AFTER))
    assert session.attachments[0].when is When.AFTER
    with pytest.raises(Refused, match="Say why"):
        health.hide_photo(session, photo, "  ")
    health.hide_photo(session, session.attachments[0], "blurred")
    assert health.photo_count(session, visit_id) == 0
    assert session.attachments[0].hidden.reason == "blurred"
    health.show_again(session, session.attachments[0])
    assert health.photo_count(session, visit_id) == 1


def test_a_photograph_read_for_one_patient_is_not_kept_with_another(bench: Bench):
    session = bench.session
    labels = health.blank_photo(session, None)
    session.add_patient(replace(ANA, id=session.new_id(), chart_no=None))
    with pytest.raises(Refused, match="Another patient"):
        health.add_photo(session, PICTURE, labels)
    assert session.store.attachments.of(ANA.id) == ()


def test_nothing_is_kept_without_a_patient_or_of_a_day_to_come(bench: Bench):
    session = bench.session
    agreed(session, ConsentTo.TREATMENT)
    with pytest.raises(Refused, match="still to come"):
        health.give_consent(session, replace(session.consents[0], id=session.new_id(), given_at=NOW + timedelta(9)))
    session.patient = None
    with pytest.raises(Refused, match="Find or add a patient"):
        health.keep_history(session, NOTHING_APPLIES)
