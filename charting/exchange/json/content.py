"""The bytes of photographs and scans in an exchange file: base64 of what their kind says."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from charting.domain.people.attachment import MOST_BYTES, MediaType
from charting.errors import Refused
from charting.exchange.json.lean import Known, LeftOut

_HEADS = {MediaType.JPEG: b"\xff\xd8\xff", MediaType.PDF: b"%PDF-"}


class Found(NamedTuple):
    """The bytes of a text, or the way to them, and what is known of them."""

    whole: bytes | Callable[[], bytes]
    known: Known


def bytes_of(left_out: LeftOut | None, media_type: MediaType, text: str) -> Found:
    """The bytes of a text; those that were left in the file are looked at once, and stay there."""
    hole = None if left_out is None else left_out.marks.hole(text)
    if left_out is None or hole is None:
        content = _bytes(text, media_type)
        return Found(content, Known(hashlib.sha256(content).hexdigest(), len(content)))
    if hole not in left_out.known:
        if hole.length > 2 * MOST_BYTES:
            raise _too_large()
        content = _bytes(left_out.raw(hole), media_type)
        left_out.known[hole] = Known(hashlib.sha256(content).hexdigest(), len(content))
    return Found(partial(left_out.content, hole), left_out.known[hole])


def _bytes(text: str | bytes, media_type: MediaType) -> bytes:
    try:
        content = base64.b64decode(text, validate=True)
    except ValueError:
        raise Refused("this is no base64.") from None
    if not content.startswith(_HEADS[media_type]):
        raise Refused("the bytes are no {media_type}.", media_type=media_type.value)
    if len(content) > MOST_BYTES:
        raise _too_large()
    return content


def _too_large() -> Refused:
    return Refused("an attachment has at most {most} MB.", most=MOST_BYTES >> 20)
