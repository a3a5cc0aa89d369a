"""What stands with the points of the open visit: what is ready, why a dose is unusual, what was found and weighed."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.sitting import as_judged, judged_rows
from charting.domain.dosing.whys import unanswered, with_reason, without_reason
from charting.domain.face.face import base_area
from charting.domain.people.consent import ConsentTo, in_force
from charting.domain.visit import candidates
from charting.domain.visit.readiness import BY_HAND, Check, Item, Wishes, readiness
from charting.domain.visit.record import Bulging, MuscleFinding, Reason, Thickness
from charting.domain.visit.vial_whys import with_answer
from charting.domain.visit.visit import Kind, standing
from charting.errors import Refused

if TYPE_CHECKING:
    from charting.desk.amending import Amending
    from charting.desk.cell import Cell
    from charting.desk.charting import Charting
    from charting.desk.health import Health
    from charting.desk.looking_back import Past
    from charting.domain.dosing.dosing import AreaDose
    from charting.domain.dosing.styles import RangeStyle
    from charting.domain.visit.candidates import Basis
    from charting.domain.visit.record import Consultation
    from charting.domain.visit.vial_whys import Asked
    from charting.domain.visit.visit import Visit


# ----------------------------------------------------------------------
# Whether the open visit is ready to be signed, as far as a list can say.


class Readiness:
    """The list before signing, and what is ticked on it by hand."""

    def __init__(self, desk: Cell, charting: Charting, health: Health, amending: Amending) -> None:
        self._desk = desk
        self._charting = charting
        self._health = health
        self._amending = amending

    def ready(self) -> tuple[Item, ...]:
        """The list of the open visit; empty without one."""
        visit, assessment = self._desk.open.visit, self._desk.open.assessment
        if visit is None or assessment is None:
            return ()
        product = self._desk.clinic.reference.products.get(visit.product or "")
        return readiness(
            visit, as_judged(self._desk.state, visit, assessment),
            in_force(self._desk.open.consents, ConsentTo.TREATMENT),
            self._desk.open.history, self._desk.open.notes,
            Wishes(photographs=self._desk.clinic.settings.photos_wanted),
            needs_dilution=product is None or not product.ready_to_use,
            photographs=self._health.photo_count(visit.id),
            not_agreed=len(self._health.not_agreed()),
            corrects=self._amending.older(visit),
        )  # fmt: skip

    def tick(self, check: Check, *, on: bool) -> None:
        """Tick what only a person can know, or take the tick back: one step."""
        self._desk.who.refuse_charting()
        visit = self._desk.open.visit
        if visit is None or not self._desk.editable or check not in BY_HAND:
            raise Refused("This visit is signed; its checks cannot be changed.")
        rest = tuple(code for code in visit.checks if code != check)
        text = self._desk.env.tr("Tick a check") if on else self._desk.env.tr("Take a tick back")
        self._charting.edit(text, replace(visit, checks=(*rest, check.value) if on else rest))


# ----------------------------------------------------------------------
# The reasons of doses out of band, and those about vials: given and taken back. Every edit keeps them true.


class Whys:
    """The reasons that signing asks for: given and taken back, each as one step."""

    def __init__(self, desk: Cell, charting: Charting) -> None:
        self._desk = desk
        self._charting = charting

    def give(self, rows: Iterable[AreaDose], reason: Reason, note: str = "") -> None:
        """Keep a reason for these rows, in the place of an earlier one: one step. A note goes into the step before."""
        visit, rows = self._open(), tuple(rows)
        merge = f"why {sorted(dose.area for dose in rows)}" if reason is Reason.OTHER else None
        whys = with_reason(visit.whys, rows, reason, note)
        self._charting.edit(self._desk.env.tr("Give a reason"), replace(visit, whys=whys), merge)

    def take_back(self, rows: Iterable[AreaDose]) -> None:
        """Take the reason of these rows away; they ask again."""
        visit = self._open()
        whys = without_reason(visit.whys, rows)
        self._charting.edit(self._desk.env.tr("Take a reason back"), replace(visit, whys=whys))

    def open_questions(self) -> tuple[AreaDose, ...]:
        """The rows of the open visit that are out of band without a reason."""
        return () if self._desk.open.visit is None else unanswered(self._desk.open.visit.whys, self.judged_rows())

    def judged_rows(self) -> tuple[AreaDose, ...]:
        """The rows of the open visit as reasons look at them: by what they come to with what else was given."""
        return judged_rows(self._desk.state)

    def tap(self, what: Asked, reason: Reason) -> None:
        """Keep a reason about a vial, or take it back where it was given already: one step for undo."""
        self._desk.who.refuse_away()
        visit = self._desk.open.visit
        if not self._desk.editable or visit is None:
            raise Refused("This visit is signed; its reasons cannot be changed.")
        self._charting.edit(self._desk.env.tr("Give a reason"), with_answer(visit, what, reason))

    def _open(self) -> Visit:
        self._desk.who.refuse_charting()
        if not self._desk.editable or self._desk.open.visit is None:
            raise Refused("This visit is signed; its reasons cannot be changed.")
        return self._desk.open.visit


# ----------------------------------------------------------------------
# What was found of the muscles of the open draft. Each answer is one step.


MUSCLES = frozenset({"masseter"})
"""Areas of which something is asked: how thick and of what type the muscle is says how much and where (Xie 2014)."""


class Findings:
    """What was found of the muscles: each answer is one step."""

    def __init__(self, desk: Cell, charting: Charting) -> None:
        self._desk = desk
        self._charting = charting

    def asked_of(self, visit: Visit, keys: Set[int]) -> tuple[str, ...]:
        """The areas (with side) of these points of which a finding is asked, right before left."""
        anatomy = self._desk.anatomy_of(visit)
        codes = {anatomy.area_of(point) for point in visit.points if point.key in keys}
        return tuple(sorted((code for code in codes if code and base_area(code) in MUSCLES), reverse=True))

    def found_bulging(self, areas: Iterable[str], bulging: Bulging | None) -> None:
        """Keep how these muscles bulge when the jaw is clenched; None takes it back."""
        self._keep([replace(finding_of(self._open(), area), bulging=bulging) for area in areas])

    def found_thickness(self, areas: Iterable[str], thickness: Thickness | None) -> None:
        """Keep how thick these muscles are; None takes it back."""
        self._keep([replace(finding_of(self._open(), area), thickness=thickness) for area in areas])

    def _keep(self, findings: Iterable[MuscleFinding]) -> None:
        visit = self._open()
        now = {finding.area: finding for finding in (*visit.findings, *findings)}
        kept = tuple(now[area] for area in sorted(now, reverse=True) if now[area] != MuscleFinding(area))
        self._charting.edit(self._desk.env.tr("Finding of a muscle"), replace(visit, findings=kept))

    def _open(self) -> Visit:
        self._desk.who.refuse_away()
        if self._desk.open.visit is None or not self._desk.open.visit.is_draft:
            raise Refused("This visit is signed and cannot be changed; begin a new visit.")
        return self._desk.open.visit


def finding_of(visit: Visit, area: str) -> MuscleFinding:
    """What was found of an area; nothing yet is a finding without either."""
    return next((finding for finding in visit.findings if finding.area == area), MuscleFinding(area))


# ----------------------------------------------------------------------
# The consultation of the open visit: signs weighed, the style chosen. Each is one step of the draft.


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
