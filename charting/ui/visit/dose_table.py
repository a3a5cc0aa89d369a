"""The table of doses by area: how its rows are painted, and which row the hand is on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from charting.domain.dosing.dosing import AreaDose, Style, gauge_scale
from charting.domain.visit.visit import Technique
from charting.drawing.fitting import draw_fitted, lines_of, smaller
from charting.ui.kit.look import ROW, Look, sized
from charting.ui.kit.rows import Index, paint_focus
from charting.ui.visit.dose_model import AREA, DENSITY, GAUGE, POINTS, UNITS, DoseModel
from charting.ui.visit.gauge import paint_gauge
from charting.words.dose_words import two_lines
from charting.words.words import technique_name

SMALL = 11
PAD = 6
EDGE = 6
"""Space beside the text at both ends of a row."""
HEADER = 24
_LINE = 20
_DOT = 8.0
_FIXED = {POINTS: 38, UNITS: 52, DENSITY: 52}
_SMALLER = 0.85
_GAUGE_LEAST, _GAUGE_PART = 118, 0.33


class DoseDelegate(QStyledItemDelegate):
    """Paints a row: name and figures, the gauge, and under it the state in words."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.hovered = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        dose = model.row(index.row()) if isinstance(model, DoseModel) else None
        if not isinstance(model, DoseModel) or dose is None:
            return
        painter.save()
        current = is_current(option, index)
        if current or index.row() == self.hovered:
            painter.fillRect(option.rect, self.look.color("selected" if current else "sunken"))
        if index.column() == GAUGE:
            aim = model.aim(dose)
            self._paint_gauge(painter, option, dose, model.text(dose, GAUGE), Style(aim) if aim else None)
        else:
            lines, text = two_lines(dose) or bool(model.why(dose)), model.text(dose, index.column())
            self._paint_text(painter, option, index.column(), text, dose, current, lines)
        painter.restore()

    def _paint_text(
        self, painter: QPainter, option: QStyleOptionViewItem, column: int, text: str, dose: AreaDose, current: bool,
        lines: bool,
    ) -> None:  # fmt: skip
        leading = EDGE if column == AREA else PAD
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        rect = option.rect.adjusted(PAD if mirrored else leading, 0, -(leading if mirrored else PAD), 0)
        rect.setHeight(ROW)  # a row that was opened is higher; what stands below is not this row's text
        lines = lines or (dose.technique is Technique.ID and column == AREA)
        line = QRect(rect.left(), rect.top() + 2, rect.width(), _LINE) if lines else rect
        strong = column == UNITS or (column == AREA and current)
        painter.setFont(sized(option.font, 15 if column == UNITS else 13, bold=strong))
        painter.setPen(self.look.color("muted" if column == DENSITY else "text"))
        if column == AREA:
            draw_name(painter, line, text, mirrored=mirrored)
        else:
            draw_line(painter, line, text, at_end=column != AREA, mirrored=mirrored)
        if column == AREA and dose.technique is Technique.ID:
            painter.setFont(sized(option.font, SMALL))
            painter.setPen(self.look.color("muted"))
            below = QRect(rect.left(), line.bottom(), rect.width(), 14)
            draw_line(painter, below, technique_name(dose.technique), at_end=False, mirrored=mirrored)

    def _paint_gauge(
        self, painter: QPainter, option: QStyleOptionViewItem, dose: AreaDose, text: str, aim: Style | None
    ) -> None:
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        rect = option.rect.adjusted(EDGE if mirrored else PAD, 0, -(PAD if mirrored else EDGE), 0)
        rect.setHeight(ROW)
        words = QRect(rect)
        if gauge_scale(dose) is not None:
            gauge = QRectF(rect.left(), rect.top() + 2, rect.width(), _LINE)
            paint_gauge(painter, gauge, dose, self.look, aim=aim, right_to_left=mirrored)
            words = QRect(rect.left(), rect.top() + _LINE + 2, rect.width(), 15)
        self._paint_state(painter, option, words, dose, text, mirrored)

    def _paint_state(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, dose: AreaDose, text: str, mirrored: bool
    ) -> None:
        painter.setFont(sized(option.font, SMALL))
        dotted = dose.style not in (None, Style.NO_RANGE)
        indent = int(_DOT) + 4 if dotted else 0
        # A long state runs on under the figures beside it, where the second line of the row is free.
        reach = max(0, painter.fontMetrics().horizontalAdvance(text) + indent + 1 - rect.width())
        rect = rect.adjusted(0, 0, reach, 0) if mirrored else rect.adjusted(-reach, 0, 0, 0)
        if dotted and dose.style is not None:
            self._paint_dot(painter, rect, self.look.face.styles[dose.style], mirrored)
        painter.setPen(self.look.color("text" if dotted else "muted"))
        place = rect.adjusted(0, 0, -indent, 0) if mirrored else rect.adjusted(indent, 0, 0, 0)
        draw_line(painter, place, text, at_end=False, mirrored=mirrored)

    def _paint_dot(self, painter: QPainter, rect: QRect, colour: str, mirrored: bool) -> None:
        """The fill that the points of this row have on the face."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        left = rect.right() + 1 - _DOT if mirrored else rect.left()
        painter.drawEllipse(QRectF(left, rect.center().y() + 0.5 - _DOT / 2, _DOT, _DOT))


def is_current(option: QStyleOptionViewItem, index: Index) -> bool:
    view = option.widget
    return isinstance(view, QAbstractItemView) and view.currentIndex().row() == index.row()


def draw_line(painter: QPainter, rect: QRect, text: str, *, at_end: bool, mirrored: bool) -> None:
    """One line of plain text at the start or the end of a row's part; its name gives way where it does not fit."""
    side = Qt.AlignmentFlag.AlignRight if at_end is not mirrored else Qt.AlignmentFlag.AlignLeft
    flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
    draw_fitted(painter, rect, int(flags), text)


def draw_name(painter: QPainter, rect: QRect, text: str, *, mirrored: bool) -> None:
    """A name at the start of a row: on two lines where one has no room, or a little smaller, before it is cut."""
    wide, most = painter.fontMetrics().horizontalAdvance(text), 2 if rect.height() > _LINE else 1
    if most == 1 and wide > rect.width() > 0:
        painter.setFont(smaller(painter.font(), max(_SMALLER, rect.width() / wide)))
    lines = lines_of(painter.fontMetrics(), text, rect.width(), most)
    step = min(painter.fontMetrics().height(), rect.height() // len(lines))
    top = rect.top() + (rect.height() - step * len(lines)) // 2
    for number, line in enumerate(lines):
        place = QRect(rect.left(), top + number * step, rect.width(), step)
        draw_line(painter, place, line, at_end=False, mirrored=mirrored)


class DoseTable(QTableView):
    """Rows of 40 px. `pointed` announces the row under the hand, or the focused one; -1 when there is none."""

    pointed = Signal(int)

    def __init__(self, model: DoseModel, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = DoseDelegate(look, self)
        self._pointed = -1
        self._quiet = False
        self._model = model
        self._fitted: object = None
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Doses by area"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW)
        self._set_up_header()
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        model.rowsRemoved.connect(lambda: self.set_hovered(-1))

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setFixedHeight(HEADER)
        header.setMinimumSectionSize(20)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(AREA, QHeaderView.ResizeMode.Stretch)
        for column, width in _FIXED.items():
            header.resizeSection(column, width)

    def set_look(self, look: Look) -> None:
        self._delegate.look = look
        self.viewport().update()

    @property
    def row(self) -> int:
        """The row that is shown in detail: the one under the hand, else the one worked on last; -1 none."""
        return self._delegate.hovered if self._delegate.hovered >= 0 else self.currentIndex().row()

    def set_row(self, row: int) -> None:
        """Make a row the one worked on, without announcing that a hand is on it."""
        self._quiet = True
        self.setCurrentIndex(self.model().index(row, AREA))
        self._quiet = False

    def set_hovered(self, row: int) -> None:
        """Show a row as being under the hand, because it is, or because its area is on the face; -1 none."""
        if row != self._delegate.hovered:
            before, self._delegate.hovered = self._delegate.hovered, row
            self._paint_rows(before, row)

    def _paint_rows(self, *rows: int) -> None:
        """Paint these rows anew and no other; -1 is none."""
        for row in rows:
            if row >= 0:
                top, high = self.rowViewportPosition(row), self.rowHeight(row)
                self.viewport().update(0, top, self.viewport().width(), high)

    def rows_height(self) -> int:
        """The height at which nothing scrolls."""
        return HEADER + self.verticalHeader().length()

    def fit_rows(self) -> None:
        """Be as high as the rows there are, where there is room for it, and the units as wide as the widest of them."""
        texts = {self._model.text(dose, UNITS) for dose in self._model.rows}
        if (of := (texts, self.font().key())) != self._fitted:
            self._fitted = of
            metrics = QFontMetrics(sized(self.font(), 15, bold=True))
            wide = max((metrics.horizontalAdvance(text) + 2 * PAD for text in texts), default=0)
            if self.horizontalHeader().sectionSize(UNITS) != max(wide, _FIXED[UNITS]):
                self.horizontalHeader().resizeSection(UNITS, max(wide, _FIXED[UNITS]))
        if self.maximumHeight() != self.rows_height():
            self.setMaximumHeight(self.rows_height())
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(300, self.rows_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(200, min(self.rows_height(), HEADER + 2 * ROW))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self.set_hovered(self.indexAt(event.position().toPoint()).row())
        self._announce()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._announce()

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.set_hovered(-1)
            self._announce()
        return super().viewportEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.set_row(0)
        if event.reason() != Qt.FocusReason.MouseFocusReason:  # a press says itself which row is meant
            self._announce()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._announce()

    def _current_changed(self, current: QModelIndex, before: QModelIndex) -> None:
        self._paint_rows(before.row(), current.row())
        if self._quiet:
            return
        if self.hasFocus() and self._delegate.hovered >= 0:
            self.set_hovered(-1)  # the keyboard has moved on; the mouse that lies still says nothing new
        self._announce()

    def _announce(self) -> None:
        row = self.row if self._delegate.hovered >= 0 or self.hasFocus() else -1
        if row != self._pointed:
            self._pointed = row
            self.pointed.emit(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = max(_GAUGE_LEAST, int(event.size().width() * _GAUGE_PART))
        self.horizontalHeader().resizeSection(GAUGE, width)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_focus(self)
