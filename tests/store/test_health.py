"""Histories, consents and attachments: kept exactly, only added, out of reach of SQL; with and without recursion."""

from __future__ import annotations

import hashlib
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from charting.domain.face.face import View
from charting.domain.people.attachment import Attachment, AttachmentKind, Hidden, MediaType, Pose, When
from charting.domain.people.consent import Consent, ConsentTo, Withdrawal
from charting.domain.people.history import Answer, Condition, EarlierToxin, PatientHistory
from charting.errors import Refused, StoreProblem
from charting.store.backup import backup_to
from charting.store.check import check
from charting.store.database import Store
from charting.store.dbapi import IntegrityError, connect
from tests.store.values import NOON, a_patient, a_visit, clock, decimals, raw, some_id

SAID = PatientHistory(
    allergies=("latex", "cow's-milk protein"), milk_protein=Answer.YES, conditions=(Condition.MYASTHENIA_GRAVIS,),
    pregnant=Answer.NO, medicines=("“amikacin”", "x'y"), note="–\n2", asked_at=NOON, asked_by="Dr Ångström",
    earlier=(EarlierToxin("abo_dysport", date(2026, 2, 1), True, Decimal("120.5"), "Oslo"),
             EarlierToxin(None, date(2025, 1, 31))),
)  # fmt: skip
BYTES = b"not really a picture, but these very bytes"


def a_consent(number: int = 300, **details: object) -> Consent:
    plain = {"id": some_id(number), "patient_id": some_id(1), "given_at": NOON, "to": (ConsentTo.TREATMENT,),
             "taken_by": "Dr X"}  # fmt: skip
    return Consent(**{**plain, **details})


def a_photo(number: int = 400, content: bytes = BYTES, **details: object) -> Attachment:
    plain = {
        "id": some_id(number), "patient_id": some_id(1), "kind": AttachmentKind.PHOTO, "media_type": MediaType.JPEG,
        "sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "added_at": NOON, "added_by": "Dr X",
        "width": 40, "height": 30,
    }  # fmt: skip
    return Attachment(**{**plain, **details})


def test_what_was_asked_is_kept_with_it(store: Store):
    for said in (
        replace(SAID, asked=None), replace(SAID, asked=()), replace(SAID, asked=(Condition.BLEEDING, Condition.ALS)),
        replace(SAID, asked=tuple(Condition), human_albumin=Answer.YES),
    ):  # fmt: skip
        store.histories.add_history(some_id(1), said)
        assert store.histories.history_of(some_id(1)) == said


def test_the_last_history_holds_and_the_earlier_ones_stay(store: Store):
    assert store.histories.history_of(some_id(1)) is None
    store.histories.add_history(some_id(1), SAID)
    later = replace(SAID, allergies=(), no_allergies=True, milk_protein=Answer.NO, asked_at=NOON + timedelta(hours=1))
    store.histories.add_history(some_id(1), later)
    store.histories.add_history(some_id(1), later)  # the same again is nothing
    assert store.histories.history_of(some_id(1)) == later
    assert store.histories.histories_of(some_id(1)) == (later, SAID)
    with pytest.raises(Refused, match="cannot both"):
        store.histories.add_history(some_id(1), replace(SAID, no_allergies=True))
    with pytest.raises(StoreProblem, match="no patient"):
        store.histories.add_history(some_id(9), SAID)


_WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=30).filter(
    lambda text: bool(text.strip())
)
_LISTS = st.lists(_WORDS, max_size=4, unique_by=str.casefold).map(tuple)


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        PatientHistory, allergies=_LISTS, milk_protein=st.sampled_from(Answer), toxin_allergy=st.sampled_from(Answer),
        conditions=st.lists(st.sampled_from(Condition), unique=True).map(tuple), pregnant=st.sampled_from(Answer),
        medicines=_LISTS, note=st.just("") | _WORDS, asked_at=st.none() | st.just(NOON),
        asked_by=st.none() | _WORDS,
        earlier=st.lists(st.builds(
            EarlierToxin, product=st.none() | st.just("ona_botox"), on=st.dates(date(1990, 1, 1), date(2026, 7, 1)),
            about=st.booleans(), units=st.none() | decimals("0.01", "10000", 2), where=st.just("") | _WORDS,
        ), max_size=3).map(tuple),
    )
)  # fmt: skip
def test_any_history_is_read_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, history: PatientHistory):
    path = tmp_path_factory.getbasetemp() / "histories.sqlite"
    with Store.open(path, clock=clock) as store:
        if store.patients.find(some_id(1)) is None:
            store.patients.add(a_patient())
        store.histories.add_history(some_id(1), history)
        assert store.histories.history_of(some_id(1)) == history


def test_a_consent_is_withdrawn_once_by_a_row_of_its_own(store: Store):
    off = a_consent(301, to=(ConsentTo.OFF_LABEL, ConsentTo.PHOTOGRAPHS), areas=("mentalis",), product="ona_botox")
    store.histories.add_consent(a_consent())
    store.histories.add_consent(off)
    assert store.histories.consents_of(some_id(1)) == (off, a_consent())
    taken_back = Withdrawal(NOON + timedelta(hours=1), "Dr Y", "Changed her mind")
    store.histories.withdraw_consent(off.id, taken_back)
    assert store.histories.consents_of(some_id(1))[0] == replace(off, withdrawn=taken_back)
    with pytest.raises(Refused, match="already"):
        store.histories.withdraw_consent(off.id, taken_back)
    with pytest.raises(Refused, match="before that"):
        store.histories.withdraw_consent(a_consent().id, Withdrawal(NOON - timedelta(days=1), "Dr Y"))
    with pytest.raises(Refused, match="no consent"):
        store.histories.withdraw_consent(some_id(999), taken_back)
    with pytest.raises(Refused, match="already"):
        store.histories.add_consent(off)
    imported = a_consent(302, withdrawn=taken_back)
    store.histories.add_consent(imported)
    assert store.histories.consents_of(some_id(1))[0] == imported


def test_an_attachment_keeps_its_bytes_and_what_is_said_of_it_last(store: Store):
    store.visits.save_draft(a_visit())
    photo = a_photo(visit_id=some_id(100), when=When.BEFORE)
    store.attachments.add(photo, BYTES, b"small")
    said = replace(photo, pose=Pose.FROWN, view=View.LEFT, when=When.AFTER, name="with <b>words</b>")
    store.attachments.say_of(said)
    hidden = replace(said, hidden=Hidden(NOON, "Dr X", "the wrong patient"))
    assert store.attachments.of(some_id(1)) == (said,)
    store.attachments.say_of(hidden)
    store.attachments.say_of(hidden)
    assert store.attachments.of(some_id(1)) == (hidden,)
    assert store.attachments.content_of(photo.id) == BYTES
    assert store.attachments.thumbnail_of(photo.id) == b"small"
    assert raw(store.path, "SELECT count(*) FROM attachment_said") == [(3,)]


def test_what_is_no_attachment_of_this_patient_is_refused(store: Store):
    store.patients.add(a_patient(2))
    store.visits.save_draft(a_visit(patient_id=some_id(2)))
    with pytest.raises(Refused, match="not one of this patient"):
        store.attachments.add(a_photo(visit_id=some_id(100)), BYTES)
    with pytest.raises(Refused, match="not what was read"):
        store.attachments.add(a_photo(), BYTES + b"!")
    store.attachments.add(a_photo(), BYTES)
    with pytest.raises(Refused, match="already"):
        store.attachments.add(a_photo(), BYTES)
    with pytest.raises(StoreProblem, match="no attachment"):
        store.attachments.content_of(some_id(9))
    assert store.attachments.thumbnail_of(a_photo().id) is None
    assert raw(store.path, "SELECT count(*) FROM attachment_content") == [(1,)]


def test_a_backup_holds_the_photographs(store: Store, tmp_path: Path):
    store.attachments.add(a_photo(), BYTES, b"small")
    backup_to(store.path, tmp_path / "copy.sqlite")
    with Store.open(tmp_path / "copy.sqlite") as copy:
        assert copy.attachments.content_of(a_photo().id) == BYTES


def test_changed_bytes_are_found(store: Store):
    store.attachments.add(a_photo(), BYTES)
    assert check(store, lambda *_: b"") == []
    raw(store.path, "DROP TRIGGER attachment_content_update")
    raw(store.path, "UPDATE attachment_content SET content = x'00'")
    with pytest.raises(StoreProblem, match="not the one that was kept"):
        store.attachments.content_of(a_photo().id)
    assert any("not the one that was kept" in problem for problem in check(store, lambda *_: b""))


HISTORY = (
    "patient, allergies, no_allergies, milk_protein, toxin_allergy, conditions, pregnant, breastfeeding, medicines,"
    " earlier, note, recorded_at"
)
_EMPTY = "1, '[]', 1, 'no', 'no', '[]', 'no', 'no', '[]', '[]', '', ''"
_CONSENT = "id, patient, given_at, given_to, areas, taken_by, note, recorded_at"
_GIVEN = "1, '2026-07-14T12:00:00+02:00', '[]', '[]', 'X', '', ''"
_PHOTO = "id, patient, kind, media_type, sha256, size, width, height, added_at, added_by, recorded_at"
_ADDED = f"1, 'photo', 'image/jpeg', '{'0' * 64}', 1, 1, 1, '2026-07-14T12:00:00+02:00', '', ''"

ATTACKS = {
    "forget an allergy": "UPDATE history SET allergies = '[]', no_allergies = 1",
    "delete a history": "DELETE FROM history",
    "replace a history": f"REPLACE INTO history (number, {HISTORY}) VALUES (1, {_EMPTY})",
    "replace a history by rowid": f"REPLACE INTO history (rowid, {HISTORY}) VALUES (1, {_EMPTY})",
    "a history takes a number": "UPDATE OR REPLACE history SET number = 1 WHERE number = 2",
    "a history of somebody else": "UPDATE history SET patient = 2",
    "upsert a history": f"INSERT INTO history (number, {HISTORY}) VALUES (1, {_EMPTY})"
    " ON CONFLICT (number) DO UPDATE SET no_allergies = 1",
    "change a consent": "UPDATE consent SET given_to = '[\"photographs\"]'",
    "delete a consent": "DELETE FROM consent",
    "replace a consent by id": f"REPLACE INTO consent ({_CONSENT}) VALUES ('{some_id(300)}', {_GIVEN})",
    "replace a consent by number": f"REPLACE INTO consent (number, {_CONSENT}) VALUES (1, '{some_id(9)}', {_GIVEN})",
    "a consent takes the id": f"UPDATE OR REPLACE consent SET id = '{some_id(300)}' WHERE number = 2",
    "a consent of somebody else": "UPDATE consent SET patient = 2 WHERE number = 1",
    "undo a withdrawal": "DELETE FROM consent_withdrawn",
    "date a withdrawal back": "UPDATE consent_withdrawn SET withdrawn_at = '2020-01-01T00:00:00+00:00'",
    "replace a withdrawal": "REPLACE INTO consent_withdrawn (consent, withdrawn_at, withdrawn_by, reason, recorded_at)"
    " VALUES (2, '2020-01-01T00:00:00+00:00', 'X', '', '')",
    "withdraw into another": "UPDATE consent_withdrawn SET consent = 1",
    "change a photograph": "UPDATE attachment_content SET content = x'00'",
    "delete a photograph": "DELETE FROM attachment_content",
    "replace a photograph": "REPLACE INTO attachment_content (number, content) VALUES (1, x'00')",
    "delete an attachment": "DELETE FROM attachment",
    "move to another visit": "UPDATE attachment SET visit = NULL",
    "move to another patient": "UPDATE attachment SET patient = 2",
    "another hash": f"UPDATE attachment SET sha256 = '{'0' * 64}'",
    "replace an attachment by id": f"REPLACE INTO attachment ({_PHOTO}) VALUES ('{some_id(400)}', {_ADDED})",
    "replace an attachment by number": f"REPLACE INTO attachment (number, {_PHOTO})"
    f" VALUES (1, '{some_id(9)}', {_ADDED})",
    "delete a thumbnail": "DELETE FROM attachment_thumbnail",
    "replace a thumbnail": "REPLACE INTO attachment_thumbnail (number, content) VALUES (1, x'00')",
    "forget why it is hidden": "DELETE FROM attachment_said",
    "change why it is hidden": "UPDATE attachment_said SET hidden_reason = 'none'",
    "replace what was said": "REPLACE INTO attachment_said (number, attachment, name, recorded_at)"
    " VALUES (1, 1, '', '')",
}
TABLES = ("history", "consent", "consent_withdrawn", "attachment", "attachment_content", "attachment_thumbnail",
          "attachment_said")  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made") / "clinic.sqlite"
    with Store.open(path, clock=clock) as store:
        store.patients.add(a_patient())
        store.patients.add(a_patient(2))
        store.histories.add_history(some_id(1), SAID)
        store.histories.add_history(some_id(1), PatientHistory(no_allergies=True))
        store.histories.add_consent(a_consent(300))
        store.histories.add_consent(a_consent(301, withdrawn=Withdrawal(NOON, "Dr X", "")))
        store.attachments.add(a_photo(), BYTES, b"small")
        store.attachments.say_of(a_photo(hidden=Hidden(NOON, "Dr X", "blurred")))
    return path


def content(path: Path) -> list[list[tuple[object, ...]]]:
    with closing(connect(str(path))) as conn:
        return [conn.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in TABLES]


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("attack", list(ATTACKS))
def test_an_attack_by_sql_changes_nothing(made: Path, path: Path, attack: str, recursive: str):
    path.write_bytes(made.read_bytes())
    before = content(path)
    with closing(connect(str(path), isolation_level=None)) as conn:
        conn.execute(f"PRAGMA recursive_triggers = {recursive}")
        conn.execute("PRAGMA foreign_keys = OFF")
        with pytest.raises(IntegrityError):
            conn.execute(ATTACKS[attack])
    assert content(path) == before


@pytest.mark.parametrize(
    "impossible",
    [
        f"INSERT INTO history ({HISTORY}) VALUES ({_EMPTY.replace('[]', '[', 1)})",
        f"INSERT INTO history ({HISTORY}) VALUES ({_EMPTY.replace('[]', '{}', 1)})",
        f"INSERT INTO history ({HISTORY}) VALUES ({_EMPTY.replace('no', 'perhaps', 1)})",
        f"INSERT INTO consent ({_CONSENT}) VALUES ('{some_id(9)}', {_GIVEN.replace('X', '', 1)})",
        f"INSERT INTO attachment ({_PHOTO}) VALUES ('{some_id(9)}', {_ADDED.replace('jpeg', 'svg')})",
        "INSERT INTO attachment_content (number, content) VALUES (77, x'00')",
        "INSERT INTO attachment_said (attachment, name, hidden_at, recorded_at) VALUES (1, '', '2026-07-14T12:00', '')",
    ],
)
def test_no_impossible_value_enters(made: Path, path: Path, impossible: str):
    path.write_bytes(made.read_bytes())
    with closing(connect(str(path), isolation_level=None)) as conn:
        conn.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(IntegrityError):
            conn.execute(impossible)
