"""What can be kept of a photograph or a scan, and which of them are shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from charting.domain.people.attachment import (
    MOST_BYTES,
    Attachment,
    AttachmentKind,
    Hidden,
    MediaType,
    Picture,
    When,
    checked_attachment,
    photos_of,
    same_bytes,
)
from charting.errors import Refused

AT = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)
PHOTO = Attachment("a", "p", AttachmentKind.PHOTO, MediaType.JPEG, "ab", 10, AT, visit_id="v", when=When.BEFORE)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"size": MOST_BYTES + 1}, "at most 50 MB; this one has 51 MB"),
        ({"size": 52_428_801}, "at most 50 MB; this one has 51 MB"),
        ({"size": 0}, "at most 50 MB; this one has 0 MB"),
        ({"size": 73 << 20}, "this one has 73 MB"),
        ({"name": "x" * 201}, "The name has 201 characters; at most 200"),
        ({"added_by": "x" * 501}, "The name has 501 characters; at most 500"),
        ({"added_at": AT.replace(tzinfo=None)}, "needs its UTC offset; 2026-07-14T10:20:00 has none"),
        ({"hidden": Hidden(AT, "Dr X", " ")}, "Say why it is hidden"),
        ({"hidden": Hidden(AT, "Dr X", "x" * 1001)}, "The reason has 1001 characters; at most 1000"),
        ({"hidden": Hidden(AT, "x" * 501, "blurred")}, "The name has 501 characters; at most 500"),
    ],
)
def test_an_attachment_that_cannot_be_kept_is_refused(changes: dict[str, object], said: str):
    with pytest.raises(Refused, match=said):
        checked_attachment(replace(PHOTO, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"size": 1}, {"size": 50 * 1024 * 1024}, {"name": "x" * 200, "added_by": "x" * 500},
        {"hidden": Hidden(AT, "x" * 500, "x" * 1000)},
    ],
)  # fmt: skip
def test_what_is_just_within_the_bounds_is_kept(changes: dict[str, object]):
    attachment = replace(PHOTO, **changes)  # type: ignore[arg-type]
    assert checked_attachment(attachment) is attachment


def test_the_photographs_of_a_visit_are_those_that_are_seen():
    hidden = replace(PHOTO, id="h", hidden=Hidden(AT, "Dr X", "blurred"))
    scan = replace(PHOTO, id="s", kind=AttachmentKind.CONSENT)
    later = replace(PHOTO, id="l", sha256="cd", when=When.AFTER)
    other = replace(PHOTO, id="o", visit_id="w")
    assert photos_of((PHOTO, hidden, scan, other, later), "v") == (PHOTO, later)
    assert photos_of((PHOTO, other), None) == ()


def test_the_same_picture_is_known_where_it_already_is():
    hidden = replace(PHOTO, id="h", hidden=Hidden(AT, "Dr X", "blurred"))
    assert same_bytes((hidden, replace(PHOTO, id="o", sha256="cd"), PHOTO), "ab", "v") is PHOTO
    assert same_bytes((hidden,), "ab", "v") is None
    assert same_bytes((PHOTO,), "ab", "other") is None


def test_a_document_has_no_width_and_no_height():
    scan = Attachment("d", "p", AttachmentKind.DOCUMENT, MediaType.PDF, "ab", 10, AT)
    assert (scan.width, scan.height) == (0, 0)
    picture = Picture(b"%PDF", MediaType.PDF)
    assert (picture.width, picture.height) == (0, 0)
