"""The marks of a comparison: told apart by form as well as by colour, and labels that hide nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter

from charting.drawing.comparison import (
    Change,
    ComparedMark,
    change_colour,
    label_place,
    paint_mark,
    paint_shift,
)
from charting.drawing.palette import DARK_FACE, LIGHT_FACE, FacePalette

pytestmark = pytest.mark.usefixtures("qapp")
PALETTES = pytest.mark.parametrize("palette", [LIGHT_FACE, DARK_FACE], ids=["light", "dark"])


def painted(*marks: ComparedMark, palette: FacePalette = LIGHT_FACE) -> QImage:
    image = QImage(60, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(palette.roles["skin"]))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in marks:
        paint_mark(painter, mark, palette, QGuiApplication.font())
    painter.end()
    return image


def greys(image: QImage) -> list[int]:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    return [grey.pixelColor(x, y).red() for x in range(60) for y in range(60)]


@PALETTES
def test_every_change_has_a_form_of_its_own_without_any_colour(palette: FacePalette) -> None:
    marks = [ComparedMark(30, 30, 12, "1.5", change) for change in (Change.SAME, Change.ADDED, Change.DROPPED)]
    marks += [ComparedMark(30, 30, 12, "1.5", Change.REDOSED, higher) for higher in (True, False)]
    marks += [ComparedMark(30, 30, 12, "1.5", Change.MOVED)]
    pictures = [greys(painted(mark, palette=palette)) for mark in marks]
    for n, one in enumerate(pictures):
        for other in pictures[n + 1 :]:
            assert sum(abs(a - b) > 40 for a, b in zip(one, other, strict=True)) > 12


@PALETTES
def test_colours_differ_and_stand_out_from_the_skin(palette: FacePalette) -> None:
    colours = {change_colour(change, palette).name() for change in Change}
    assert len(colours) == len(Change)
    skin = QColor(palette.roles["skin"]).lightness()
    assert all(abs(QColor(colour).lightness() - skin) > 40 for colour in colours)


def test_a_mark_touches_no_pixel_beyond_its_reach() -> None:
    mark = ComparedMark(30, 30, 8, "4", Change.ADDED)
    image, plain = painted(mark), painted()
    for x in range(60):
        for y in range(60):
            if image.pixel(x, y) != plain.pixel(x, y):
                assert mark.rect().adjusted(-2, -2, 2, 2).contains(x, y)


def test_a_chosen_mark_has_a_halo_and_an_intradermal_one_is_square() -> None:
    mark = ComparedMark(30, 30, 10, "4", Change.MOVED)
    assert painted(mark) != painted(replace(mark, chosen=True))
    assert painted(mark) != painted(replace(mark, intradermal=True))


def test_the_way_of_a_move_is_drawn_where_there_is_room_for_it() -> None:
    start = ComparedMark(8, 30, 3, "", Change.MOVED, was=True)
    for far, drawn in ((40, True), (12, False), (0, False)):
        end = ComparedMark(8 + far, 30, 8, "", Change.MOVED)
        image = QImage(60, 60, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        before = QImage(image)
        painter = QPainter(image)
        paint_shift(painter, start, end, LIGHT_FACE)
        painter.end()
        assert (image != before) == drawn


def test_labels_hide_no_point_and_no_other_label() -> None:
    font, bounds = QFont(QGuiApplication.font()), QRectF(0, 0, 300, 300)
    marks = [ComparedMark(60 + 30 * k, 150, 8, "", Change.MOVED) for k in range(6)]
    taken = [mark.rect() for mark in marks]
    for mark in marks:
        box = label_place(mark, "6.2 mm +1.5", font, taken, bounds)
        if box is not None:
            assert bounds.contains(box)
            assert not any(box.intersects(other) for other in taken)
            taken.append(box)
    assert len(taken) > len(marks)
    assert label_place(marks[0], "6 mm", font, [bounds], bounds) is None
