"""The work in hand at one desk: its state, and the services that read and change it. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from charting.desk.amending import Amending
from charting.desk.asking import Asking
from charting.desk.audit import Audit
from charting.desk.autosave import Autosave, SaveState
from charting.desk.cell import Cell
from charting.desk.charting import Charting
from charting.desk.follow_up import FollowUp, Repeating
from charting.desk.health import Health
from charting.desk.judging import Judging
from charting.desk.looking_back import Past
from charting.desk.patients import Patients
from charting.desk.people import People
from charting.desk.points import Points
from charting.desk.reading import read_clinic
from charting.desk.record import Consulting, Findings, Readiness, Whys
from charting.desk.settings import Patterns, Prices, Reviewed, Settings
from charting.desk.signing import Signing
from charting.desk.state import Clinic, Env, State
from charting.desk.tables import Tables
from charting.desk.vials import Vials
from charting.desk.who import Passwords, Who

if TYPE_CHECKING:
    from pathlib import Path

    from charting.desk.steps import Changed
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.store.database import Store


class Session(Cell):
    """One person's work on one file: four values that are replaced, never changed, and a service for each subject.

    While nobody is at the desk, or it is locked, it knows nobody's chart and the file is Refused: see `cell`.
    """

    def __init__(
        self,
        store: Store,
        reference: Reference,
        anatomies: Mapping[int, Anatomy],
        *,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        announce: Callable[[Changed], None],
        saved: Callable[[SaveState], None],
        passwords: Passwords | None = None,
    ) -> None:
        env = Env(
            store, reference, anatomies, clock, new_id, passwords or Passwords(), Autosave(store, saved)
        )  # fmt: skip
        clinic = read_clinic(env, Clinic(Tables(store, reference, anatomies)))
        super().__init__(State(env, clinic, Who(guarded=store.people.any())), announce)
        self._serve()

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.env.file.path

    def at_window(
        self, *, tr: Callable[[str], str], at_once: int | None, when_painted: Callable[[Callable[[], None]], None]
    ) -> None:
        """A window shows this desk: it names the steps in its language, and reads so many visits before the rest.

        `when_painted` is called with what is to begin once what changed is on the screen.
        """
        self.env.autosave.when_painted = when_painted
        self.change(env=replace(self.env, tr=tr, at_once=at_once))

    def _serve(self) -> None:
        """The services: each knows the cell, and those before it that it needs."""
        self.charting = Charting(self)
        self.patients = Patients(self, self.charting)
        self.people = People(self, self.charting, self.patients)
        self.settings = Settings(self)
        self.reviewed = Reviewed(self, self.settings)
        self.patterns = Patterns(self, self.settings, self.charting)
        self.prices = Prices(self)
        self.signing = Signing(self, self.charting, self.patients, self.people, self.prices)
        self.amending = Amending(self, self.patients, self.charting)
        self.judging = Judging(self, self.charting)
        self.points = Points(self, self.charting)
        self.vials = Vials(self, self.charting)
        self.whys = Whys(self, self.charting)
        self.findings = Findings(self, self.charting)
        self.health = Health(self, self.charting)
        self.readiness = Readiness(self, self.charting, self.health, self.amending)
        self.past = Past(self, self.charting, self.patients, self.amending)
        self.repeating = Repeating(self, self.charting, self.past, self.points)
        self.follow_up = FollowUp(self, self.past, self.charting, self.patients)
        self.consulting = Consulting(self, self.past, self.charting)
        self.audit = Audit(self, self.charting)
        self.asking = Asking(lambda: self.tables)
