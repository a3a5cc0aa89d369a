"""The one cell that holds the state of the desk. Whatever is replaced is replaced here, compared and announced once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from charting.desk.assessing import assessed_again, notes_of
from charting.desk.difference import difference
from charting.desk.shelf import Shelf
from charting.desk.state import NOBODY_OPEN, State
from charting.desk.steps import NOTHING, Changed
from charting.domain.cautions.places import Kept

if TYPE_CHECKING:
    from charting.desk.state import Clinic, Env, OpenPatient
    from charting.desk.tables import Tables
    from charting.desk.who import Who
    from charting.domain.cautions.rule import CautionNote
    from charting.domain.clinic.stock import StockVial
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.visit.visit import Visit
    from charting.store.database import Store

_FIGURES_FOLLOW = ("visit", "patient")
_CAUTIONS_FOLLOW = ("visit", "patient", "visits", "history")


class Cell:
    """The state of the desk. While nobody is at it, or it is locked, no chart is open and the file is Refused.

    The door stands before the values and the file themselves, not before each operation: one that is written tomorrow
    is behind it too. What has to work at a locked desk takes `env.file`, and is named one by one in the tests.
    """

    def __init__(self, state: State, announce: Callable[[Changed], None]) -> None:
        self._state = self._seen = state
        self._announce = announce
        self._viewed: tuple[str, str | None] | None = None
        self._shelf = Shelf()
        self._told = Kept()

    @property
    def env(self) -> Env:
        """What the desk stands on."""
        return self._state.env

    @property
    def clinic(self) -> Clinic:
        """What the clinic set."""
        return self._state.clinic

    @property
    def who(self) -> Who:
        """Who is at the desk."""
        return self._state.who

    @property
    def open(self) -> OpenPatient:
        """Whose chart is open; nobody's while nobody is at the desk."""
        return self._seen.open

    @property
    def state(self) -> State:
        """The four together, as they may be seen."""
        return self._seen

    @property
    def store(self) -> Store:
        """The file, for who is at the desk; Refused while nobody is."""
        self.who.refuse_away()
        return self._state.env.file

    @property
    def tables(self) -> Tables:
        """The file with the ranges and the faces of its visits, for who is at the desk; Refused while nobody is."""
        self.who.refuse_away()
        return self.clinic.tables

    @property
    def editable(self) -> bool:
        """Whether the open visit is a draft, and who is at the desk may change it."""
        visit = self.open.visit
        return self.who.may_chart and visit is not None and visit.is_draft

    @property
    def anatomy(self) -> Anatomy:
        """The face the open visit was charted on, else the newest."""
        return self.anatomy_of(self.open.visit)

    def anatomy_of(self, visit: Visit | None) -> Anatomy:
        """The face a visit was charted on, with the areas of its table; the newest where that drawing is gone."""
        return self.clinic.tables.anatomy_of(visit)

    def vials_now(self) -> dict[str, StockVial]:
        """Every vial in use and those of the visit, with what all visits drew, the open one as it is on the screen."""
        return self._shelf.now(self._seen)

    def change(
        self, *, env: Env | None = None, clinic: Clinic | None = None, who: Who | None = None,
        open: OpenPatient | None = None, also: Changed = NOTHING,
    ) -> None:  # fmt: skip
        """Replace these values, derive what follows from them, and announce once what is different, if anything is.

        `also` is what else is to be shown anew: what was written beside the values held here, or a chart that
        somebody opens again. Nobody's chart is replaced while nobody is at the desk.
        """
        if open is not None:
            self.who.refuse_away()
        before = self._state
        after = State(env or before.env, clinic or before.clinic, who or before.who, open or before.open)
        if not after.who.away:
            after = self._derived(before, after)
        self._state = after
        self._seen = replace(after, open=after.shown)
        self._tell(difference(before, after), also)

    def view_again(self, *, opened: bool = False) -> None:
        """Record that the open chart is seen: when it is opened, and when somebody else comes while it is."""
        patient, person = self.open.patient, self.who.person
        if patient is None:
            return
        seen = (patient.id, person.id if person is not None else None)
        if opened or seen != self._viewed:
            self._viewed = seen
            self.env.autosave.note("view", patient.id)

    def _derived(self, before: State, after: State) -> State:
        """The figures of the open visit, as of now, where something they follow from is different; cautions as well.

        The cautions are only promised: they are looked for when somebody asks.
        """
        old, new = before.open, after.open
        tables = before.clinic.tables is not after.clinic.tables
        figures, fresh = new.assessment, new.assessment is None
        if tables or fresh or _others(old, new, _FIGURES_FOLLOW):
            figures = assessed_again(after, NOBODY_OPEN if tables else old)
        cautions = new.cautions
        if before.clinic is not after.clinic or fresh or _others(old, new, _CAUTIONS_FOLLOW):
            # Without those of before, which hold their own state: a chain of them would keep every edit of a day.
            cautions = cache(partial(self._cautions, replace(after, open=replace(new, cautions=tuple))))
        return replace(after, open=replace(new, assessment=figures, cautions=cautions))

    def _cautions(self, state: State) -> tuple[CautionNote, ...]:
        visit = state.open.visit
        vials = self._shelf.before_this(state) if visit is not None and visit.vials else {}
        return notes_of(state, vials, self._told)

    def _tell(self, found: Changed, also: Changed) -> None:
        """While nobody may see the chart, all that is announced is that somebody left."""
        if self.who.away:
            if found or also:
                self._announce(Changed(person=True))
            return
        changed = found | also
        if changed.person or also.opened:
            self.view_again(opened=also.opened)
        if changed:
            self._announce(replace(changed, assessment=self.open.assessment))


def _others(old: OpenPatient, new: OpenPatient, names: tuple[str, ...]) -> bool:
    return any(getattr(old, name) is not getattr(new, name) for name in names)
