"""What one feature asks of another, sent over the hub's `asked`: it need not know who answers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PickVial:
    """Take this vial in hand."""

    vial: str


@dataclass(frozen=True, slots=True)
class AddVial:
    """Enter a new vial."""


@dataclass(frozen=True, slots=True)
class CorrectVial:
    """Correct the vial in hand."""


@dataclass(frozen=True, slots=True)
class UseUpVial:
    """The vial in hand is empty."""


@dataclass(frozen=True, slots=True)
class TakeCode:
    """A vial's code was typed or pasted where no scanner is."""

    text: str


@dataclass(frozen=True, slots=True)
class ForgetTyping:
    """The figures typed just now were none: they belong to a scanner's code."""


@dataclass(frozen=True, slots=True)
class OfferAuditKey:
    """Somebody has just made the first account: the key of the audit is theirs to keep."""


@dataclass(frozen=True, slots=True)
class AddPhotographs:
    """Add these files to the open visit."""

    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class SavePattern:
    """Keep these points of the open visit, all of them where none is named, as a pattern of the clinic."""

    points: frozenset[int]
