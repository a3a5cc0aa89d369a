"""A small face with the measures drawn where they are taken; the one that is being typed stands out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from charting.domain.dosing.reference import TemplateFigures
from charting.domain.face.face import FOREHEAD, NAMES, PUPILS, WIDTH, FaceView
from charting.drawing.camera import Camera
from charting.drawing.still import render_art
from charting.ui.kit.look import Look, sized
from charting.words.words import side_words

SIZE = QSize(172, 204)
HAIR_MM, CHIN_MM = 24.0, 10.0
"""So much is shown above the hairline and below the chin."""
_END, _BADGE = 4.0, 8.0
_CHEEK_Y = 22.0
"""At this height the face is drawn at its widest; the figures give that width and no height."""


class MeasuresPicture(QWidget):
    """Painted from the drawing that measures the skin: the lines are its own landmarks."""

    def __init__(self, face: FaceView, figures: TemplateFigures, look: Look) -> None:
        super().__init__()
        self._face, self._look = face, look
        self._marks = figures.landmarks
        self.chosen: str | None = None
        self._art: tuple[object, QPixmap] | None = None
        self.setFixedSize(SIZE)
        self.setAccessibleName(
            self.tr("Where the measures are taken: from pupil to pupil; the face at its widest, from cheekbone to"
                    " cheekbone; in the midline from the hairline to the dip between the eyes")
        )  # fmt: skip

    def set_look(self, look: Look) -> None:
        self._look = look
        self.update()

    def choose(self, name: str | None) -> None:
        """Make the line of one measure stand out."""
        if name != self.chosen:
            self.chosen = name
            self.update()

    @property
    def _camera(self) -> Camera:
        top, low = float(self._marks["trichion_y"]) - HAIR_MM, float(self._marks["menton_y"]) + CHIN_MM
        tall = low - top
        wide = tall * SIZE.width() / SIZE.height()
        return Camera.fit(QRectF(-wide / 2, top, wide, tall), QSizeF(SIZE))

    def line_of(self, name: str) -> tuple[QPointF, QPointF]:
        """Where a measure is drawn, in px of this widget."""
        marks, camera = {key: float(value) for key, value in self._marks.items()}, self._camera
        ends = {
            PUPILS: ((-marks["pupil_x"], 0.0), (marks["pupil_x"], 0.0)),
            WIDTH: ((-marks["zygion_x"], _CHEEK_Y), (marks["zygion_x"], _CHEEK_Y)),
            FOREHEAD: ((0.0, marks["trichion_y"]), (0.0, marks["nasion_y"])),
        }[name]
        return camera.to_px(*ends[0]), camera.to_px(*ends[1])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._picture())
        for place, name in sorted(enumerate(NAMES, 1), key=lambda pair: pair[1] == self.chosen):
            self._paint_line(painter, name, str(place))

    def _picture(self) -> QPixmap:
        key = (self._look.name, self.devicePixelRatioF())
        if self._art is None or self._art[0] != key:
            art = render_art(self._face, self._camera, SIZE, self.devicePixelRatioF(), self._look.face, side_words())
            self._art = (key, art)
        return self._art[1]

    def _paint_line(self, painter: QPainter, name: str, number: str) -> None:
        one, other = self.line_of(name)
        chosen = name == self.chosen
        colour = self._look.color("accent")
        painter.setPen(QPen(colour, 2.4 if chosen else 1.4))
        across = QPointF(_END, 0) if name == FOREHEAD else QPointF(0, _END)
        painter.drawLine(one, other)
        for end in (one, other):
            painter.drawLine(end - across, end + across)
        middle = one + (other - one) * (0.25 if name == WIDTH else 0.5)  # beside the nose, off the other lines
        painter.setPen(QPen(colour, 1.2))
        painter.setBrush(colour if chosen else self._look.color("surface"))
        painter.drawEllipse(middle, _BADGE, _BADGE)
        painter.setPen(QColor(self._look.on_accent) if chosen else colour)
        painter.setFont(sized(self.font(), 11, bold=True))
        box = QRectF(middle.x() - _BADGE, middle.y() - _BADGE, 2 * _BADGE, 2 * _BADGE)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), number)
