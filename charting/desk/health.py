"""What a patient said of their health, what they agreed to, and their photographs: none of it waits for a signature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.signing import sha256_hex
from charting.desk.steps import Changed
from charting.domain.dosing.dosing import UNASSIGNED
from charting.domain.face.face import base_area
from charting.domain.people.attachment import (
    Attachment,
    AttachmentKind,
    Hidden,
    MediaType,
    Picture,
    photos_of,
    same_bytes,
)
from charting.domain.people.consent import (
    AreaLabel,
    Consent,
    ConsentTo,
    Withdrawal,
    area_labels,
    areas_agreed,
    checked_consent,
    in_force,
)
from charting.domain.people.history import PatientHistory, checked_history
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.domain.people.patient import Patient
    from charting.domain.visit.chart import Chart


class Health:
    """What is kept of the open patient beside the visits: history, consents, photographs."""

    def __init__(self, desk: Cell, charting: Charting) -> None:
        self._desk = desk
        self._charting = charting

    # ------------------------------------------------------------------ history

    def keep_history(self, history: PatientHistory) -> None:
        """Keep what the patient said today; cautions that follow from it are found at once."""
        self._desk.who.refuse_charting()
        patient, now = self._patient(), self._desk.env.clock().replace(microsecond=0)
        asked = replace(history, asked_at=now, asked_by=history.asked_by or self._desk.who.name or None)
        self._desk.store.histories.add_history(patient.id, checked_history(asked, now.date()))
        kept = self._desk.store.histories.history_of(patient.id)
        also = Changed(patient=True, visit=True)
        self._desk.change(open=replace(self._desk.open, history=kept), also=also)

    def earlier_histories(self) -> tuple[PatientHistory, ...]:
        """What was said before, newest first; without the history that holds."""
        return self._desk.store.histories.histories_of(self._patient().id)[1:]

    # ------------------------------------------------------------------ consent

    def give_consent(self, consent: Consent, scan: Picture | None = None) -> Consent:
        """Keep a consent of the open patient, with the scan of its paper if there is one."""
        self._desk.who.refuse_charting()
        checked_consent(consent, self._desk.env.clock().date())
        if scan is not None:
            attachment = self._kept(scan, AttachmentKind.CONSENT, None)
            consent = replace(consent, attachment=attachment.id)
            with self._desk.store.writing():
                self._desk.store.attachments.add(attachment, scan.content, scan.thumbnail)
                self._desk.store.histories.add_consent(consent)
        else:
            self._desk.store.histories.add_consent(consent)
        self._tell_health()
        return consent

    def withdraw_consent(self, consent_id: str, by: str, reason: str) -> None:
        """Write down that the patient takes a consent back."""
        self._desk.who.refuse_charting()
        now = self._desk.env.clock().replace(microsecond=0)
        self._desk.store.histories.withdraw_consent(consent_id, Withdrawal(now, by, reason))
        self._tell_health()

    def consent_in_force(self, to: ConsentTo) -> Consent | None:
        """The newest consent of the open patient to this that was not withdrawn."""
        return next(iter(in_force(self._desk.open.consents, to)), None)

    def off_label_areas(self) -> tuple[AreaLabel, ...]:
        """The areas of the open visit that are off the label of its product somewhere, in the order of the doses."""
        visit, assessment = self._desk.open.visit, self._desk.open.assessment
        product = self._desk.clinic.reference.products.get(visit.product or "") if visit is not None else None
        if product is None or assessment is None:
            return ()
        areas = (dose.area for dose in assessment.areas if dose.area != UNASSIGNED)
        return tuple(label for label in area_labels(product, areas) if label.off_label)

    def unknown_labels(self) -> tuple[str, ...]:
        """The areas of the open visit of which the reference data does not say whether they are on a label."""
        visit, assessment = self._desk.open.visit, self._desk.open.assessment
        product = self._desk.clinic.reference.products.get(visit.product or "") if visit is not None else None
        if product is None or assessment is None:
            return ()
        areas = (dose.area for dose in assessment.areas if dose.area != UNASSIGNED)
        return tuple(label.area for label in area_labels(product, areas) if label.us is None and label.eu is None)

    def not_agreed(self) -> tuple[AreaLabel, ...]:
        """The off-label areas of the open visit that no consent in force names."""
        visit = self._desk.open.visit
        agreed = areas_agreed(self._desk.open.consents, visit.product if visit is not None else None)
        return tuple(label for label in self.off_label_areas() if base_area(label.area) not in agreed)

    # ------------------------------------------------------------------ photographs

    def photos(self, visit_id: str | None) -> tuple[Attachment, ...]:
        """The photographs of one visit that are not hidden."""
        return photos_of(self._desk.open.attachments, visit_id)

    def photo_count(self, visit_id: str) -> int:
        """How many photographs of a visit of the open patient are in sight."""
        return len(photos_of(self._desk.open.attachments, visit_id))

    def add_photo(self, picture: Picture, labels: Attachment) -> Attachment | None:
        """Keep a photograph with the labels of another value (visit, when, pose, view, name); None when it is there."""
        self._desk.who.refuse_charting()
        new = self._kept(picture, AttachmentKind.PHOTO, labels)
        if same_bytes(self._desk.open.attachments, new.sha256, new.visit_id) is not None:
            return None
        self._charting.settle()
        self._desk.store.attachments.add(new, picture.content, picture.thumbnail)
        self._tell_health()
        return new

    def label_photo(self, attachment: Attachment) -> None:
        """Say anew when a photograph was taken, in which pose and view."""
        self._desk.who.refuse_charting()
        self._desk.store.attachments.say_of(attachment)
        self._tell_health()

    def hide_photo(self, attachment: Attachment, reason: str) -> None:
        """Put a photograph out of sight, for a reason; it stays in the file."""
        if not reason.strip():
            raise Refused("Say why it is hidden; it stays in the file, and so does the reason.")
        hidden = Hidden(self._desk.env.clock().replace(microsecond=0), self._desk.who.name, reason.strip())
        self.label_photo(replace(attachment, hidden=hidden))

    def show_again(self, attachment: Attachment) -> None:
        """Bring a hidden photograph back in sight; that it was hidden stays in the file."""
        self.label_photo(replace(attachment, hidden=None))

    def blank_photo(self, visit_id: str | None) -> Attachment:
        """The labels of a photograph to be added to a visit, nothing said yet."""
        return Attachment("", self._patient().id, AttachmentKind.PHOTO, MediaType.JPEG, "", 0, self._desk.env.clock(),
                          visit_id=visit_id)  # fmt: skip

    def content_of(self, attachment_id: str) -> bytes:
        """The bytes of a photograph or scan, as they were kept."""
        return self._desk.store.attachments.content_of(attachment_id)

    def thumbnail_of(self, attachment_id: str) -> bytes | None:
        """The small picture of an attachment, if it has one."""
        return self._desk.store.attachments.thumbnail_of(attachment_id)

    def contents_of(self, chart: Chart) -> tuple[tuple[Attachment, bytes], ...]:
        """The photographs of a visit with their bytes."""
        return tuple((photo, self.content_of(photo.id)) for photo in chart.photos)

    def note_copy(self, attachments: Iterable[Attachment]) -> None:
        """Write into the audit that copies of attachments left the file."""
        with self._desk.store.writing():
            for attachment in attachments:
                self._desk.store.audit.note(
                    "export", patient=attachment.patient_id, visit=attachment.visit_id, attachment=attachment.id
                )

    # ------------------------------------------------------------------ inside

    def _patient(self) -> Patient:
        self._desk.who.refuse_away()
        if self._desk.open.patient is None:
            raise Refused("Find or add a patient first; a history belongs to somebody.")
        return self._desk.open.patient

    def _kept(self, picture: Picture, kind: AttachmentKind, labels: Attachment | None) -> Attachment:
        patient = self._patient()
        base = labels or self.blank_photo(None)
        if base.patient_id != patient.id:
            raise Refused("Another patient was opened meanwhile; nothing was added.")
        return replace(
            base, id=self._desk.env.new_id(), kind=kind, media_type=picture.media_type,
            sha256=sha256_hex(picture.content), size=len(picture.content),
            width=picture.width, height=picture.height, added_by=self._desk.who.name,
            added_at=self._desk.env.clock().replace(microsecond=0),
        )  # fmt: skip

    def _tell_health(self) -> None:
        """Consents or photographs were kept beside the visits: read and announce them."""
        store, chart, patient_id = self._desk.store, self._desk.open, self._patient().id
        consents, attachments = store.histories.consents_of(patient_id), store.attachments.of(patient_id)
        chart = replace(chart, consents=consents, attachments=attachments)
        self._desk.change(open=chart, also=Changed(patient=True))
