"""The bar at the foot of the desk that says what went wrong, where it can be read while the work goes on."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from charting.desk.autosave import SaveState, Saving
from charting.desk.steps import Changed
from charting.errors import Problem
from charting.ui.kit.glyphs import glyph
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.shell.status import StatusStrip
from charting.words.words import tr_problem

NOTICE_MS = 6000
READ_MS = 70
"""For each character of a notice that is too long to be read in six seconds."""

SEEN_MS = 800
"""What has stood for less was said with the very change that would take it away."""

ABOVE_PX = 13
"""So far it may rise above the strip of the file: into the margin of the desk, over no control."""


class NoticeBar(QFrame):
    """A problem stays until it is dismissed or the work went on, a notice as long as it takes to read.

    A failed save stays until it is saved. What was said of a visit goes when another one, or another state, is shown.
    Escape dismisses, when nothing else in the window had a use for it.
    """

    retry = Signal()

    def __init__(self, hub: Hub, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._message = ""
        self._is_problem = False
        self._failure = ""
        self._watched: QWidget | None = None
        self._over: StatusStrip | None = None
        self._said = QElapsedTimer()
        self.setObjectName("notice")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.again = QPushButton(self.tr("Try again"))
        self.again.setAccessibleName(self.tr("Try to save again"))
        self.again.clicked.connect(self.retry)
        self.dismiss_button = QToolButton()
        self.dismiss_button.setIconSize(QSize(14, 14))
        self.dismiss_button.setAccessibleName(self.tr("Dismiss"))
        self.dismiss_button.setToolTip(self.tr("Dismiss (Escape)"))
        self.dismiss_button.clicked.connect(self.dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 1, 6, 1)
        row.setSpacing(GAP)
        row.addWidget(self.text, 1)
        row.addWidget(self.again)
        row.addWidget(self.dismiss_button)
        self._fading = QTimer(self)
        self._fading.setSingleShot(True)
        self._fading.setInterval(NOTICE_MS)
        self._fading.timeout.connect(self.dismiss)
        self.set_look(look)
        self.hide()
        hub.problem.connect(self._problem)
        hub.notice.connect(self._notice)
        hub.unsaid.connect(self._unsaid)
        hub.save_state.connect(self._saving)
        hub.changed.connect(self._changed)

    def set_look(self, look: Look) -> None:
        self.dismiss_button.setIcon(glyph("cross", look.color("text")))
        self._colour()

    def float_over(self, strip: StatusStrip) -> None:
        """Lie over the strip of the file, whose words can wait: it hides no face and no control, and moves nothing."""
        self._over = strip
        strip.installEventFilter(self)

    def _settle(self) -> None:
        """Where there is little room the letters are small, so that every line of it is read."""
        strip, parent = self._over, self.parentWidget()
        if strip is None or parent is None:
            return
        free = strip.free()
        corner = strip.mapTo(parent, free.topLeft())
        most = free.height() + ABOVE_PX
        for size in (13, 12, 11):
            wear(self.text, letters=size)
            height = max(self.heightForWidth(free.width()), self.minimumSizeHint().height())
            if height <= most:
                break
        height = max(height, free.height())
        self.setFixedSize(free.width(), height)  # so that other words in it lay out nothing around it
        self.move(corner.x(), corner.y() + free.height() - height)
        self.raise_()

    def dismiss(self) -> bool:
        """Take the message away; False when there was none. A failed save stays."""
        had = bool(self._message)
        self._message = ""
        self._fading.stop()
        self._fading.setInterval(NOTICE_MS)
        self._show()
        return had

    def _problem(self, problem: Problem) -> None:
        self._fading.stop()
        self._said.start()
        self._message, self._is_problem = tr_problem(problem), True
        self._show()

    def _notice(self, text: str) -> None:
        if self._message and self._is_problem:
            return  # a problem that nobody has read yet matters more
        self._said.start()
        self._message, self._is_problem = text, False
        if READ_MS * len(text) > NOTICE_MS:
            self._fading.setInterval(READ_MS * len(text))
        self._fading.start()
        self._show()

    def _unsaid(self, before: str, text: str) -> None:
        """What it said is so no longer: its figures are those of now, or it goes."""
        if self._message == before and not self._is_problem:
            self._message = text
            self._show()

    def _changed(self, changed: Changed) -> None:
        if changed.patient and changed.opened:
            self.dismiss()  # it was about the patient before
        elif changed.visit and (changed.opened or self._is_problem) and self._said.hasExpired(SEEN_MS):
            self.dismiss()  # its cause is gone: another visit is shown, or an edit was done after the refused one

    def _saving(self, state: SaveState) -> None:
        if state.saving is Saving.SAVING:
            return
        problem = state.problem if state.saving is Saving.FAILED else None
        self._failure = tr_problem(problem) if problem is not None else ""
        self._show()

    def _show(self) -> None:
        text = self._message or self._failure
        self.text.setText(text)
        self.setAccessibleName(text)
        self.again.setVisible(bool(text) and not self._message)
        self.dismiss_button.setVisible(bool(self._message))
        self._colour()
        self.setVisible(bool(text))
        if text:
            self._settle()

    def _colour(self) -> None:
        bad = bool(self._failure) if not self._message else self._is_problem
        wear(self, tone="danger" if bad else "accent")

    # ------------------------------------------------------------------ Escape

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and self._watched is not self.window():
            if self._watched is not None:
                self._watched.removeEventFilter(self)
            self._watched = self.window()
            self._watched.installEventFilter(self)
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._settle()
            return False
        # A key comes to the window itself only when no widget under it had a use for it.
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.KeyPress and self.isVisible():
            return self.dismiss()
        return False
