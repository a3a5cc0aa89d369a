"""One thing a clinician should see about a visit: what was measured, by which rule, from which source."""

from __future__ import annotations

from dataclasses import dataclass

from charting.domain.face import View


@dataclass(frozen=True, slots=True)
class Span:
    """A measured distance on the drawing, from a point to what the rule names, in mm of a view."""

    view: View
    start: tuple[float, float]
    end: tuple[float, float]


@dataclass(frozen=True, slots=True)
class CautionNote:
    """A caution that applies. Nothing is blocked by it.

    `key` tells it from every other one of the visit and stays while the cause stays (`fhl_brow:forehead`,
    `vial:1:expired`): a reason that was given is kept by it. `id` is the rule's id in the reference data, or the
    program's own for what follows from a vial. `points` are numbered from 1. `measured` and `rule` are in words with
    international digits (“7 mm”); `spans` are what the face draws. `urgent` ones are said at once.
    """

    key: str
    id: str
    measured: str
    rule: str
    source: str
    mark: str
    weak: bool = False
    area: str | None = None
    points: tuple[int, ...] = ()
    spans: tuple[Span, ...] = ()
    urgent: bool = False
