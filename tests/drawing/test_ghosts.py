"""Ghosts on a painter: hollow and dashed, so that nobody takes one for a dose of today."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from charting.drawing.ghosts import GhostMark, paint_ghost
from charting.drawing.palette import DARK_FACE, LIGHT_FACE, FacePalette

RADIUS = 16.0


def painted(mark: GhostMark, palette: FacePalette, *, hovered: bool = False) -> QImage:
    image = QImage(80, 80, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_ghost(painter, mark, palette, hovered=hovered)
    painter.end()
    return image


def ring(image: QImage) -> list[bool]:
    """Around the circle: whether there is ink."""
    steps = (math.radians(degree) for degree in range(360))
    return [
        image.pixelColor(round(40 + RADIUS * math.cos(a) - 0.5), round(40 + RADIUS * math.sin(a) - 0.5)).alphaF() > 0.45
        for a in steps
    ]


@pytest.mark.parametrize("palette", [LIGHT_FACE, DARK_FACE])
def test_a_ghost_is_hollow_and_dashed_and_solid_under_the_hand(qtbot: QtBot, palette: FacePalette) -> None:
    mark = GhostMark(1, 40, 40, RADIUS, Decimal("1.5"))
    image = painted(mark, palette)
    assert image.pixelColor(40, 40).alphaF() < 0.15
    inked = ring(image)
    gaps = sum(a != b for a, b in zip(inked, inked[1:] + inked[:1], strict=True))
    assert gaps > 12
    under_hand = ring(painted(mark, palette, hovered=True))
    assert sum(under_hand) > 350


@pytest.mark.parametrize("intradermal", [False, True])
@pytest.mark.parametrize("radius", [3.0, 9.0, 16.0])
def test_a_ghost_stays_within_its_rectangle(qtbot: QtBot, radius: float, intradermal: bool) -> None:
    mark = GhostMark(1, 40, 40, radius, None, intradermal)
    image = painted(mark, LIGHT_FACE, hovered=True)
    box = mark.rect()
    for x in range(80):
        for y in range(80):
            if not box.adjusted(-1, -1, 1, 1).contains(x, y):
                assert image.pixelColor(x, y).alpha() == 0
