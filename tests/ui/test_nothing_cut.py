"""At 1280 x 720 no figure and no side is cut, in any row, label or list; a name gives way, on two lines if it can."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.visit import InjectionPoint
from charting.drawing.fitting import fitted, lines_of
from charting.ui.kit.elided import ElidedLabel
from charting.ui.kit.look import Look
from charting.ui.kit.table import SHEET, Column, ListModel, Table
from charting.ui.past.review import ReviewDialog
from charting.ui.patient.patient_head import patient_head
from charting.ui.people.signer import Signer
from charting.ui.visit.sign import SignDialog
from tests.ui.desk import DeskWindow
from tests.ui.painted import cut, painted

LONG = Patient("", "Wolfeschlegelsteinhausen-Bergerdorff", "Anna-Katharina Maximiliane", date(1992, 3, 5), "10482-2026")


def look_at(widget: QWidget, name: str) -> None:
    """Keep a picture for whoever wants to see it."""
    if folder := os.environ.get("SHOTS"):
        widget.grab().save(f"{folder}/{name}.png")


@pytest.fixture
def crowded(window: DeskWindow, charted: Session) -> DeskWindow:
    """The desk with a long name, 108 points in the forehead, both lateral brows and masseters, and large doses."""
    patient, visit = charted.open.patient, charted.open.visit
    assert patient is not None
    assert visit is not None
    charted.patients.change(replace(LONG, id=patient.id))
    rows = [(x / 4 - 13, -52 + y, "0.5") for y in range(4) for x in range(0, 108, 4)]
    for x, y, units in ((47, -18, "499.75"), (57, 0, "123.25"), (57, 60, "250")):
        rows += [(x, y, units), (-x, y, units)]
    points = tuple(InjectionPoint(View.FRONT, x, y, Decimal(u), key=n) for n, (x, y, u) in enumerate(rows, 1))
    charted.charting.edit("Many", replace(visit, points=points, lot="LOT-2026-000123", expires=date(2027, 3, 31)))
    QApplication.processEvents()
    return window


def test_the_desk_cuts_no_figure_and_no_side(crowded: DeskWindow) -> None:
    look_at(crowded, "desk")
    assert crowded.width() == 1280
    assert cut(crowded) == []
    texts = painted(crowded)
    assert "108" in texts
    assert "499.75" in texts
    for side in ("R", "L"):
        assert any(text.startswith("Lateral") and text.endswith(side) for text in texts) or side in texts


def test_the_sign_window_cuts_nothing_at_all(qtbot: QtBot, crowded: DeskWindow, charted: Session, look: Look) -> None:
    dialog = SignDialog(charted, Signer(charted, look))
    qtbot.addWidget(dialog)
    dialog.show()
    QApplication.processEvents()
    look_at(dialog, "sign")
    assert not [text for text in painted(dialog) if text.endswith("…") and "Sign" not in text]
    seen = "".join(painted(dialog))
    for word in (*LONG.family_name.split("-"), *LONG.given_name.split(), "10482-2026"):
        assert word in seen


def test_the_review_shows_every_area_and_what_does_not_fit_is_scrolled_to(
    qtbot: QtBot, crowded: DeskWindow, charted: Session, look: Look
) -> None:
    assert charted.open.visit is not None
    dialog = ReviewDialog(charted, charted.open.visit)
    qtbot.addWidget(dialog)
    dialog.resize(1100, 640)
    dialog.show()
    QApplication.processEvents()
    look_at(dialog, "review")
    assert cut(dialog) == []
    for segments in (dialog.evenness, dialog.satisfaction):
        assert all(segments.rect().contains(button.geometry()) for button in segments.buttons)
    assert dialog.note.mapTo(dialog, dialog.note.rect().bottomLeft()).y() < dialog.sign.y()
    for code, segments in dialog.residual.items():
        scroll = segments.parentWidget().parentWidget().parentWidget()
        bar = scroll.verticalScrollBar()
        below = segments.parentWidget().height() > scroll.viewport().height()
        assert bar.isVisible() is below, code
        scroll.ensureWidgetVisible(segments)
        QApplication.processEvents()
        assert not segments.visibleRegion().isEmpty(), code


def test_a_name_takes_two_lines_before_it_is_cut(qtbot: QtBot, look: Look) -> None:
    head = patient_head(LONG)
    qtbot.addWidget(head)
    label = head.findChild(ElidedLabel)
    assert label is not None
    head.resize(640, head.layout().totalHeightForWidth(640))
    head.show()
    QApplication.processEvents()
    look_at(head, "head")
    assert "…" not in label.shown_text()
    assert label.shown_text().count("\n") == 1
    assert "10482-2026" in "".join(painted(head)).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Lateral brow R", ["R"]),
        ("108", ["108"]),
        ("Botox Cosmetic 500.00 U in 12.5 mL", ["500.00 U", "12.5 mL"]),
        ("Masseter L · 2,000 points", ["L", "2,000 points"]),
        ("12 weeks since last", ["12 weeks"]),
    ],
)
def test_a_name_gives_way_and_figures_stay(qapp: QApplication, text: str, kept: list[str]) -> None:
    metrics = QFontMetrics(QFont())
    for room in range(metrics.horizontalAdvance(text) + 5, 0, -7):
        shown = fitted(metrics, text, room)
        assert all(word in shown for word in kept), (room, shown)
        assert [line for line in lines_of(metrics, text, room) if line]


def test_names_alone_are_shortened_at_their_end(qapp: QApplication) -> None:
    metrics = QFontMetrics(QFont())
    assert fitted(metrics, "Wolfeschlegelsteinhausen", 60).endswith("…")
    assert metrics.horizontalAdvance(fitted(metrics, "Lateral brow R", 60)) <= 60


def test_cells_of_the_lists_keep_figures_and_sides(qtbot: QtBot, look: Look) -> None:
    columns = Column("Area", lambda row: row[0], 120), Column("Units", lambda row: row[1])
    model = ListModel(columns, look)
    model.show([
        ("Microdroplets of the lateral brow R", "Botox Cosmetic 123.25 U"),
        ("Lateral canthal lines, patient's left", "1,234.25 U"),
    ])  # fmt: skip
    table = Table(model, "Doses", SHEET)
    qtbot.addWidget(table)
    table.resize(200, 120)
    table.show()
    QApplication.processEvents()
    look_at(table, "table")
    assert cut(table) == []
    texts = painted(table)
    assert any(text.endswith("… R") for text in texts), texts
    assert "1,234.25 U" in texts
