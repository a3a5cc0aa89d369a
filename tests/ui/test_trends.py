"""Trends: the page that is drawn, the drawing, the window with its mouse and keys, and the files it writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.dosing.dosing import Assessment, assess
from charting.domain.people.patient import Patient
from charting.domain.visit.outcome import EventSide, FoundEvent, Review, Severity
from charting.domain.visit.visit import Kind, Visit
from charting.errors import Problem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import DARK, Look, hand_look
from charting.ui.kit.plots import PAPER, TrendPlot, month_ticks, paper_file
from charting.ui.kit.trend_page import Page
from charting.ui.past.trend_words import Asked, page_of
from charting.ui.past.trends import TrendsDialog
from tests.ui.charts import CROWS_FEET, FOREHEAD, treated

DYSPORT_FOREHEAD = tuple((x, y, str(Decimal(u) * 3)) for x, y, u in FOREHEAD)


@pytest.fixture
def history(session: Session, patient: Patient) -> tuple[Visit, ...]:
    """Three treatments in Botox, a touch-up and one in Dysport; of the second one it is known when it wore off."""
    first = treated(session, 500, *FOREHEAD, *CROWS_FEET)
    second = treated(session, 380, *FOREHEAD, *CROWS_FEET)
    touch_up = treated(session, 368, (0.0, -50.0, "1"), kind=Kind.TOUCH_UP, of=second.id)
    dysport = treated(session, 200, *DYSPORT_FOREHEAD, product="abo_dysport")
    last = treated(session, 30, *FOREHEAD)
    session.patients.open(patient.id)
    session.follow_up.keep_wore_off(second, {"forehead": (second.at.date() + timedelta(days=112), True)})
    return first, second, touch_up, dysport, last


def page(session: Session, area: str = "forehead", product: str = "ona_botox") -> Page:
    def assessed(visit: Visit) -> Assessment:
        return assess(visit, session.open.patient, session.clinic.reference, session.anatomy_of(visit))

    today = session.env.clock().date()
    return page_of(
        Asked(session.clinic.reference, session.open.visits, session.open.wore_off, product, area, today, assessed)
    )


Open = Callable[[], TrendsDialog]


@pytest.fixture
def opened(qtbot: QtBot, session: Session, hub: Hub, look: Look) -> Open:
    def make() -> TrendsDialog:
        dialog = TrendsDialog(session, hub, look)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.activateWindow()
        qtbot.waitUntil(lambda: dialog.page is None or bool(dialog.view.marks), timeout=20_000)
        return dialog

    return make


# ---------------------------------------------------------------------- what is drawn


def test_the_page_says_every_visit_in_words(session: Session, history: tuple[Visit, ...]) -> None:
    drawn = page(session)
    said = [spot.says for spot in drawn.units.spots]
    assert said[0].startswith("1 Mar 2025 · treatment · Forehead · 6.5 U · 0.")
    assert said[0].endswith(" U/cm² · micro")
    assert "11 Jul 2025 · touch-up · Forehead · 1 U, with the treatment 7.5 U" in said[3]
    assert [spot.visit_id for spot in drawn.units.spots] == [history[n].id for n in (0, 1, 4, 2)]
    weeks = [spot.says for spot in drawn.weeks.spots]
    assert "29 Jun 2025 · Forehead: the effect lasted about 16 weeks" in weeks
    assert len(weeks) == 4
    assert drawn.window.limit is not None
    assert drawn.window.limit[0] == 400
    assert "Botox" in drawn.window.limit[1]


def test_a_treatment_that_something_went_wrong_after_wears_a_ring(session: Session, history: tuple[Visit, ...]) -> None:
    """Drawn, named beside the plot and said; in the areas it is known to come from, on its side."""
    first, second, *_ = history
    told = (FoundEvent("lid_ptosis", EventSide.LEFT, Severity.MILD), FoundEvent("bruise", EventSide.RIGHT))
    review = treated(session, 366, product=None, kind=Kind.REVIEW, of=second.id, review=Review(adverse_events=told))  # type: ignore[arg-type]
    assert session.open.patient is not None
    session.patients.open(session.open.patient.id)
    for panel in (page(session).units, page(session).density):
        (ring,) = [line for line in panel.lines if line.marker == "ring"]
        assert (ring.name, ring.joined, ring.role) == ("adverse event", False, "wrong")
        (spot,) = ring.spots
        dose = next(one for one in panel.spots if one.visit_id == second.id)
        assert (spot.x, spot.y, spot.visit_id) == (dose.x, dose.y, review.id)
        assert spot.says == "13 Jul 2025 · review · Eyelid ptosis left, mild · Bruise, swelling, pain, redness right"
    sides = [line for line in page(session, "crows_feet").units.lines if line.marker == "ring"]
    assert [spot.says for line in sides for spot in line.spots] == [
        "13 Jul 2025 · review · Bruise, swelling, pain, redness right"
    ]
    assert first.id not in [spot.visit_id for line in sides for spot in line.spots]


def test_units_of_two_products_never_share_a_plot(session: Session, history: tuple[Visit, ...]) -> None:
    drawn = page(session, product="abo_dysport")
    assert [spot.y for spot in drawn.units.spots] == [19.5]
    assert sum(bar.y for bar in drawn.years.bars) == 19.5
    assert drawn.window.limit is None
    assert "no limit stated" in drawn.window.title
    assert all(spot.y <= 60 for spot in page(session).years.bars)


def test_bands_are_those_of_the_day_in_one_piece(session: Session, history: tuple[Visit, ...]) -> None:
    drawn = page(session)
    assert [(b.kind, b.low, b.high) for b in drawn.units.bands] == [("micro", 5, 7.5), ("standard", 10, 20)]
    assert all((b.start, b.end) == (drawn.start, drawn.end) for b in drawn.units.bands)
    assert drawn.density.bands
    assert "derived" in drawn.note
    assert "about 3 months" in drawn.note


def test_what_is_expected_follows_the_style_of_each_treatment(session: Session, patient: Patient) -> None:
    treated(session, 400, *[(x, y, "3") for x, y, _ in FOREHEAD])  # 15 U, standard: four to six months
    treated(session, 100, *FOREHEAD)  # 6.5 U, micro: about three
    session.patients.open(patient.id)
    drawn = page(session)
    first, second = drawn.weeks.bands
    assert (first.low, first.high) == (120 / 7, 180 / 7)
    assert first.start == drawn.start
    assert first.end == second.start
    assert second.low < 90 / 7 < second.high


def test_both_sides_differ_by_more_than_colour(session: Session, history: tuple[Visit, ...]) -> None:
    right, left = page(session, "crows_feet").units.lines
    assert (right.marker, right.hollow, right.dashed) != (left.marker, left.hollow, left.dashed)
    assert right.role != left.role


def test_ticks_are_months_in_the_words_of_the_place() -> None:
    start, end = float(date(2024, 1, 20).toordinal()), float(date(2026, 7, 20).toordinal())
    assert [text for _, text in month_ticks(start, end)][:2] == ["Jul 2024", "Jan 2025"]
    assert len(month_ticks(start, end)) <= 7
    QLocale.setDefault(QLocale(QLocale.Language.German))
    assert "Jan 2025" in month_ticks(start, end)[1][1].replace("Jan.", "Jan")
    assert month_ticks(float(date(1, 1, 1).toordinal()), float(date(2026, 1, 1).toordinal()), 4)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_files_of_every_kind_hold_plain_text(session: Session, history: tuple[Visit, ...], kind: str) -> None:
    content = paper_file(page(session), kind, "Ångström, $\\nonsense{$ <b>Given</b>")
    assert content.startswith({"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}[kind])
    assert len(content) > 10_000


def test_another_page_takes_the_place_of_the_first(session: Session, history: tuple[Visit, ...]) -> None:
    plot = TrendPlot(PAPER, (900, 560))
    plot.show(page(session))
    first = plot.picture()
    plot.show(page(session, "crows_feet"))
    assert plot.picture() != first
    plot.show(page(session))
    assert plot.picture() == first
    plot.resize((700, 480), 2.0)
    assert plot.picture()[1:] == (1400, 960)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_every_mark_lies_where_it_is_said_to_lie(session: Session, history: tuple[Visit, ...], ratio: float) -> None:
    drawn = page(session)
    plot = TrendPlot(PAPER, (900, 560), ratio)
    plot.show(drawn)
    raw, width, height = plot.picture()
    assert (width, height) == (900 * ratio, 560 * ratio)
    image = QImage(raw, width, height, 4 * width, QImage.Format.Format_RGBA8888)
    for panel in (drawn.units, drawn.density, drawn.weeks):
        filled = [spot for line in panel.lines if line.role == "first" for spot in line.spots]
        marks = [mark for mark in plot.placed() if mark.panel == panel.title and mark.spot in filled]
        assert len(marks) == len(filled)
        for mark in marks:
            assert image.pixelColor(round(mark.x), round(mark.y)).name() in (PAPER.first, PAPER.second)


def test_odd_histories_are_drawn(session: Session, patient: Patient) -> None:
    """One visit; two on the same minute; none with points; 500 points; a clock that was ahead."""
    plot = TrendPlot(PAPER, (700, 480))
    treated(session, -400, *FOREHEAD)
    session.patients.open(patient.id)
    plot.show(page(session))
    plot.picture()
    treated(session, 10, *FOREHEAD)
    treated(session, 10, *[(float(n % 40 - 20), -50.0 - n % 9, "0.1") for n in range(500)])
    session.patients.open(patient.id)
    plot.show(page(session))
    plot.picture()
    assert len(plot.placed()) == len([s for p in page(session).panels for s in p.spots])
    plot.show(page(session, "chin"))
    plot.picture()
    assert page(session, "chin").units.empty


# ---------------------------------------------------------------------- the window


def test_the_hand_on_a_mark_hears_which_visit_and_a_click_opens_it(
    qtbot: QtBot, opened: Open, session: Session, history: tuple[Visit, ...]
) -> None:
    dialog = opened()
    mark = next(m for m in dialog.view.marks if m.spot.visit_id == history[0].id)
    at = QPoint(round(mark.x), round(mark.y))
    QTest.mouseMove(dialog.view, at)
    assert dialog.said.text() == mark.spot.says
    QTest.mouseClick(dialog.view, Qt.MouseButton.LeftButton, pos=at)
    assert session.open.visit is not None
    assert session.open.visit.id == history[0].id
    QTest.mouseMove(dialog.view, QPoint(2, 2))
    assert "Point at a mark" in dialog.said.text()


def test_every_mark_can_be_reached_by_keys(opened: Open, session: Session, history: tuple[Visit, ...]) -> None:
    dialog = opened()
    heard = []
    for _ in dialog.view.marks:
        QTest.keyClick(dialog.view, Qt.Key.Key_Right)
        heard.append(dialog.view.accessibleDescription())
    assert heard == [mark.spot.says for mark in dialog.view.marks]
    QTest.keyClick(dialog.view, Qt.Key.Key_Home)
    QTest.keyClick(dialog.view, Qt.Key.Key_Down)
    assert dialog.said.text() == dialog.page.density.spots[0].says  # type: ignore[union-attr]
    QTest.keyClick(dialog.view, Qt.Key.Key_Return)
    assert session.open.visit is not None
    assert session.open.visit.id == history[0].id


def test_marks_on_one_place_are_all_said(opened: Open, history: tuple[Visit, ...]) -> None:
    dialog = opened()
    dialog.area.setCurrentIndex(dialog.area.findData("crows_feet"))
    QTest.keyClick(dialog.view, Qt.Key.Key_Home)
    assert "Crow's feet R · 6 U" in dialog.said.text()
    assert "Crow's feet L · 6 U" in dialog.said.text()


def test_the_choice_of_product_and_area_stays_when_visits_change(
    qtbot: QtBot, opened: Open, session: Session, history: tuple[Visit, ...]
) -> None:
    dialog = opened()
    assert [dialog.product.itemText(n) for n in range(2)] == ["Botox Cosmetic (4)", "Dysport (1)"]
    dialog.area.setCurrentIndex(dialog.area.findData("crows_feet"))
    before = dialog.page
    session.follow_up.keep_wore_off(history[0], {None: (history[0].at.date() + timedelta(days=120), False)})
    assert dialog.area.currentData() == "crows_feet"
    assert dialog.page != before
    assert any("120" in s.says or "17 weeks" in s.says for s in dialog.page.weeks.spots)  # type: ignore[union-attr]
    dialog.product.setCurrentIndex(1)
    assert dialog.page is not None
    assert dialog.page.heading == "Forehead · Dysport"


def test_without_a_signed_treatment_it_says_so(opened: Open, draft: Session) -> None:
    dialog = opened()
    assert dialog.empty.isVisible()
    assert not dialog.view.isVisible()
    assert not dialog.save.isEnabled()


def test_it_is_drawn_dark_too(qtbot: QtBot, opened: Open, history: tuple[Visit, ...]) -> None:
    dialog = opened()
    light = dialog.view._image.copy()
    hand_look(dialog, DARK)
    qtbot.waitUntil(lambda: dialog.view._image != light, timeout=20_000)


def test_it_is_saved_under_the_name_and_ending_that_was_typed(
    opened: Open, history: tuple[Visit, ...], tmp_path: Path, problems: list[Problem], hub: Hub
) -> None:
    told: list[str] = []
    hub.notice.connect(told.append)
    dialog = opened()
    dialog.save_to(tmp_path / "trends.pdf", "png")
    dialog.save_to(tmp_path / "trends", "png")
    dialog.save_to(tmp_path / "nowhere" / "trends.svg", "svg")
    assert (tmp_path / "trends.pdf").read_bytes().startswith(b"%PDF")
    assert not QImage(str(tmp_path / "trends.png")).isNull()
    assert len(told) == 2
    assert "trends.svg" in str(problems[0])
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith("trends")) == ["trends.pdf", "trends.png"]


def test_text_of_people_is_never_mathematics(session: Session, history: tuple[Visit, ...]) -> None:
    drawn = page(session)
    odd = replace(drawn, units=replace(drawn.units, title="$x^2$ <b>$", lines=(), bands=(), empty="$\\alpha$"))
    plot = TrendPlot(PAPER, (700, 480))
    plot.show(odd)
    plot.picture()
    texts = [text.get_text() for axes in plot.figure.axes for text in (axes.title, axes._left_title, *axes.texts)]
    assert "$x^2$ <b>$" in texts
    assert "$\\alpha$" in texts
    assert not any(text.get_parse_math() for axes in plot.figure.axes for text in (axes._left_title, *axes.texts))
