"""Draws the page of trends with matplotlib, for the screen and for paper.

matplotlib is imported inside the functions, when somebody asks for a plot: the desk never waits for it. Every text is
plain text (no mathematics in a patient's name), every colour goes with a marker, a hatch or a word.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate, QLocale

from charting.paths import cache
from charting.ui.kit.trend_page import Band, Line, Page, Panel, Spot
from charting.words.words import units_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes as Axes
    from matplotlib.figure import Figure

DPI = 100
PAPER_IN = (11.69, 8.27)
"""A4, lying."""
FORMATS = ("png", "svg", "pdf")
MARKERS = {"circle": "o", "square": "s", "diamond": "D", "triangle": "^", "ring": "o"}
_RING = 15.0
"""So wide is what stands around a mark of another line, in points."""
_FALLBACKS = ("DejaVu Sans", "Noto Sans CJK JP", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari")
MANY, MOST_NAMED_BARS = 30, 9
"""From so many spots on, marks are drawn smaller; up to so many bars, each bears its figure."""
_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240)


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a plot as #rrggbb."""

    ground: str
    text: str
    muted: str
    line: str
    first: str
    second: str
    third: str
    micro: str
    standard: str
    limit: str


PAPER = Ink("#ffffff", "#1f2529", "#4d565d", "#d9dee2", "#0072b2", "#b34700", "#1f2529", "#56b4e9", "#00805d",
            "#a3341f")  # fmt: skip
NIGHT = Ink("#1a1f23", "#e6eaed", "#9aa6ae", "#343c42", "#6cc3f3", "#f0a35c", "#e6eaed", "#6cc3f3", "#1fa67f",
            "#ff9c87")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Placed:
    """A spot with where it was drawn: pixels from the top left of the picture."""

    x: float
    y: float
    spot: Spot
    panel: str


@dataclass(slots=True)
class Drawn:
    """One plot and what was put on it, so that the next page can use it again."""

    axes: Axes
    lines: list[Any] = field(default_factory=list)
    other: list[Any] = field(default_factory=list)
    named: tuple[object, ...] = ()


class TrendPlot:
    """A page of trends. `show` draws the first page and changes the drawing for each one after it."""

    def __init__(self, ink: Ink, size_px: tuple[int, int], ratio: float = 1.0, *, head_in: float = 0.3) -> None:
        self._ink = ink
        self._head = head_in
        self._page: Page | None = None
        self._drawn: list[Drawn] = []
        with styled(ink):
            self.figure = new_figure(size_px[0] * ratio, size_px[1] * ratio, DPI * ratio)

    def show(self, page: Page) -> None:
        """Put a page on the plots; nothing is painted before `picture` or `saved`."""
        with styled(self._ink):
            if not self._drawn:
                self._drawn = [Drawn(axes) for axes in _axes(self.figure, self._head)]
            self._page = page
            wide, narrow = month_ticks(page.start, page.end), month_ticks(page.start, page.end, 4)
            for drawn, panel in zip(self._drawn, page.panels, strict=True):
                _draw(drawn, panel, self._ink)
                if panel is not page.years:
                    drawn.axes.set_xlim(page.start, page.end)
                    ticks = narrow if panel is page.window else wide
                    drawn.axes.set_xticks([x for x, _ in ticks], [text for _, text in ticks])
            for drawn in self._drawn[:2]:
                drawn.axes.tick_params(labelbottom=False)

    def resize(self, size_px: tuple[int, int], ratio: float) -> None:
        """Another size in logical pixels, on a screen of this many dots to each."""
        self.figure.set_dpi(DPI * ratio)
        self.figure.set_size_inches(size_px[0] / DPI, size_px[1] / DPI)
        for part, place in zip(self._drawn, _places(self.figure, self._head), strict=False):
            part.axes.set_position(place)

    def picture(self) -> tuple[bytes, int, int]:
        """The painted page: RGBA bytes, width and height in dots."""
        with styled(self._ink):
            canvas: Any = self.figure.canvas
            canvas.draw()
            width, height = canvas.get_width_height()
            return bytes(canvas.buffer_rgba()), width, height

    def placed(self) -> tuple[Placed, ...]:
        """Where every spot lies, in dots from the top left; those of lines first."""
        if self._page is None:
            return ()
        height = self.figure.bbox.height
        found = []
        for drawn, panel in zip(self._drawn, self._page.panels, strict=True):
            for spot in panel.spots:
                x, y = drawn.axes.transData.transform((spot.x, spot.y))
                found.append(Placed(float(x), float(height - y), spot, panel.title))
        return tuple(found)

    def saved(self, kind: str, title: str) -> bytes:
        """The page as a file under a title: "png" (200 dots to the inch), "svg" or "pdf"."""
        assert self._page is not None
        with styled(self._ink):
            muted = self._ink.muted
            self.figure.text(0.053, 0.965, title, size=12, weight="bold", va="top")
            self.figure.text(0.053, 0.935, self._page.heading, size=10, va="top")
            self.figure.text(0.053, 0.91, textwrap.fill(self._page.note, 170), size=7.5, va="top", color=muted)
            buffer = BytesIO()
            about = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}.get(kind)
            self.figure.savefig(buffer, format=kind, dpi=200, metadata=about)
        return buffer.getvalue()


def paper_file(page: Page, kind: str, title: str) -> bytes:
    """A page as it is printed: A4, dark on white whatever the screen looks like."""
    plot = TrendPlot(PAPER, (round(PAPER_IN[0] * DPI), round(PAPER_IN[1] * DPI)), head_in=1.15)
    plot.show(page)
    return plot.saved(kind, title)


def month_ticks(start: float, end: float, most: int = 7) -> list[tuple[float, str]]:
    """The firsts of months to mark between two moments, so many at most, each with its name: “Jul 2026”."""
    first, last = (date.fromordinal(min(max(1, int(day)), date.max.toordinal())) for day in (start, end))
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next((n for n in _STEPS if months / n < most), _STEPS[-1])
    locale = QLocale()
    ticks = []
    month = -(-(first.year * 12 + first.month - 1) // step) * step
    while month <= last.year * 12 + last.month - 1:
        day = date(month // 12, month % 12 + 1, 1)
        if day >= first:
            text = locale.toString(QDate(day.year, day.month, 1), "yyyy" if step % 12 == 0 else "MMM yyyy")
            ticks.append((float(day.toordinal()), text))
        month += step
    return ticks


# ---------------------------------------------------------------------- one plot


def _draw(drawn: Drawn, panel: Panel, ink: Ink) -> None:
    axes = drawn.axes
    for artist in drawn.other:
        artist.remove()
    drawn.other = []
    axes.title.set_text("")
    axes.set_title(panel.title, loc="left", parse_math=False)
    axes.set_ylabel(panel.unit, parse_math=False)
    top = _top(panel)
    axes.set_ylim(0, top)
    _draw_bands(drawn, panel.bands, ink)
    draw_lines(drawn, panel.lines, ink)
    if panel.bars:
        _draw_bars(drawn, panel.bars, ink)
    if panel.limit is not None:
        value, name = panel.limit
        drawn.other.append(axes.axhline(value, color=ink.limit, linewidth=1.6, linestyle=(0, (6, 3)), zorder=2))
        drawn.other.append(
            axes.text(0.99, value / top - 0.02, name, transform=axes.transAxes, ha="right", va="top", size=8,
                      color=ink.limit, parse_math=False)
        )  # fmt: skip
    if panel.empty and not panel.spots:
        drawn.other.append(
            axes.text(0.5, 0.5, panel.empty, transform=axes.transAxes, ha="center", va="center", color=ink.muted,
                      wrap=True, parse_math=False)
        )  # fmt: skip
    name_lines(drawn, panel, ink)


def _top(panel: Panel) -> float:
    """The end of the vertical axis: everything fits, with room above for names."""
    values = [spot.y for spot in panel.spots] + [band.high for band in panel.bands]
    if panel.limit is not None:
        values.append(panel.limit[0])
    return max(values, default=0.0) * 1.12 or 1.0


def _draw_bands(drawn: Drawn, bands: Sequence[Band], ink: Ink) -> None:
    from matplotlib.patches import Rectangle

    for band in bands:
        colour = {"micro": ink.micro, "standard": ink.standard, "expected": ink.muted}[band.kind]
        hatch = {"micro": "////", "standard": None, "expected": "...."}[band.kind]
        place, width = (band.start, band.low), band.end - band.start
        ground = Rectangle(place, width, band.high - band.low, facecolor=colour, alpha=0.20, linewidth=0, zorder=0.5)
        drawn.other.append(drawn.axes.add_patch(ground))
        if hatch:
            lines = Rectangle(place, width, band.high - band.low, fill=False, hatch=hatch, edgecolor=colour, alpha=0.45,
                              linewidth=0, zorder=0.6)  # fmt: skip
            drawn.other.append(drawn.axes.add_patch(lines))
        for y in {band.low, band.high}:
            drawn.other += drawn.axes.plot((band.start, band.end), (y, y), color=colour, linewidth=1.0, zorder=0.7)


def draw_lines(drawn: Drawn, lines: Sequence[Line], ink: Ink) -> None:
    while len(drawn.lines) > len(lines):
        drawn.lines.pop().remove()
    for number, line in enumerate(lines):
        if number == len(drawn.lines):
            drawn.lines.extend(drawn.axes.plot([], []))
        colour = {"first": ink.first, "second": ink.second, "third": ink.third, "wrong": ink.limit}[line.role]
        wide = _RING if line.marker == "ring" else 8.5 if line.hollow else 6
        size = wide * (0.6 if len(line.spots) > MANY else 1)
        drawn.lines[number].set(
            data=([s.x for s in line.spots], [s.y for s in line.spots]),
            color=colour, marker=MARKERS[line.marker], markersize=size, markeredgewidth=1.4,
            markerfacecolor="none" if line.hollow else colour, drawstyle="steps-post" if line.steps else "default",
            linestyle=("--" if line.dashed else "-") if line.joined else "none", linewidth=1.5,
            zorder=3 if line.hollow else 3.5, label=line.name, clip_on=False,
            markevery=[n for n, s in enumerate(line.spots) if s.visit_id] if line.steps else None,
        )  # fmt: skip


def _draw_bars(drawn: Drawn, bars: Sequence[Spot], ink: Ink) -> None:
    places, heights = [bar.x for bar in bars], [bar.y for bar in bars]
    drawn.other.append(
        drawn.axes.bar(places, heights, width=0.62, color=ink.first, alpha=0.85, edgecolor=ink.text, linewidth=0.8)
    )
    for bar in bars if len(bars) <= MOST_NAMED_BARS else ():
        text = number_text(bar.y, 0)
        drawn.other.append(
            drawn.axes.text(bar.x, bar.y, text, ha="center", va="bottom", size=8, color=ink.text, parse_math=False)
        )
    step = -(-len(bars) // 6)
    drawn.axes.set_xticks(places[::step], [f"{place:.0f}" for place in places[::step]])
    drawn.axes.set_xlim(min(places) - 0.8, max(places) + 0.8)


def name_lines(drawn: Drawn, panel: Panel, ink: Ink) -> None:
    """The names of lines and bands on one row above the plot; made anew only when they are others."""
    from matplotlib.patches import Patch

    kinds = {band.kind: band.name for band in panel.bands}
    named = (*((line.name, line.marker) for line in panel.lines), *kinds.items())
    if named == drawn.named:
        return
    old = drawn.axes.get_legend()
    if old is not None:
        old.remove()
    drawn.named = named
    handles: list[Any] = [line for line in drawn.lines if not str(line.get_label()).startswith("_")]
    for kind, name in kinds.items():
        colour = {"micro": ink.micro, "standard": ink.standard, "expected": ink.muted}[kind]
        hatch = {"micro": "//////", "standard": None, "expected": "....."}[kind]
        handles.append(Patch(facecolor=colour + "38", edgecolor=colour, hatch=hatch, linewidth=1.0, label=name))
    if len(handles) > 1 and panel.named:
        legend = drawn.axes.legend(
            handles=handles, loc="lower right", bbox_to_anchor=(1.005, 0.985), ncols=len(handles), frameon=False,
            fontsize=8, handlelength=1.7, columnspacing=1.3, handletextpad=0.5, borderaxespad=0, borderpad=0.25,
        )  # fmt: skip
        for text in legend.get_texts():
            text.set_parse_math(False)


# ---------------------------------------------------------------------- the page


def new_figure(width: float, height: float, dpi: float) -> Figure:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / dpi, height / dpi), dpi=dpi)
    FigureCanvasAgg(figure)
    return figure


def _axes(figure: Figure, head: float) -> list[Axes]:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    made = [figure.add_axes(place) for place in _places(figure, head)]
    for axes in made:
        axes.yaxis.set_major_locator(MaxNLocator(nbins=4, min_n_ticks=2))
        axes.yaxis.set_major_formatter(FuncFormatter(number_text))
        axes.grid(axis="y")
        axes.set_axisbelow(True)
    return made


def _places(figure: Figure, head: float) -> list[tuple[float, float, float, float]]:
    """Left, bottom, width, height of each plot in parts of the page, from margins in inches: words keep their size."""
    wide, high = (float(side) for side in figure.get_size_inches())
    left, right, gap, foot, between = 0.62, 0.18, 0.72, 0.34, 0.40
    column = (wide - left - gap - right) * 0.645
    side = wide - left - gap - right - column
    third = (high - head - foot - 2 * between) / 3
    half = (high - head - foot - between - 0.2) / 2
    rows = [foot + 2 * (third + between), foot + third + between, foot]
    tall = [(left, bottom, column, third) for bottom in rows]
    beside = [(left + column + gap, bottom, side, half) for bottom in (foot + half + between + 0.2, foot)]
    return [(x / wide, y / high, w / wide, h / high) for x, y, w, h in (*tall, *beside)]


def number_text(value: float, _place: object) -> str:
    return units_text(Decimal(f"{value:.6g}"))


@contextmanager
def styled(ink: Ink) -> Iterator[None]:
    """matplotlib with these colours, plain text and the fonts there are; nothing of it stays behind."""
    os.environ.setdefault("MPLCONFIGDIR", str(cache() / "matplotlib"))
    import matplotlib
    from matplotlib.font_manager import fontManager

    there = {entry.name for entry in fontManager.ttflist}
    fonts = [name for name in _FALLBACKS if name in there]
    settings: Any = {
        "font.family": fonts, "font.size": 9, "text.parse_math": False, "text.color": ink.text, "text.usetex": False,
        "figure.facecolor": ink.ground, "savefig.facecolor": ink.ground, "axes.facecolor": ink.ground,
        "axes.edgecolor": ink.muted, "axes.labelcolor": ink.muted, "axes.titlecolor": ink.text, "axes.titlesize": 10,
        "axes.titleweight": "bold", "axes.titlepad": 6, "axes.labelsize": 9, "axes.spines.top": False,
        "axes.spines.right": False, "axes.linewidth": 0.8, "xtick.color": ink.muted, "ytick.color": ink.muted,
        "xtick.labelsize": 8.5, "ytick.labelsize": 8.5, "grid.color": ink.line, "grid.linewidth": 0.7,
        "hatch.linewidth": 0.7, "legend.labelcolor": ink.text, "pdf.fonttype": 42, "svg.hashsalt": "charting",
        "axes.unicode_minus": False,
    }  # fmt: skip
    with matplotlib.rc_context(settings):
        yield
