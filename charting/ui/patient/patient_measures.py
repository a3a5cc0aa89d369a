"""The measures of a face in the form of a patient: typed, or proposed and confirmed, beside a picture of them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from charting.domain.dosing.reference import TemplateFigures
from charting.domain.face.face import FOREHEAD, LIMITS, NAMES, PUPILS, WIDTH, FaceView, Measures, checked_measures
from charting.domain.people.patient import Patient
from charting.domain.text import number_of
from charting.domain.units import plain
from charting.drawing.camera import Camera
from charting.drawing.still import render_art
from charting.errors import Problem, Refused
from charting.ui.kit.fields import Field
from charting.ui.kit.look import GAP, Look, sized
from charting.words.words import side_words, tr_problem, typed_number

# ----------------------------------------------------------------------
# A small face with the measures drawn where they are taken; the one that is being typed stands out.


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


SHORT = {PUPILS: "pupils", WIDTH: "width", FOREHEAD: "forehead"}
"""What the fields are called among those of the form."""


class MeasuresForm(QWidget):
    """Three fields in millimetres. What somebody types counts; what is only proposed waits for “Confirm”."""

    edited = Signal()

    def __init__(self, look: Look, face: FaceView | None, figures: TemplateFigures | None) -> None:
        super().__init__()
        self._proposed: set[str] = set()
        self.editors = {name: QLineEdit() for name in NAMES}
        captions = {
            PUPILS: self.tr("1  Between the pupils (mm)"), WIDTH: self.tr("2  Width of the face (mm)"),
            FOREHEAD: self.tr("3  Height of the forehead (mm)"),
        }  # fmt: skip
        self.fields = {name: Field(captions[name], editor) for name, editor in self.editors.items()}
        self.confirm = {name: QPushButton(self.tr("Confirm")) for name in NAMES}
        spoken = {
            PUPILS: self.tr("Between the pupils, millimetres"), WIDTH: self.tr("Width of the face, millimetres"),
            FOREHEAD: self.tr("Height of the forehead, millimetres"),
        }  # fmt: skip
        for name in NAMES:
            editor, button = self.editors[name], self.confirm[name]
            editor.setAccessibleName(spoken[name])
            editor.textEdited.connect(partial(self._typed, name))
            editor.installEventFilter(self)
            button.setAutoDefault(False)
            button.setAccessibleName(self.tr("Confirm: {measure}").format(measure=spoken[name]))
            button.clicked.connect(partial(self._confirmed, name))
            button.hide()
        self.picture = None if face is None or figures is None else MeasuresPicture(face, figures, look)
        self._lay_out()
        for name in NAMES:
            self._say_hint(name)

    def _lay_out(self) -> None:
        fields = QVBoxLayout()
        fields.setSpacing(10)
        about = QLabel(self.tr("Measures scale the skin surface and the distances; any may stay empty."))
        about.setObjectName("caption")
        about.setWordWrap(True)
        about.setTextFormat(Qt.TextFormat.PlainText)
        fields.addWidget(about)
        for name in NAMES:
            beside = QVBoxLayout()
            beside.setSpacing(3)
            beside.addSpacing(self.fields[name].caption.sizeHint().height() + 3)  # level with the editor
            beside.addWidget(self.confirm[name])
            beside.addStretch(1)
            row = QHBoxLayout()
            row.setSpacing(GAP)
            row.addWidget(self.fields[name], 1)
            row.addLayout(beside)
            fields.addLayout(row)
        fields.addStretch(1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2 * GAP)
        if self.picture is not None:
            line.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(fields, 1)

    # ------------------------------------------------------------------ what stands in the fields

    def show_patient(self, patient: Patient) -> None:
        """Show the measures of a patient, those that are only proposed as such."""
        for name in NAMES:
            value = patient.given_measures.of(name)
            self.editors[name].setText(typed_number(value))
            if value is not None and patient.measures.of(name) is None:
                self._proposed.add(name)
            self._say_hint(name)

    def readers(self) -> dict[str, Callable[[], object]]:
        """What reads each field, by its name among those of the form; Refused says what is wrong with it."""
        return {SHORT[name]: partial(self.read, name) for name in NAMES}

    def read(self, name: str) -> Decimal | None:
        """The measure that is typed, None for none."""
        typed = self.editors[name].text().strip()
        if not typed:
            return None
        value = number_of(typed)
        if value is None:
            raise Refused("“{given}” is not a distance; type millimetres, such as 61.5 or 61,5.", given=typed)
        checked_measures(Measures(**{name: value}))
        if value != value.quantize(Decimal("0.01")):
            raise Refused("A measure is kept to 0.01 mm; {given} mm is finer.", given=typed)
        return plain(value)

    def measured(self, measures: Measures) -> tuple[str, ...] | None:
        """Which of these measures count, as a patient keeps it."""
        return measures.named(name for name in NAMES if name not in self._proposed)

    # ------------------------------------------------------------------ while somebody types

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.picture is not None and event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            came = event.type() is QEvent.Type.FocusIn
            name = next((name for name, editor in self.editors.items() if editor is watched), None)
            self.picture.choose(name if came else None)
        return super().eventFilter(watched, event)

    def _typed(self, name: str, *_: object) -> None:
        """Whoever types a figure has measured it."""
        self._proposed.discard(name)
        self._say_hint(name)
        self.edited.emit()

    def _confirmed(self, name: str, *_: object) -> None:
        try:
            self.read(name)
        except Problem as problem:
            self.fields[name].say(tr_problem(problem), "problem")
            return
        self._proposed.discard(name)
        self._say_hint(name)
        self.editors[name].setFocus()
        self.edited.emit()

    def _say_hint(self, name: str) -> None:
        proposed = name in self._proposed
        self.confirm[name].setVisible(proposed)
        low, high = LIMITS[name]
        hints = {
            PUPILS: self.tr("{low} to {high}"), WIDTH: self.tr("{low} to {high}, from cheekbone to cheekbone"),
            FOREHEAD: self.tr("{low} to {high}, from the hairline to the dip between the eyes"),
        }  # fmt: skip
        if proposed:
            text = self.tr("Only proposed: it scales nothing until somebody confirms it.")
            self.fields[name].say(text, "warning")
        else:
            self.fields[name].say(hints[name].format(low=low, high=high))
