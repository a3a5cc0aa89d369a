"""R and L beside every face: where no skin is, never cut, and at the edge where the face is larger than its frame."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import SideWords, View
from charting.drawing.camera import Camera
from charting.drawing.face import box_of
from charting.drawing.palette import DARK_FACE, LIGHT_FACE, PAPER_FACE
from charting.drawing.sides import paint_sides, side_marks
from tests import shipped

TEMPLATE = shipped.templates()[1]
ANATOMY = Anatomy(TEMPLATE)
GERMAN = SideWords("R", "L", "Rechts", "Links")


def marks(view: View, wide: int, high: int, camera: Camera | None = None, words: SideWords = GERMAN):
    room = QRectF(0, 0, wide, high)
    camera = camera or Camera.fit(box_of(TEMPLATE.views[view]), QSizeF(wide, high))
    return camera, room, side_marks(view, words, camera.transform(), room, QFont())


@pytest.mark.parametrize("size", [(500, 600), (900, 600), (48, 70), (1700, 1900)])
@pytest.mark.parametrize("view", list(View))
def test_they_stand_beside_the_skin_and_within_the_frame(qtbot: QtBot, view: View, size: tuple[int, int]) -> None:
    camera, room, found = marks(view, *size)
    wanted = {View.FRONT: ["R", "L"], View.RIGHT: ["Rechts"], View.LEFT: ["Links"]}[view]
    assert [mark.text for mark in found] == wanted
    for mark in found:
        assert room.contains(mark.box)
        assert mark.size >= 9 or (view is not View.FRONT and size[0] < 100)
        if min(size) > 100:
            corners = (mark.box.topLeft(), mark.box.topRight(), mark.box.bottomLeft(), mark.box.bottomRight())
            assert not any(ANATOMY.on_face(view, *camera.to_mm(corner)) for corner in corners)


def test_the_patients_right_is_at_the_readers_left(qtbot: QtBot) -> None:
    _, room, (right, left) = marks(View.FRONT, 500, 600)
    assert right.box.right() < room.center().x() < left.box.left()


def test_near_the_skin_each_stands_at_its_own_edge_and_a_side_out_of_sight_is_not_named(qtbot: QtBot) -> None:
    fitted, _, _ = marks(View.FRONT, 500, 600)
    near = fitted.zoomed(5, fitted.to_px(0, -40))
    _, room, (right, left) = marks(View.FRONT, 500, 600, near)
    assert right.box.left() < 20
    assert left.box.right() > 480
    assert room.contains(right.box)
    brow = fitted.zoomed(9, fitted.to_px(-50, -10))
    assert [mark.text for mark in marks(View.FRONT, 500, 600, brow)[2]] == ["R"]


def test_a_long_word_is_made_smaller_and_never_cut(qtbot: QtBot) -> None:
    _, room, (mark,) = marks(View.RIGHT, 500, 600, words=SideWords(right_side="Patientens høyre side"))
    assert room.contains(mark.box)


@pytest.mark.parametrize(
    ("palette", "ground"), [(LIGHT_FACE, "#ffffff"), (DARK_FACE, "#171c20"), (PAPER_FACE, "#ffffff")]
)
def test_they_are_quiet_and_can_be_read_on_every_ground(qtbot: QtBot, palette: object, ground: str) -> None:
    image = QImage(500, 600, QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    camera, room, (right, _) = marks(View.FRONT, 500, 600)
    painter = QPainter(image)
    paint_sides(painter, View.FRONT, GERMAN, palette, camera.transform(), room)  # type: ignore[arg-type]
    painter.end()
    box = right.box.toAlignedRect()
    seen = [image.pixelColor(x, y) for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())]
    assert 3.0 <= max(contrast(pixel, QColor(ground)) for pixel in seen) <= 6.0
    assert image.pixelColor(QPointF(250, 300).toPoint()) == QColor(ground)


def contrast(one: QColor, other: QColor) -> float:
    """WCAG's ratio of two colours."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: QColor) -> float:
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
