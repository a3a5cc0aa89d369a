"""The strip at the bottom: which file, whether it holds everything, which version, who is there."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from charting import __version__
from charting.desk.autosave import SaveState, Saving
from charting.ui.kit.elided import Elide, ElidedLabel
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import GAP, MARGIN, wear
from charting.words.words import tr_problem

HEIGHT = 24
MOST_SAVING = 420
"""The notice bar says the whole sentence; here the file keeps its room."""


class StatusStrip(QFrame):
    """File, save state and version; a save that failed is said in the colour of danger and in words."""

    def __init__(self, hub: Hub, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setFixedHeight(HEIGHT)
        self.file = ElidedLabel("caption", Elide.ElideMiddle)
        self.file.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if self.isRightToLeft():  # a path reads from left to right everywhere
            self.file.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
            self.file.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.saving = ElidedLabel("caption")
        self.saving.set_least(140)
        self.saving.setMaximumWidth(MOST_SAVING)
        self.version = ElidedLabel("caption")
        self.version.setText(self.tr("Charting {version}").format(version=__version__))
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN + 4, 0, MARGIN + 4, 0)
        row.setSpacing(2 * GAP)
        row.addWidget(self.file, 1)
        row.addWidget(self.saving)
        row.addWidget(self.version)
        self._row = row
        self.who: QWidget | None = None
        hub.save_state.connect(self._tell)

    def set_file(self, path: str) -> None:
        """The file that is open, by its whole path."""
        self.file.setText(path)
        self._tell(SaveState(Saving.SAVED))

    def hang(self, who: QWidget) -> None:
        """Say at the end who is there."""
        if self.who is not None:
            self.who.deleteLater()
        self.who = who
        self._row.addWidget(who)

    def free(self) -> QRect:
        """The part of the strip that tells only of the file: all of it but who is there."""
        end = self.width() - MARGIN if self.who is None else self.who.x() - GAP
        start = MARGIN
        if self.isRightToLeft() and self.who is not None:
            start, end = self.who.geometry().right() + GAP, self.width() - MARGIN
        return QRect(start, 0, max(end - start, 0), self.height())

    def _tell(self, state: SaveState) -> None:
        if state.saving is Saving.SAVED:
            text = self.tr("All changes saved")
        elif state.saving is Saving.SAVING:
            text = self.tr("Saving…")
        else:
            reason = tr_problem(state.problem) if state.problem is not None else ""
            text = self.tr("Not saved: {reason}").format(reason=reason)
        self.saving.setText(text)
        wear(self.saving, tone="danger" if state.saving is Saving.FAILED else "")
