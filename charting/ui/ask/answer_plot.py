"""Draws an answer across maps, for the screen and for paper; with the ink, the fonts and the marks of `plots`."""

from __future__ import annotations

import textwrap
from io import BytesIO
from typing import TYPE_CHECKING, Any

from charting.ui.ask.answer_page import Chart, Plot
from charting.ui.kit.plots import (
    DPI,
    PAPER,
    PAPER_IN,
    Drawn,
    Ink,
    Placed,
    draw_lines,
    month_ticks,
    name_lines,
    new_figure,
    number_text,
    styled,
)
from charting.ui.kit.trend_page import Panel

if TYPE_CHECKING:
    from charting.ui.kit.plots import Axes

_HEAD, _FOOT, _BETWEEN, _LEFT, _RIGHT = 0.34, 0.52, 0.62, 0.78, 0.28
_BAR_DAYS = 22
_BESIDE_TITLE, _LEGEND_IN = 3, 0.22
"""So many names of lines have room beside the title; more of them stand on a row of their own, so high."""
_LETTER_IN = 0.073
"""About how wide a letter of a name beside a bar is."""


class AnswerPlot:
    """An answer on one picture: its plots below each other, each as high as it needs among the others."""

    def __init__(self, ink: Ink, size_px: tuple[int, int], ratio: float = 1.0, *, head_in: float = 0.0) -> None:
        self._ink, self._head = ink, head_in
        self._chart: Chart | None = None
        self._axes: list[Axes] = []
        with styled(ink):
            self.figure = new_figure(size_px[0] * ratio, size_px[1] * ratio, DPI * ratio)

    def show(self, chart: Chart) -> None:
        """Put the plots on the picture; nothing is painted before `picture` or `saved`."""
        with styled(self._ink):
            self.figure.clear()
            self._chart = chart
            self._axes = [self.figure.add_axes(place) for place in self._places(chart)]
            moments = [spot.x for plot in chart.plots if plot.kind != "bars" for spot in plot.all_spots]
            for axes, plot in zip(self._axes, chart.plots, strict=True):
                _draw(axes, plot, moments, self._ink)

    def resize(self, size_px: tuple[int, int], ratio: float) -> None:
        """Another size in logical pixels, on a screen of this many dots to each."""
        self.figure.set_dpi(DPI * ratio)
        self.figure.set_size_inches(size_px[0] / DPI, size_px[1] / DPI)

    def picture(self) -> tuple[bytes, int, int]:
        """The painted plots: RGBA bytes, width and height in dots."""
        with styled(self._ink):
            canvas: Any = self.figure.canvas
            canvas.draw()
            width, height = canvas.get_width_height()
            return bytes(canvas.buffer_rgba()), width, height

    def placed(self) -> tuple[Placed, ...]:
        """Where every spot lies, in dots from the top left."""
        height, found = self.figure.bbox.height, []
        for axes, plot in zip(self._axes, self._chart.plots if self._chart else (), strict=True):
            for spot in plot.all_spots:
                x, y = axes.transData.transform((spot.x, spot.y))
                found.append(Placed(float(x), float(height - y), spot, plot.title))
        return tuple(found)

    def saved(self, kind: str) -> bytes:
        """The plots as a file: "png" (200 dots to the inch), "svg" or "pdf"; the same bytes for the same answer."""
        assert self._chart is not None
        with styled(self._ink):
            self.figure.text(0.04, 0.965, self._chart.heading, size=12, weight="bold", va="top")
            note = textwrap.fill(self._chart.note, 150)
            self.figure.text(0.04, 0.93, note, size=8.5, va="top", color=self._ink.muted)
            buffer = BytesIO()
            about = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(kind)
            self.figure.savefig(buffer, format=kind, dpi=200, metadata=about)
        return buffer.getvalue()

    def _places(self, chart: Chart) -> list[tuple[float, float, float, float]]:
        """Left, bottom, width, height of each plot in parts of the picture, from margins in inches."""
        wide, high = (float(side) for side in self.figure.get_size_inches())
        longest = max((len(name) for plot in chart.plots for name in plot.names), default=0)
        left = max(_LEFT, min(0.3 + longest * _LETTER_IN, wide * 0.3))
        legend = _LEGEND_IN if any(len(plot.lines) > _BESIDE_TITLE for plot in chart.plots) else 0.0
        between, head = _BETWEEN + 0.1 + legend, self._head + _HEAD + legend
        room = high - head - _FOOT - (len(chart.plots) - 1) * between
        weights = [max(2.2, len(plot.names)) if plot.names else 6.0 for plot in chart.plots]
        top, places = high - head, []
        for weight in weights:
            tall = max(0.3, room * weight / sum(weights))
            tall = min(tall, 0.5 + 0.42 * weight) if all(plot.names for plot in chart.plots) else tall
            places.append((left / wide, (top - tall) / high, (wide - left - _RIGHT) / wide, tall / high))
            top -= tall + between
        return places


def answer_file(chart: Chart, kind: str) -> bytes:
    """The plots as they are printed: A4, dark on white whatever the screen looks like."""
    plot = AnswerPlot(PAPER, (round(PAPER_IN[0] * DPI), round(PAPER_IN[1] * DPI)), head_in=0.85)
    plot.show(chart)
    return plot.saved(kind)


# ---------------------------------------------------------------------- one plot


def _draw(axes: Axes, plot: Plot, moments: list[float], ink: Ink) -> None:
    """One plot; `moments` are those of all plots, which share their time."""
    axes.set_axisbelow(True)
    own_row = len(plot.lines) > _BESIDE_TITLE
    axes.set_title(plot.title, loc="left", pad=6 + own_row * _LEGEND_IN * 72, parse_math=False)
    if plot.kind == "bars":
        _draw_bars(axes, plot, ink)
        return
    axes.set_ylabel(plot.unit, parse_math=False)
    axes.grid(axis="y")
    axes.locator_params(axis="y", nbins=5)
    axes.yaxis.set_major_formatter(_percent if plot.percent else number_text)
    values = [spot.y for spot in plot.all_spots] + ([plot.limit[0]] if plot.limit else [])
    axes.set_ylim(0, 1.04 if plot.percent else max(values, default=0) * 1.14 or 1)
    _months(axes, moments)
    if plot.kind == "months":
        axes.bar([spot.x for spot in plot.spots], [spot.y for spot in plot.spots], width=_BAR_DAYS, color=ink.first,
                 alpha=0.85, edgecolor=ink.text, linewidth=0.6)  # fmt: skip
    drawn = Drawn(axes)
    draw_lines(drawn, plot.lines, ink)
    name_lines(drawn, Panel(plot.title, plot.unit, plot.lines), ink)
    if plot.limit is not None:
        value, name = plot.limit
        axes.axhline(value, color=ink.limit, linewidth=1.6, linestyle=(0, (6, 3)), zorder=2)
        axes.annotate(name, (1, value), xycoords=("axes fraction", "data"), xytext=(-4, -4),
                      textcoords="offset points", ha="right", va="top", size=8, color=ink.limit)  # fmt: skip


def _draw_bars(axes: Axes, plot: Plot, ink: Ink) -> None:
    places, lengths = [spot.y for spot in plot.spots], [spot.x for spot in plot.spots]
    axes.barh(places, lengths, height=0.62, color=ink.first, alpha=0.85, edgecolor=ink.text, linewidth=0.6)
    axes.set_yticks(places, plot.names, parse_math=False)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(min(places, default=0) - 0.7, 0.7)
    axes.set_xlim(0, 1.12 if plot.percent else max(lengths, default=0) * 1.16 or 1)
    axes.xaxis.set_major_formatter(_percent if plot.percent else number_text)
    axes.locator_params(axis="x", nbins=6)
    axes.grid(axis="x")
    axes.set_xlabel(plot.unit, parse_math=False)
    for place, length, figure in zip(places, lengths, plot.figures, strict=True):
        axes.annotate(figure, (length, place), xytext=(5, 0), textcoords="offset points", va="center_baseline",
                      size=8.5, color=ink.text)  # fmt: skip


def _months(axes: Axes, moments: list[float]) -> None:
    start, end = min(moments, default=1.0) - 20, max(moments, default=1.0) + 20
    axes.set_xlim(start, end)
    ticks = month_ticks(start, end, 9)
    axes.set_xticks([x for x, _ in ticks], [text for _, text in ticks])


def _percent(value: float, _place: object) -> str:
    return f"{value * 100:.0f} %" if value <= 1 else ""
