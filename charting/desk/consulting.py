"""The consultation of the open visit: signs weighed, the style chosen. Each is one step of the draft."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.domain.visit import candidates
from charting.domain.visit.visit import Kind, standing
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.looking_back import Past
    from charting.domain.dosing.styles import RangeStyle
    from charting.domain.visit.candidates import Basis
    from charting.domain.visit.record import Consultation


class Consulting:
    """The signs weighed and the style chosen: each is one step."""

    def __init__(self, desk: Cell, past: Past, charting: Charting) -> None:
        self._desk = desk
        self._past = past
        self._charting = charting

    def known_signs(self) -> dict[str, Basis]:
        """What the record knows about the signs, on the day of the open visit; before it, not after."""
        if self._desk.open.patient is None:
            return {}
        visit = self._desk.open.visit
        day = (visit.at if visit is not None else self._desk.env.clock()).date()
        earlier = [v for v in standing(self._desk.open.visits, visit) if self._past.is_past(v)]
        days = self._desk.clinic.settings.touch_up_days
        return candidates.known_signs(self._desk.open.patient, day, earlier, self._desk.open.wore_off, days)

    def weighed(self) -> Consultation | None:
        """What the open visit holds of it."""
        return None if self._desk.open.visit is None else self._desk.open.visit.consultation

    def mark_sign(self, sign: str, *, applies: bool) -> None:
        """A sign applies to this patient, or does not."""
        self._keep(self._desk.env.tr("Weigh a sign"), candidates.with_sign(self.weighed(), sign, applies=applies))

    def choose(self, style: RangeStyle | None, area: str | None = None) -> None:
        """The injector's choice for the face, or for one area (its code without side); None takes it back."""
        text = self._desk.env.tr("Take the aim back") if style is None else self._desk.env.tr("Choose the aim")
        self._keep(text, candidates.with_choice(self.weighed(), style, area))

    def note(self, text: str) -> None:
        """A few words on what was weighed."""
        self._keep(self._desk.env.tr("Note on the consultation"), candidates.with_words(self.weighed(), text))

    def _keep(self, text: str, what: Consultation | None) -> None:
        """In the open draft; where no visit is open yet, in a new one, as its first step."""
        visit = self._desk.open.visit
        if visit is not None:
            if not visit.is_draft:
                raise Refused("This visit is signed; what was weighed cannot be changed.")
            self._charting.edit(text, replace(visit, consultation=what))
        elif what is not None:
            draft = self._charting.blank(Kind.TREATMENT, self._past.last_treatment())
            self._charting.begin(text, replace(draft, consultation=what))
