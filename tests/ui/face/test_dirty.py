"""A paint of two far corners is none of what lies between them."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QRegion

from charting.drawing.still import MOST_PIECES, Dirty


def test_between_two_pieces_nothing_is_painted() -> None:
    dirty = Dirty(QRegion(0, 0, 10, 10) + QRegion(100, 100, 10, 10))
    assert dirty.near(5, 5, 1)
    assert dirty.near(95, 105, 6)
    assert not dirty.near(95, 105, 5)
    assert not dirty.near(50, 50, 20)
    assert dirty.touches(QRectF(9, 9, 4, 4))
    assert not dirty.touches(QRectF(10, 10, 80, 80))


def test_many_pieces_are_one() -> None:
    region = QRegion()
    for n in range(MOST_PIECES + 1):
        region += QRect(n * 20, n * 20, 10, 10)
    assert Dirty(region).pieces == [region.boundingRect()]
