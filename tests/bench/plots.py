"""Trends: the first drawing and a changed one, against a bare matplotlib figure of the same lines in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from PySide6.QtWidgets import QApplication

from charting import paths
from charting.domain.dosing.dosing import Assessment, assess
from charting.domain.visit.outcome import WoreOff
from charting.domain.visit.visit import Status, Visit
from charting.loading import shipped
from charting.loading.reference import load_reference
from charting.ui.kit.plots import PAPER, TrendPlot
from charting.ui.kit.trend_page import Page
from charting.ui.past.trend_words import Asked, page_of
from tests.bench.domain import visit_of
from tests.bench.measure import Figure, against_floor, in_turns

SIZE = (1160, 620)
VISITS, POINTS = 60, 40
TODAY = date(2026, 7, 14)


def pages() -> tuple[Page, Page]:
    """Two areas of a patient with 60 visits of 40 points."""
    resources = paths.resources()
    reference, anatomy = load_reference(resources / "reference"), shipped.anatomies()[1]
    visits = []
    for number in range(VISITS):
        drawn = visit_of(POINTS, seed=number)
        at = drawn.at - timedelta(days=90 * (VISITS - number))
        visits.append(replace(drawn, id=f"v{number:02}", at=at, status=Status.SIGNED))
    wore_off = [WoreOff(visit.id, None, visit.at.date() + timedelta(days=80)) for visit in visits[::2]]

    @cache
    def assessed(visit: Visit) -> Assessment:
        return assess(visit, None, reference, anatomy)

    first, second = (
        page_of(Asked(reference, visits, wore_off, "ona_botox", area, TODAY, assessed))
        for area in ("forehead", "crows_feet")
    )
    return first, second


def bare(page: Page) -> object:
    """The same lines and bars on as many plots, as matplotlib draws them by itself."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Drawing

    drawing = Drawing(figsize=(SIZE[0] / 100, SIZE[1] / 100), dpi=100)
    canvas = FigureCanvasAgg(drawing)
    for number, panel in enumerate(page.panels, start=1):
        axes = drawing.add_subplot(3, 2, number)
        for line in panel.lines:
            axes.plot([spot.x for spot in line.spots], [spot.y for spot in line.spots], marker="o")
        if panel.bars:
            axes.bar([bar.x for bar in panel.bars], [bar.y for bar in panel.bars])
    canvas.draw()  # type: ignore[no-untyped-call]
    return drawing


def first_draw(page: Page) -> TrendPlot:
    plot = TrendPlot(PAPER, SIZE)
    plot.show(page)
    plot.picture()
    return plot


def figures(quick: bool) -> Iterator[Figure]:
    assert QApplication.instance() or QApplication([])
    one, other = pages()
    rounds = 8 if quick else 25
    drawn, floor = in_turns(rounds, lambda: first_draw(one), lambda: bare(one))
    name = f"trends of {VISITS} visits, first draw"
    yield against_floor(name, drawn, floor, "bare figure", at_most=2)
    plot, turn = first_draw(one), iter(range(10_000))

    def change() -> None:
        plot.show((other, one)[next(turn) % 2])
        plot.picture()

    changed, first = in_turns(rounds, change, lambda: first_draw(one))
    yield against_floor(f"trends of {VISITS} visits, changed", changed, first, "first draw", at_most=0.95)
