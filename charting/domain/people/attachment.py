"""A photograph, the scan of a consent or another document: what is known of it. Its bytes stay in the file.

An exchange file holds photographs and scans only where somebody asked for them: they show a face that can be known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from charting.domain.face.face import View
from charting.domain.people.patient import checked_text
from charting.errors import Refused

LONGEST_NAME = 200
LONGEST_REASON = 1000
MOST_BYTES = 50 * 1024 * 1024
"""Of one attachment as it is kept."""


class AttachmentKind(StrEnum):
    PHOTO = "photo"
    CONSENT = "consent"
    DOCUMENT = "document"


class When(StrEnum):
    """Taken before or after the treatment of its visit."""

    BEFORE = "before"
    AFTER = "after"


class Pose(StrEnum):
    """What the face does. Before and after are comparable only in the same one."""

    REST = "rest"
    FROWN = "frown"
    BROWS_UP = "brows-up"
    SMILE = "smile"
    PUCKER = "pucker"
    CLENCH = "clench"
    NECK = "neck"
    OTHER = "other"


class MediaType(StrEnum):
    """What an attachment can be kept as."""

    JPEG = "image/jpeg"
    PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Hidden:
    """An attachment put out of sight: when, by whom, why. It stays in the file."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attachment of a patient. `name` is what somebody typed, never the name of the file it came from.

    `sha256` and `size` (bytes) are of what is kept; width and height in pixels, 0 for a PDF.
    """

    id: str
    patient_id: str
    kind: AttachmentKind
    media_type: MediaType
    sha256: str
    size: int
    added_at: datetime
    added_by: str = ""
    visit_id: str | None = None
    width: int = 0
    height: int = 0
    when: When | None = None
    pose: Pose | None = None
    view: View | None = None
    name: str = ""
    hidden: Hidden | None = None

    @property
    def is_photo(self) -> bool:
        return self.kind is AttachmentKind.PHOTO


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes to keep, with the small picture of them; width and height are 0 for a PDF."""

    content: bytes
    media_type: MediaType
    width: int = 0
    height: int = 0
    thumbnail: bytes | None = None


def checked_attachment(attachment: Attachment) -> Attachment:
    """The same attachment, or Refused: too large, words that cannot be kept, hidden without a reason."""
    if not 0 < attachment.size <= MOST_BYTES:
        raise Refused("An attachment has at most {most} MB; this one has {size} MB. Make it smaller and add it again.",
                      most=MOST_BYTES >> 20, size=-(-attachment.size // (1 << 20)))  # fmt: skip
    checked_text("The name", attachment.name, LONGEST_NAME)
    checked_text("The name", attachment.added_by)
    if attachment.added_at.utcoffset() is None:
        raise Refused("The time of an attachment needs its UTC offset; {at} has none.",
                      at=attachment.added_at.isoformat())  # fmt: skip
    if attachment.hidden is not None:
        if not attachment.hidden.reason.strip():
            raise Refused("Say why it is hidden; it stays in the file, and so does the reason.")
        checked_text("The reason", attachment.hidden.reason, LONGEST_REASON)
        checked_text("The name", attachment.hidden.by)
    return attachment


def photos_of(attachments: Iterable[Attachment], visit_id: str | None) -> tuple[Attachment, ...]:
    """The photographs of one visit that are not hidden, in the order in which they were added."""
    return tuple(a for a in attachments if a.is_photo and a.visit_id == visit_id and a.hidden is None)


def same_bytes(attachments: Iterable[Attachment], sha256: str, visit_id: str | None) -> Attachment | None:
    """The attachment of this visit that holds these very bytes, if there is one."""
    return next((a for a in attachments if a.sha256 == sha256 and a.visit_id == visit_id and a.hidden is None), None)
