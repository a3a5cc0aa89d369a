"""Every dialog and page at 1280 x 720, on a busy chart with long names: nothing but a name or an area is shortened."""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from charting.desk.session import Session
from charting.desk.steps import PlainHistory
from charting.desk.who import Passwords
from charting.domain.clinic.stock import Closed
from charting.domain.dosing.styles import RangeStyle
from charting.domain.people.consent import Consent, ConsentTo
from charting.domain.people.history import NOTHING_APPLIES, Condition, EarlierToxin
from charting.domain.people.patient import Patient, Sex
from charting.domain.people.people import Role
from charting.domain.visit.outcome import EventSide, FoundEvent, Review, Severity
from charting.domain.visit.visit import Kind, Technique, Vial, Visit
from charting.exchange.csv.file import read_grid
from charting.store.database import Store
from charting.ui.ask.ask import AskDialog
from charting.ui.clinic.bill import BillDialog
from charting.ui.clinic.pattern import PatternDialog
from charting.ui.clinic.settings import SettingsDialog
from charting.ui.files.export import ExportDialog
from charting.ui.files.import_mapping import MappingDialog
from charting.ui.files.import_preview import ImportDialog
from charting.ui.files.paper import HandoutDialog, SheetDialog
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, LIGHT, Look, apply_look, base_font
from charting.ui.past.compare import CompareDialog
from charting.ui.past.due import DueDialog
from charting.ui.past.recall import RecallDialog
from charting.ui.past.repeat_areas import RepeatAreasDialog
from charting.ui.past.review import ReviewDialog
from charting.ui.past.trends import TrendsDialog
from charting.ui.past.wore_off import WoreOffDialog
from charting.ui.patient.history import HistoryDialog
from charting.ui.patient.patient import PatientDialog
from charting.ui.patient.photos import PhotosDialog
from charting.ui.people.account import FirstAccountDialog
from charting.ui.people.audit import AuditDialog
from charting.ui.people.password import PasswordDialog
from charting.ui.people.people import PeopleDialog
from charting.ui.people.signer import Signer
from charting.ui.shell.about import AboutDialog
from charting.ui.shell.program import KeysDialog
from charting.ui.vials.lots import LotDialog
from charting.ui.vials.stock import StockDialog
from charting.ui.vials.vial import VialSheet
from charting.ui.visit.consultation import ConsultationSheet
from charting.ui.visit.product import ProductDialog
from charting.ui.visit.sign import SignDialog
from tests import shipped
from tests.exchange.tables import many, table
from tests.exchange.test_csv_mapping import OTHER
from tests.ui.charts import CROWS_FEET, FOREHEAD, GLABELLA, put, treated
from tests.ui.conftest import NOW
from tests.ui.desk import DeskWindow
from tests.ui.painted import shortened
from tests.ui.people import EVE, RIGHT

pytestmark = pytest.mark.proof

FAMILY, GIVEN, NUMBER = "Wolfeschlegelsteinhausen-Bergerdorff", "Anna-Katharina Maximiliane", "10482-2026-000123"
LARGE = ((47.0, -18.0, "49.75"), (-47.0, -18.0, "48.25"), (57.0, 60.0, "50.25"), (-57.0, 60.0, "49.75"))
NAMES = (f"{FAMILY}, {GIVEN}", f"{FAMILY}-Hohenlohe, {GIVEN}", f"Dr {GIVEN} {FAMILY}", EVE,
         "Forehead · Frown lines · Crow's feet")  # fmt: skip
"""What may give way: names, and the examples of what a column of areas holds."""
BUSY = (*FOREHEAD, *GLABELLA, *CROWS_FEET, *LARGE)
TODAY = NOW.date()


def look_at(widget: QWidget, name: str) -> None:
    """Keep a picture for whoever wants to see it."""
    if folder := os.environ.get("SHOTS"):
        widget.grab().save(f"{folder}/{name}.png")


def wait_until(ready: Callable[[], object]) -> None:
    """Until a thread has brought what is shown."""
    until = time.monotonic() + 30
    while not ready() and time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.01)
    assert ready()
    QApplication.processEvents()


class Shown:
    """The desk, its session, and a folder for files."""

    def __init__(self, window: DeskWindow, session: Session, folder: Path) -> None:
        self.window, self.session, self.folder = window, session, folder

    @property
    def last(self) -> Visit:
        return next(v for v in self.session.open.visits if v.kind is Kind.TREATMENT and not v.is_draft)

    def table(self, data: bytes) -> Path:
        file = self.folder / "july.csv"
        file.write_bytes(data)
        return file


@pytest.fixture(scope="module")
def busy(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """The desk on a patient with much of everything: treatments, events, consents, vials; one for all the dialogs."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    look = DARK if os.environ.get("DARK") else LIGHT
    QApplication.setFont(base_font())
    QApplication.setCursorFlashTime(0)
    apply_look(qapp, look)
    folder = tmp_path_factory.mktemp("busy")
    hub, numbers, templates = Hub(), count(1), shipped.templates()
    with Store.open(folder / "charting.sqlite", clock=lambda: NOW) as store:
        session = Session(
            store, shipped.reference(), shipped.anatomies(), clock=lambda: NOW,
            new_id=lambda: str(uuid.UUID(int=0x0198F0C2_0000_7000_8000_000000000000 + next(numbers))),
            announce=hub.changed.emit, saved=hub.save_state.emit,
        )  # fmt: skip
        session.charting.history = PlainHistory(session.charting.show)
        fill(session)
        window = DeskWindow(hub, look, lambda view, version: templates[version].views[view])
        window.resize(1280, 720)
        window.attach(session, "charting.sqlite")
        window.show()
        QApplication.processEvents()
        yield Shown(window, session, folder)
        window.close()
        session.charting.close()
    QLocale.setDefault(before)


def fill(session: Session) -> None:
    """Two long names, treatments, a review with events, consents, vials, own prices, ranges and a pattern."""
    patient = Patient(session.env.new_id(), FAMILY, GIVEN, date(1992, 3, 5), NUMBER, Sex.FEMALE)
    other = Patient(session.env.new_id(), FAMILY + "-Hohenlohe", GIVEN, date(1991, 12, 28), "9" * 12)
    session.change(env=replace(session.env, passwords=Passwords(cheap=True)))
    session.people.make_first(EVE, RIGHT, "4711")
    session.people.add_person(f"Dr {GIVEN} {FAMILY}", frozenset(Role), RIGHT)
    session.patients.add(other)
    treated(session, 110, *BUSY)
    session.patients.add(patient)
    first, second = treated(session, 230, *BUSY), treated(session, 99, *BUSY[:-2])
    for of, days in ((first, 210), (second, 80)):
        since = of.at.date() + timedelta(days=9)
        event = FoundEvent(
            "eyelid_ptosis", EventSide.LEFT, Severity.MODERATE, since, since + timedelta(days=31),
            "apraclonidine 0.5 % eye drops", "A-2026-000123",
        )  # fmt: skip
        seen = Review(adverse_events=(event,), satisfaction=4, note="Settled in 31 days.")
        treated(session, days, product=None, kind=Kind.REVIEW, of=of.id, review=seen)  # type: ignore[arg-type]
    session.patients.open(patient.id)
    session.health.keep_history(replace(
        NOTHING_APPLIES, no_allergies=False, allergies=("penicillin and related antibiotics", "natural rubber latex"),
        conditions=(Condition.PTOSIS, Condition.BLOOD_THINNERS, Condition.FACE_SURGERY), medicines=("apixaban 5 mg",),
        earlier=(EarlierToxin("abo_dysport", date(2024, 5, 1), True, Decimal(90), "elsewhere in another town"),),
    ))  # fmt: skip
    for to, areas in ((ConsentTo.TREATMENT, ()), (ConsentTo.OFF_LABEL, ("masseter", "mentalis", "bunny_lines"))):
        session.health.give_consent(Consent(
            session.env.new_id(), patient.id, NOW - timedelta(days=99), (to,), areas,
            "ona_botox" if areas else None, EVE,
        ))  # fmt: skip
    first_vial = stock_up(session)
    for area, price in (("crows_feet", "13.50"), ("forehead", "11.25")):
        session.settings.set_price("ona_botox", area, Decimal(price), "EUR")
    session.settings.set_price("ona_botox", None, Decimal("12.75"), "EUR")
    key = ("ona_botox", "crows_feet", Technique.IM, RangeStyle.STANDARD, None)
    session.settings.set_range(key, Decimal("8.25"), Decimal("24.75"))
    session.charting.new_visit()
    put(session, *BUSY)
    assert session.open.visit is not None
    session.patterns.save("Forehead and glabella as we do it here", frozenset())
    session.vials.pick(first_vial)


def stock_up(session: Session) -> Vial:
    vial = Vial(
        session.env.new_id(), "ona_botox", Decimal(100), "LOT-2026-000123", date(2027, 3, 31), Decimal("2.5"),
        made_up_at=NOW - timedelta(hours=3),
    )  # fmt: skip
    session.vials.add(vial)
    session.vials.add(replace(vial, id=session.env.new_id(), lot="LOT-2026-000124", product="abo_dysport",
                               vial_units=Decimal(300), made_up_at=NOW - timedelta(hours=30)))  # fmt: skip
    session.vials.add(replace(vial, id=session.env.new_id(), lot="LOT-2026-000125", made_up_at=None, diluent_ml=None,
                               expires=TODAY + timedelta(days=20)))  # fmt: skip
    gone = replace(vial, id=session.env.new_id(), lot="LOT-2026-000126")
    session.vials.add(gone)
    session.vials.close(gone.id, Closed.EXPIRED, Decimal("63.25"))
    return vial


def settings(page: str) -> Make:
    return lambda d: SettingsDialog(d.session, d.window.hub, d.window.look, page, parent=d.window)


def bill(d: Shown) -> QDialog:
    assert d.session.open.visit is not None
    found = d.session.prices.bill(d.session.open.visit)
    assert found is not None
    return BillDialog(d.session, d.session.open.visit, found, parent=d.window)


def paper(kind: type[SheetDialog] | type[HandoutDialog]) -> Make:
    return lambda d: kind(d.session, d.last, d.window.look, d.window.faces, parent=d.window)


Make = Callable[[Shown], QDialog]
DIALOGS: dict[str, Make] = {
    "about": lambda d: AboutDialog(d.session, parent=d.window),
    "account": lambda d: FirstAccountDialog(d.session, d.window),
    "ask": lambda d: AskDialog(d.session, d.window.look, parent=d.window),
    "audit": lambda d: AuditDialog(d.session, d.window.look, parent=d.window),
    "bill": bill,
    "compare": lambda d: CompareDialog(d.session, d.window.look, d.window.faces, parent=d.window),
    "consultation": lambda d: ConsultationSheet(d.session, d.window.hub, d.window),
    "due": lambda d: DueDialog(d.session, d.window.look, parent=d.window),
    "export": lambda d: ExportDialog(d.session, d.window.faces, parent=d.window),
    "handout": paper(HandoutDialog),
    "history": lambda d: HistoryDialog(d.session, d.window.look, d.window),
    "import": lambda d: ImportDialog(d.session, d.window.look, [d.table(table(many(100)))], parent=d.window),
    "keys": lambda d: KeysDialog(d.window.host.keys, d.window),
    "lots": lambda d: LotDialog(d.session, d.window.look, "LOT-2026-000123", parent=d.window),
    "mapping": lambda d: MappingDialog(
        d.session.env.shipped, d.window.look, read_grid(OTHER.encode(), "other.csv"), None, parent=d.window),
    "password": lambda d: PasswordDialog(d.session, d.window),
    "patient": lambda d: PatientDialog(d.session, d.window.look, d.session.open.patient, parent=d.window),
    "pattern": lambda d: PatternDialog(d.session, parent=d.window),
    "people": lambda d: PeopleDialog(d.session, d.window.hub, d.window.look, d.window),
    "photos": lambda d: PhotosDialog(d.session, d.window.hub, d.window.look, d.window),
    "product": lambda d: ProductDialog("Botox Cosmetic", "Dysport", d.window),
    "recall": lambda d: RecallDialog(d.session, d.session.open.patient, TODAY, parent=d.window),  # type: ignore[arg-type]
    "repeat areas": lambda d: RepeatAreasDialog(d.session, d.last, d.window),
    "review": lambda d: ReviewDialog(d.session, d.last, d.window),
    "settings, clinic": settings("clinic"), "settings, paper": settings("paper"),
    "settings, patterns": settings("patterns"), "settings, prices": settings("prices"),
    "settings, ranges": settings("ranges"),
    "sheet": paper(SheetDialog),
    "sign": lambda d: SignDialog(d.session, Signer(d.session, d.window.look), d.window),
    "stock": lambda d: StockDialog(d.session, d.window.look, parent=d.window),
    "trends": lambda d: TrendsDialog(d.session, d.window.hub, d.window.look, d.window),
    "vial": lambda d: VialSheet(d.session, d.window.look, parent=d.window),
    "wore off": lambda d: WoreOffDialog(d.session, d.last, d.window),
}  # fmt: skip


READY: dict[str, Callable[[Any], object]] = {
    "ask": lambda dialog: dialog.loaded,
    "audit": lambda dialog: dialog.verdict,
    "due": lambda dialog: dialog.model.rows,
    "import": lambda dialog: dialog.preview is not None and not dialog.bar.isVisible(),
    "trends": lambda dialog: dialog.view.marks,
}
"""When what is shown is there: a thread brings it, or it is drawn once the window is."""


@contextmanager
def opened(busy: Shown, name: str) -> Iterator[QDialog]:
    """A dialog in its place on the screen, with all that it shows."""
    dialog = DIALOGS[name](busy)
    dialog.show()
    dialog.resize(dialog.size().boundedTo(busy.window.size()))
    QApplication.processEvents()
    if name in READY:
        wait_until(lambda: READY[name](dialog))
    yield dialog
    dialog.hide()
    dialog.deleteLater()
    QApplication.processEvents()


def dress(busy: Shown, look: Look) -> None:
    """Another look, as the desk puts it on."""
    apply_look(QApplication.instance(), look)
    busy.window.set_look(look)
    QApplication.processEvents()


@pytest.mark.parametrize("name", DIALOGS)
def test_nothing_but_a_name_is_shortened(busy: Shown, name: str) -> None:
    with opened(busy, name) as dialog:
        look_at(dialog, name)
        faults = shortened(dialog, *NAMES)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", DIALOGS)
def test_one_that_is_open_while_the_look_changes_is_as_if_opened_after_it(busy: Shown, name: str) -> None:
    here = busy.window.look
    try:
        with opened(busy, name) as dialog:
            dress(busy, LIGHT if here is DARK else DARK)
            changed = dialog.grab().toImage()
        with opened(busy, name) as dialog:
            assert changed == dialog.grab().toImage()
    finally:
        dress(busy, here)


def test_the_desk_of_a_busy_chart_too(busy: Shown) -> None:
    look_at(busy.window, "desk")
    faults = shortened(busy.window, *NAMES)
    assert not faults, "\n".join(faults)
