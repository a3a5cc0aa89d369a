"""Opens everything a desk works on: the file, the reference data, the faces. Runs beside the first paint."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from charting import paths
from charting.domain.face.face import FaceView, View
from charting.errors import Problem

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.dosing.reference import Reference
    from charting.domain.face.anatomy import Anatomy
    from charting.domain.visit.visit import Visit
    from charting.store.database import Store


@dataclass(frozen=True)
class Opened:
    """What a session is made of."""

    store: Store
    reference: Reference
    anatomies: Mapping[int, Anatomy]
    new_id: Callable[[], str]


class Faces:
    """The drawings, read when first asked for by the background; `get` never reads a file."""

    def __init__(self) -> None:
        self._views: dict[tuple[View, int], FaceView] = {}
        self._newest: dict[View, FaceView] = {}

    def get(self, view: View, version: int) -> FaceView | None:
        """A view as it was drawn in this version; None until it is read, the newest one where there is no such."""
        return self._views.get((view, version)) or self._newest.get(view)

    def read(self, view: View) -> None:
        """Read every version of a view, the newest first."""
        from charting.loading import shipped

        for file in sorted((paths.resources() / "face").glob(f"{view.value}-*.svg"), reverse=True):
            face = shipped.drawing(file)
            self._views[view, face.version] = face
        # Only now is it known that a version is missing, and not merely to come.
        self._newest[view] = max(
            (face for (of, _), face in self._views.items() if of is view), key=lambda face: face.version
        )


def local_now() -> datetime:
    """The time here, with its offset from UTC."""
    return datetime.now().astimezone()


def new_id() -> str:
    """An id that sorts by the time it was made."""
    from uuid6 import uuid7  # not before one is made: it reads the list of all installed packages

    return str(uuid7())


def open_all(path: Path, *, demo: bool, say: Callable[[Problem], None] | None = None) -> Opened:
    """The file at `path` (made if missing) with all that belongs to it; a Problem says what stands in the way.

    `say` is told, on any thread and at any time, what is wrong with the keyring.
    """
    from charting.loading import shipped
    from charting.start.keys import ThrowAway
    from charting.start.keys import keeper as keeper_of
    from charting.store.database import Store

    reference = shipped.reference()
    keeper = ThrowAway() if demo else keeper_of(path, say)
    store = Store.open(path, create=True, clock=local_now, keeper=keeper)
    anatomies = shipped.anatomies()
    if demo:
        fill_demo(store, reference)
    return Opened(store, reference, anatomies, new_id)


def fill_demo(store: Store, reference: Reference) -> None:
    """Invented patients with two years of visits, signed as they would have been."""
    from charting.desk.signing import document, sha256_hex
    from charting.domain.clinic.clinic import ClinicSettings
    from charting.domain.visit.visit import Signature, Status
    from charting.start.demo import demo_outcomes, demo_people, demo_records
    from charting.start.demo_record import demo_health

    today, zone = local_now().date(), local_now().tzinfo or UTC
    for patient, visits in demo_records(reference, today, zone):
        store.patients.add(patient)
        for visit in visits:
            signature = visit.signature
            draft = replace(visit, status=Status.DRAFT, signature=None, at=min(visit.at, local_now()))
            store.visits.save_draft(_with_demo_vials(store, draft) if visit.is_draft else draft)
            if not visit.is_draft:
                name = (signature.name if signature else None) or "Demo Injector"
                at = (signature.at if signature else None) or visit.at
                content = document(draft, patient, name, at)
                store.visits.sign(draft, Signature(name, at, sha256_hex(content)), content)
    for outcome in demo_outcomes(today, zone):
        store.outcomes.set_outcomes(outcome.patient_id, outcome.pinned, None, outcome.wore_off)
    for health in demo_health(today, zone):
        if health.history is not None:
            store.histories.add_history(health.patient_id, health.history)
        for consent in health.consents:
            store.histories.add_consent(consent)
    for person, password in demo_people():
        store.people.add(person, password)
    store.clinic.set_settings(ClinicSettings("Demo Clinic", set_by="Demo Injector", set_at=local_now()))


def _with_demo_vials(store: Store, draft: Visit) -> Visit:
    from charting.start.demo_record import demo_vials, drawn_from

    vials = demo_vials(local_now(), draft)
    for vial in vials:
        store.stock.add(vial)
    return drawn_from(draft, vials[0])


def enter_demo(session: Session, hint: str) -> None:
    """The demo's injector is there without typing anything, and told what to sign and to come back with."""
    from charting.desk.people import Proof
    from charting.start.demo import DEMO_PASSWORD, demo_people

    injector = demo_people()[0][0]
    if injector in session.env.file.people.all():  # a backup that is restored into the demo asks for its own people
        session.people.sign_in(Proof(injector, session.env.clock()))
        session.change(who=replace(session.who, hint=hint.format(password=DEMO_PASSWORD)))


class Opening:
    """Does `open_all` on a thread and calls back on it: `done(Opened)`, or `failed(Problem)`."""

    def __init__(
        self, path: Path, faces: Faces, *, demo: bool, done: Callable[[Opened], None],
        failed: Callable[[Problem], None], say: Callable[[Problem], None] | None = None,
    ) -> None:  # fmt: skip
        self._path, self._faces, self._demo, self._say = path, faces, demo, say
        self._done, self._failed = done, failed
        self._thread = threading.Thread(target=self._work, name="opening")

    def start(self) -> None:
        self._thread.start()

    def wait(self) -> None:
        """Let the thread end, if it ever began; before the program does."""
        if self._thread.ident is not None:
            self._thread.join()

    def _look_for_key(self, store: Store) -> None:
        """That the key of the audit is not here is said, with the remedy; a keyring at fault has said so itself."""
        try:
            store.audit.key()
        except Problem as missing:
            if self._say is not None:
                self._say(missing)

    def _work(self) -> None:
        try:
            self._faces.read(View.FRONT)
            opened = open_all(self._path, demo=self._demo, say=self._say)
            self._done(opened)
            self._look_for_key(opened.store)
            self._faces.read(View.RIGHT)
            self._faces.read(View.LEFT)
        except Problem as problem:
            self._failed(problem)
