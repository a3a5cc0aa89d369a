"""What a clinic sets for paper: its phone, the paper, the bill, and its own text of the patient's handout.

The text is plain lines. “# ” begins a heading, “! ” one that must be seen, “- ” an item; {places} are filled in by
the program. A line of which nothing is left goes, and so does a heading without lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from charting.domain.patient import checked_text
from charting.errors import Refused, Whole

PLACES = (
    "name", "given_name", "date", "done", "product", "total", "areas", "styles", "review", "lasts", "watch", "urgent",
    "clinic", "phone", "note", "low_dose",
)  # fmt: skip
"""What can stand in braces."""

PAPERS = ("A4", "Letter")
LONGEST_TEMPLATE = 8000
LONGEST_PHONE = 100
HEADING, ALERT, ITEM = "# ", "! ", "- "
_PLACE = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True, slots=True)
class PaperSettings:
    """What the clinic set; without `size` the paper is the locale's, without `handout` the shipped text holds.

    `low_dose`: the handout may tell what low-dose (“baby”) treatment is; some countries forbid such words in public.
    """

    phone: str = ""
    size: str | None = None
    bill: bool = False
    handout: str | None = None
    set_by: str = ""
    set_at: datetime | None = None
    low_dose: bool = False


AS_SHIPPED = PaperSettings()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (empty: none) with its lines; `alert` ones must be seen. A line that is an item begins with “- ”."""

    heading: str
    lines: tuple[str, ...]
    alert: bool = False


def checked_paper(settings: PaperSettings) -> PaperSettings:
    """The settings as they are kept; an empty text is the shipped one."""
    if settings.size is not None and settings.size not in PAPERS:
        raise Refused("{given} is no paper the program prints on; choose A4 or Letter.", given=settings.size)
    phone = checked_text("The phone number", settings.phone, LONGEST_PHONE).strip()
    text = None if settings.handout is None or not settings.handout.strip() else checked_template(settings.handout)
    return replace(settings, phone=" ".join(phone.split()), handout=text)


def checked_template(text: str) -> str:
    """The text as it is kept; Refused when it is too long, or names a place that nothing is known for."""
    checked_text("The text of the handout", text.strip("\r\n"), LONGEST_TEMPLATE)
    for found in _PLACE.finditer(text):
        if found[1] not in PLACES:
            raise Refused("{place} is nothing the program can fill in. It knows {known}.",
                          place=found[0], known=Whole(", ".join(f"{{{name}}}" for name in PLACES)))  # fmt: skip
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    return "\n".join(lines).strip("\n") + "\n"


def filled(text: str, values: Mapping[str, tuple[str, ...]]) -> tuple[Block, ...]:
    """The text with its places filled in. A place alone on its line takes as many lines as its value has."""
    blocks: list[Block] = []
    heading, alert, lines = "", False, list[str]()
    for line in text.splitlines():
        if line.startswith((HEADING, ALERT)):
            blocks.append(Block(heading, tuple(lines), alert))
            heading, alert, lines = " ".join(_lines(line[2:], values)), line.startswith(ALERT), []
        else:
            lines += _lines(line, values)
    blocks.append(Block(heading, tuple(lines), alert))
    return tuple(block for block in blocks if block.lines)


def _lines(line: str, values: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    bare = line.strip()
    whole = _PLACE.fullmatch(bare)
    if whole is not None:
        return values.get(whole[1], ())
    names = _PLACE.findall(bare)
    if not bare or (names and not any(values.get(name) for name in names)):
        return ()
    # A brace in what is filled in is no place: each is looked at once.
    return (_PLACE.sub(lambda found: " ".join(values.get(found[1], ())), bare),)
