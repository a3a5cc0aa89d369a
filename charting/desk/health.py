"""What a patient said of their health, what they agreed to, and their photographs: none of it waits for a signature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.people import refuse_away, refuse_charting
from charting.desk.signing import sha256_hex
from charting.desk.steps import Changed
from charting.domain.attachment import (
    Attachment,
    AttachmentKind,
    Hidden,
    MediaType,
    Picture,
    photos_of,
    same_bytes,
)
from charting.domain.consent import (
    AreaLabel,
    Consent,
    ConsentTo,
    Withdrawal,
    area_labels,
    areas_agreed,
    checked_consent,
    in_force,
)
from charting.domain.dosing import UNASSIGNED
from charting.domain.face import base_area
from charting.domain.history import PatientHistory, checked_history
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.patient import Patient


def read_health(session: Session) -> None:
    """What is kept of the open patient: the history that holds, consents, what is known of photographs (no bytes)."""
    patient = _patient(session)
    session.patient_history = session.store.histories.history_of(patient.id)
    session.consents = session.store.histories.consents_of(patient.id)
    session.attachments = session.store.attachments.of(patient.id)


# ---------------------------------------------------------------------- history


def keep_history(session: Session, history: PatientHistory) -> None:
    """Keep what the patient said today; cautions that follow from it are found at once."""
    refuse_charting(session)
    patient, now = _patient(session), session.clock().replace(microsecond=0)
    asked = replace(history, asked_at=now, asked_by=history.asked_by or who(session) or None)
    session.store.histories.add_history(patient.id, checked_history(asked, now.date()))
    session.patient_history = session.store.histories.history_of(patient.id)
    del session.notes
    session.tell(Changed(patient=True, visit=True))


def earlier_histories(session: Session) -> tuple[PatientHistory, ...]:
    """What was said before, newest first; without the history that holds."""
    return session.store.histories.histories_of(_patient(session).id)[1:]


# ---------------------------------------------------------------------- consent


def give_consent(session: Session, consent: Consent, scan: Picture | None = None) -> Consent:
    """Keep a consent of the open patient, with the scan of its paper if there is one."""
    refuse_charting(session)
    checked_consent(consent, session.clock().date())
    if scan is not None:
        attachment = _kept(session, scan, AttachmentKind.CONSENT, None)
        consent = replace(consent, attachment=attachment.id)
        with session.store.writing():
            session.store.attachments.add(attachment, scan.content, scan.thumbnail)
            session.store.histories.add_consent(consent)
    else:
        session.store.histories.add_consent(consent)
    _tell_health(session)
    return consent


def withdraw_consent(session: Session, consent_id: str, by: str, reason: str) -> None:
    """Write down that the patient takes a consent back."""
    refuse_charting(session)
    session.store.histories.withdraw_consent(consent_id, Withdrawal(session.clock().replace(microsecond=0), by, reason))
    _tell_health(session)


def consent_in_force(session: Session, to: ConsentTo) -> Consent | None:
    """The newest consent of the open patient to this that was not withdrawn."""
    return next(iter(in_force(session.consents, to)), None)


def off_label_areas(session: Session) -> tuple[AreaLabel, ...]:
    """The areas of the open visit that are off the label of its product somewhere, in the order of the doses."""
    visit, assessment = session.visit, session.assessment
    product = session.reference.products.get(visit.product or "") if visit is not None else None
    if product is None or assessment is None:
        return ()
    areas = (dose.area for dose in assessment.areas if dose.area != UNASSIGNED)
    return tuple(label for label in area_labels(product, areas) if label.off_label)


def unknown_labels(session: Session) -> tuple[str, ...]:
    """The areas of the open visit of which the reference data does not say whether they are on a label."""
    visit, assessment = session.visit, session.assessment
    product = session.reference.products.get(visit.product or "") if visit is not None else None
    if product is None or assessment is None:
        return ()
    areas = (dose.area for dose in assessment.areas if dose.area != UNASSIGNED)
    return tuple(label.area for label in area_labels(product, areas) if label.us is None and label.eu is None)


def not_agreed(session: Session) -> tuple[AreaLabel, ...]:
    """The off-label areas of the open visit that no consent in force names."""
    agreed = areas_agreed(session.consents, session.visit.product if session.visit is not None else None)
    return tuple(label for label in off_label_areas(session) if base_area(label.area) not in agreed)


# ---------------------------------------------------------------------- photographs


def photos(session: Session, visit_id: str | None) -> tuple[Attachment, ...]:
    """The photographs of one visit that are not hidden."""
    return photos_of(session.attachments, visit_id)


def photo_count(session: Session, visit_id: str) -> int:
    """How many photographs of a visit of the open patient are in sight."""
    return len(photos_of(session.attachments, visit_id))


def add_photo(session: Session, picture: Picture, labels: Attachment) -> Attachment | None:
    """Keep a photograph with the labels of another value (visit, when, pose, view, name); None when it is there."""
    refuse_charting(session)
    new = _kept(session, picture, AttachmentKind.PHOTO, labels)
    if same_bytes(session.attachments, new.sha256, new.visit_id) is not None:
        return None
    session.settle()
    session.store.attachments.add(new, picture.content, picture.thumbnail)
    _tell_health(session)
    return new


def label_photo(session: Session, attachment: Attachment) -> None:
    """Say anew when a photograph was taken, in which pose and view."""
    refuse_charting(session)
    session.store.attachments.say_of(attachment)
    _tell_health(session)


def hide_photo(session: Session, attachment: Attachment, reason: str) -> None:
    """Put a photograph out of sight, for a reason; it stays in the file."""
    if not reason.strip():
        raise Refused("Say why it is hidden; it stays in the file, and so does the reason.")
    hidden = Hidden(session.clock().replace(microsecond=0), who(session), reason.strip())
    label_photo(session, replace(attachment, hidden=hidden))


def show_again(session: Session, attachment: Attachment) -> None:
    """Bring a hidden photograph back in sight; that it was hidden stays in the file."""
    label_photo(session, replace(attachment, hidden=None))


def blank_photo(session: Session, visit_id: str | None) -> Attachment:
    """The labels of a photograph to be added to a visit, nothing said yet."""
    return Attachment("", _patient(session).id, AttachmentKind.PHOTO, MediaType.JPEG, "", 0, session.clock(),
                      visit_id=visit_id)  # fmt: skip


def note_copy(session: Session, attachments: Iterable[Attachment]) -> None:
    """Write into the audit that copies of attachments left the file."""
    with session.store.writing():
        for attachment in attachments:
            session.store.audit.note(
                "export", patient=attachment.patient_id, visit=attachment.visit_id, attachment=attachment.id
            )


# ---------------------------------------------------------------------- inside


def who(session: Session) -> str:
    """The printed name of who works at the desk; empty while nobody signed in."""
    return session.person.name if session.person is not None else ""


def _patient(session: Session) -> Patient:
    refuse_away(session)
    if session.patient is None:
        raise Refused("Find or add a patient first; a history belongs to somebody.")
    return session.patient


def _kept(session: Session, picture: Picture, kind: AttachmentKind, labels: Attachment | None) -> Attachment:
    patient = _patient(session)
    base = labels or blank_photo(session, None)
    if base.patient_id != patient.id:
        raise Refused("Another patient was opened meanwhile; nothing was added.")
    return replace(
        base, id=session.new_id(), kind=kind, media_type=picture.media_type, sha256=sha256_hex(picture.content),
        size=len(picture.content), width=picture.width, height=picture.height, added_by=who(session),
        added_at=session.clock().replace(microsecond=0),
    )  # fmt: skip


def _tell_health(session: Session) -> None:
    read_health(session)
    session.tell(Changed(patient=True))
