"""An attachment that goes along with a chart: its bytes at hand, or a way to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from charting.domain.people.attachment import Attachment, AttachmentKind, MediaType
from charting.domain.people.patient_record import KeptAttachment

PHOTO = Attachment("a", "p", AttachmentKind.PHOTO, MediaType.JPEG, "ab", 3, datetime(2026, 7, 14, tzinfo=UTC))


def test_bytes_are_the_same_at_hand_and_fetched() -> None:
    at_hand, fetched = KeptAttachment(PHOTO, b"abc", b"a"), KeptAttachment(PHOTO, lambda: b"abc", lambda: b"a")
    assert (at_hand.content, at_hand.thumbnail) == (fetched.content, fetched.thumbnail) == (b"abc", b"a")
    assert at_hand == fetched
    assert hash(at_hand) == hash(fetched)


def test_one_is_another_when_anything_of_it_is() -> None:
    one = KeptAttachment(PHOTO, b"abc", b"a")
    others = (KeptAttachment(PHOTO, b"abd", b"a"), KeptAttachment(PHOTO, b"abc", b"b"), KeptAttachment(PHOTO, b"abc"),
              KeptAttachment(replace(PHOTO, name="x"), b"abc", b"a"))  # fmt: skip
    assert not [other for other in others if other == one]
    assert one != PHOTO


def test_not_everything_has_a_small_picture() -> None:
    assert KeptAttachment(PHOTO, b"abc").thumbnail is None
    assert KeptAttachment(PHOTO, b"abc", lambda: None).thumbnail is None
