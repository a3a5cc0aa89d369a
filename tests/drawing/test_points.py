"""Points on a painter: they shrink before they collide, and their style is told by more than colour."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from charting.domain.dosing.styles import Style
from charting.domain.units import dose_text
from charting.drawing.palette import DARK_FACE, LIGHT_FACE, FacePalette
from charting.drawing.points import (
    LARGEST_PX,
    SMALLEST_PX,
    TEXT_FROM_PX,
    PointMark,
    Radii,
    paint_point,
    radii,
)
from charting.drawing.sprites import Sprites
from tests import shipped

PLACES = st.lists(st.tuples(st.floats(0, 800), st.floats(0, 800)), max_size=40)


@given(PLACES, st.floats(0.2, 30))
def test_points_never_overlap_unless_they_are_as_small_as_can_be(
    places: list[tuple[float, float]], scale: float
) -> None:
    sizes = radii(places, scale)
    assert all(SMALLEST_PX <= size <= LARGEST_PX for size in sizes)
    for (one, a), (two, b) in combinations(zip(places, sizes, strict=True), 2):
        apart = math.dist(one, two)
        assert a + b <= apart + 1e-6 or min(a, b) == SMALLEST_PX or a + b <= 2 * max(SMALLEST_PX, apart / 2) + 1e-6


def test_a_dose_can_be_read_where_there_is_room_and_is_hidden_where_there_is_none() -> None:
    assert radii([(100, 100), (140, 100)], 1.5) == [10.0, 10.0]
    assert max(radii([(100, 100), (108, 100)], 1.5)) < TEXT_FROM_PX
    assert radii([(100, 100)], 0.5)[0] < TEXT_FROM_PX


def test_the_dose_as_printed() -> None:
    assert dose_text(Decimal("1.5"), ",") == "1,5"
    assert dose_text(None) == "–"


def painted(mark: PointMark, palette: FacePalette) -> QImage:
    image = QImage(80, 80, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_point(painter, mark, palette, QFont())
    painter.end()
    return image


def grey(image: QImage) -> QImage:
    return image.convertToFormat(QImage.Format.Format_Grayscale8)


@pytest.mark.parametrize("palette", [LIGHT_FACE, DARK_FACE])
def test_styles_differ_without_colour_too(qtbot: QtBot, palette: FacePalette) -> None:
    styles = [
        Style.BELOW_MICRO, Style.MICRO, Style.BOTH, Style.BETWEEN, Style.STANDARD, Style.ABOVE_STANDARD,
        Style.NO_RANGE, None,
    ]  # fmt: skip
    pictures = {style: grey(painted(PointMark(1, 40, 40, 14, "2.5", style), palette)) for style in styles}
    for one, two in combinations(styles, 2):
        both = zip(memoryview(pictures[one].constBits()), memoryview(pictures[two].constBits()), strict=True)
        different = sum(abs(a - b) > 12 for a, b in both)
        assert different > 60, (one, two)
    round_one = painted(PointMark(1, 40, 40, 14, "", Style.MICRO), palette)
    square = painted(PointMark(1, 40, 40, 14, "", Style.MICRO, intradermal=True), palette)
    assert round_one != square
    assert painted(PointMark(1, 40, 40, 14, "", Style.MICRO, selected=True), palette) != round_one


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize("palette", [LIGHT_FACE, DARK_FACE])
def test_a_mark_stays_within_its_rectangle(qtbot: QtBot, palette: FacePalette, style: Style) -> None:
    mark = PointMark(1, 40, 40, 14, "12.5", style, selected=True)
    image, rect = painted(mark, palette), mark.rect()
    for x in range(80):
        for y in range(80):
            if not rect.contains(x + 0.5, y + 0.5):
                assert image.pixelColor(x, y).alpha() == 0


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


@pytest.mark.parametrize("palette", [LIGHT_FACE, DARK_FACE])
def test_the_dose_has_contrast_on_every_style(palette: FacePalette) -> None:
    for style, colour in palette.styles.items():
        ground = luminance(QColor(colour))
        best = max(
            (max(ground, ink) + 0.05) / (min(ground, ink) + 0.05)
            for ink in (luminance(QColor(palette.text_dark)), luminance(QColor(palette.text_light)))
        )
        assert best >= 4.5, style


def test_every_role_of_the_drawings_has_a_colour_light_and_dark() -> None:
    for template in shipped.templates().values():
        for face in template.views.values():
            roles = {s.role for s in face.art} | {s.role for g in face.gradients.values() for s in g.stops}
            assert roles <= LIGHT_FACE.roles.keys()
            assert roles <= DARK_FACE.roles.keys()


def test_radii_that_are_kept_are_those_made_anew() -> None:
    chance = random.Random(4)
    kept = Radii()
    places: list[tuple[float, float]] = []
    for _ in range(120):
        places.append((chance.uniform(0, 400), chance.uniform(0, 400)))
        assert kept.of(places, 1.5) == radii(places, 1.5)
    del places[40]
    assert kept.of(places, 1.5) == radii(places, 1.5)
    assert kept.of(places, 2.5) == radii(places, 2.5)
    assert kept.of([*places, places[3]], 2.5)[-1] == SMALLEST_PX


@pytest.mark.parametrize("in_hand", [1, 3, 9])
def test_radii_that_are_kept_while_points_move_are_those_made_anew(in_hand: int) -> None:
    chance = random.Random(5)
    places = [(chance.uniform(0, 400), chance.uniform(0, 400)) for _ in range(80)]
    places[7] = places[8]
    kept = Radii()
    kept.of(places, 1.5)
    for step in range(60):
        for number in range(in_hand):
            places[number * 8] = (step * 7.0 + number * 11, 200 + chance.uniform(-40, 40))
        assert kept.of(places, 1.5) == radii(places, 1.5)
    places[0], more = places[8], (200.0, 200.0)
    assert kept.of([*places, more], 1.5) == radii([*places, more], 1.5)


def test_one_step_of_a_drag_looks_at_the_others_and_not_at_every_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [(float(n % 20 * 40), float(n // 20 * 40)) for n in range(200)]
    kept, looks, plain = Radii(), [0], math.dist

    def dist(one: tuple[float, float], two: tuple[float, float]) -> float:
        looks[0] += 1
        return plain(one, two)

    kept.of(places, 1.5)
    kept.of([(11.0, 11.0), *places[1:]], 1.5)  # from now on what stood alone knows its nearest
    monkeypatch.setattr(math, "dist", dist)
    kept.of([(12.0, 12.0), *places[1:]], 1.5)
    assert 0 < looks[0] <= 10 * len(places)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_kept_point_is_laid_on_the_same_pixels_and_painted_once(qtbot: QtBot, ratio: float) -> None:
    mark, drawn = PointMark(1, 40.3, 38.7, 11.0, "1.5", Style.STANDARD, selected=True), []
    sprites = Sprites()

    def draw(painter: QPainter) -> None:
        drawn.append(mark)
        paint_point(painter, mark, LIGHT_FACE, QFont("Inter"))

    def ground() -> QImage:
        image = QImage(round(80 * ratio), round(80 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor("#f7ebe1"))
        return image

    kept, live = [ground(), ground()], ground()
    for image in (*kept, live):
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sprites.begin("light", ratio, 1)
        if image is live:
            paint_point(painter, mark, LIGHT_FACE, QFont("Inter"))
        else:
            sprites.paint(painter, mark.key, mark, mark.rect, draw)
        painter.end()
    assert len(drawn) == 1
    assert kept[0] == kept[1] != ground()
    assert max(abs(a - b) for a, b in zip(bytes(kept[0].bits()), bytes(live.bits()), strict=True)) <= 3
    sprites.begin("dark", ratio, 1)
    painter = QPainter(live)
    sprites.paint(painter, mark.key, mark, mark.rect, draw)
    painter.end()
    assert len(drawn) == 2
