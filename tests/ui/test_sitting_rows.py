"""What else was given on the day, or in the treatment that is topped up, as the rows of the desk say it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from charting.desk.session import Session
from charting.domain.visit.record import Reason
from charting.domain.visit.visit import Kind, Visit
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.visit.dose_model import AREA, GAUGE
from charting.ui.visit.doses import DosesPanel
from tests.ui.charts import FOREHEAD, GLABELLA, put, treated
from tests.ui.papers import sheet_pdf, text

Panel = Callable[[], DosesPanel]


@pytest.fixture
def panel(qtbot: QtBot, session: Session, hub: Hub, look: Look) -> Panel:
    def make() -> DosesPanel:
        assert session.open.patient is not None
        session.patients.open(session.open.patient.id)
        shown = DosesPanel(session, hub, look)
        qtbot.addWidget(shown)
        shown.resize(432, 812)
        shown.show()
        qtbot.waitExposed(shown)
        return shown

    return make


def earlier_today(session: Session, *places: tuple[float, float, str | None], product: str = "ona_botox") -> Visit:
    clock = session.env.clock
    session.change(env=replace(session.env, clock=lambda: clock() - timedelta(hours=2, minutes=5)))
    try:
        return treated(session, 0, *places, product=product)
    finally:
        session.change(env=replace(session.env, clock=clock))


def rows(panel: DosesPanel) -> list[str]:
    return [str(panel.model.index(row, GAUGE).data()) for row in range(panel.model.rowCount())]


@pytest.mark.usefixtures("patient")
def test_the_row_says_what_was_given_earlier_today(session: Session, panel: Panel) -> None:
    earlier_today(session, *GLABELLA)
    shown = panel()
    session.charting.new_visit()
    put(session, (0.0, -12.0, "18"), *FOREHEAD)
    assert rows(shown) == ["micro", "between · 20 U here at 08:15 today, 38 U in all (above) · why?"]
    said = shown.model.index(1, AREA).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "20 U here at 08:15 today, 38 U in all" in said
    assert "sitting:glabella" in {note.key for note in session.open.notes}


@pytest.mark.usefixtures("patient")
def test_within_the_range_only_the_row_says_it(session: Session, panel: Panel) -> None:
    earlier_today(session, (0.0, -12.0, "10"))
    shown = panel()
    session.charting.new_visit()
    put(session, (0.0, -12.0, "10"))
    assert rows(shown)[0].endswith("10 U here at 08:15 today, 20 U in all")
    assert session.open.notes == ()
    session.points.remove({p.key for p in session.open.visit.points})  # type: ignore[union-attr]
    put(session, *FOREHEAD)
    assert rows(shown) == ["micro"]


@pytest.mark.usefixtures("patient")
def test_another_product_is_never_added(session: Session, panel: Panel) -> None:
    earlier_today(session, *GLABELLA, product="abo_dysport")
    shown = panel()
    session.charting.new_visit()
    session.charting.edit("Product", replace(session.open.visit, product="ona_botox"))  # type: ignore[type-var]
    put(session, (0.0, -12.0, "18"))
    assert "in all" not in rows(shown)[0]
    assert [note.id for note in session.open.notes] == ["other_toxin"]


@pytest.mark.usefixtures("patient")
def test_a_touch_up_is_told_with_its_treatment(session: Session, panel: Panel) -> None:
    treatment = treated(session, 14, *GLABELLA)
    shown = panel()
    session.repeating.new_touch_up()
    assert session.open.visit is not None
    assert (session.open.visit.kind, session.open.visit.of) == (Kind.TOUCH_UP, treatment.id)
    put(session, (0.0, -12.0, "8"), (0.0, -50.0, "2"))
    assert rows(shown)[1] == "micro · 8 U today, 28 U with the treatment (above) · why?"
    assert "treatment" not in rows(shown)[0]
    assert "sitting:glabella" in {note.key for note in session.open.notes}


@pytest.mark.usefixtures("patient")
def test_a_small_touch_up_beside_enough_in_all_is_not_asked_why(session: Session, panel: Panel) -> None:
    treated(session, 14, (0.0, -12.0, "18"))
    shown = panel()
    session.repeating.new_touch_up()
    put(session, (0.0, -12.0, "2"))
    shown.whys.ask_all()
    assert rows(shown) == ["below micro · 2 U today, 20 U with the treatment"]
    assert shown.whys.target() == ()
    session.points.dose({p.key for p in session.open.visit.points}, Decimal("12"))  # type: ignore[union-attr]
    shown.whys.ask_all()
    assert [(dose.style.value, dose.units) for dose in shown.whys.target()] == [("above-standard", Decimal(12))]
    shown.whys.answer(Reason.STRONG_MUSCLE)
    assert [(why.reason, why.units) for why in session.open.visit.whys] == [(Reason.STRONG_MUSCLE, Decimal(30))]  # type: ignore[union-attr]
    shown.table.setFocus()
    shown.table.set_row(0)
    shown.whys.take_back()
    assert session.open.visit.whys == ()  # type: ignore[union-attr]


@pytest.mark.usefixtures("patient")
def test_a_signed_visit_of_a_day_gone_by_says_the_same_day(session: Session, panel: Panel) -> None:
    treated(session, 30, (0.0, -12.0, "10"))
    late = treated(session, 30, (0.0, -12.0, "9"))
    shown = panel()
    session.charting.open_visit(late.id)
    assert "10 U here at 10:20 the same day, 19 U in all" in rows(shown)[0]


@pytest.mark.usefixtures("patient")
def test_the_sheet_says_it_too(session: Session) -> None:
    early = earlier_today(session, *GLABELLA)
    late = treated(session, 0, (0.0, -12.0, "18"), *FOREHEAD)
    top_up = earlier_today(session, (0.0, -12.0, "8"))
    assert session.open.patient is not None
    session.patients.open(session.open.patient.id)
    session.charting.open_visit(late.id)
    said = text(sheet_pdf(session))
    assert "Given together" in said
    assert "20 U here at 08:15 the same day, 8 U here at 08:15 the same day, 46 U in all (above)" in said
    assert "Forehead:" not in said
    assert early.id != top_up.id


@pytest.mark.usefixtures("patient")
def test_the_sheet_of_a_touch_up_says_what_it_comes_to(session: Session) -> None:
    treatment = treated(session, 14, *GLABELLA)
    top_up = treated(session, 0, (0.0, -12.0, "8"), kind=Kind.TOUCH_UP, of=treatment.id)
    alone = treated(session, 100, *GLABELLA)
    assert session.open.patient is not None
    session.patients.open(session.open.patient.id)
    session.charting.open_visit(top_up.id)
    assert "Glabella: 8 U here, 28 U with the treatment (above)" in text(sheet_pdf(session))
    session.charting.open_visit(alone.id)
    assert "Given together" not in text(sheet_pdf(session))
