"""Who looked through the shipped ranges: a line that says it, and the question before it is recorded."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.ui.kit.combos import Line
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.look import GAP, wear
from charting.ui.kit.plain_line import keep_plain
from charting.ui.kit.settings_page import who_text

WIDE = 460


class ReviewedBar(QWidget):
    """“No clinician has reviewed these ranges yet.” and the way to record that somebody did."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.says = QLabel()
        self.says.setObjectName("caption")
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setWordWrap(True)
        self.says.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.record = QPushButton(self.tr("Record a review…"))
        self.record.setAutoDefault(False)
        self.record.clicked.connect(lambda _: self.ask())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.says, 1)
        row.addWidget(self.record)
        self.refresh()

    def refresh(self) -> None:
        """Say what holds now."""
        found, before = self._session.reviewed.in_force(), self._session.reviewed.of_before()
        if found is not None:
            text = self.tr("Shipped ranges reviewed by {who}.").format(who=who_text(found.by, found.at.date()))
        elif before is not None:
            text = self.tr("The shipped ranges changed after the review by {who}; nobody has reviewed these yet.")
            text = text.format(who=who_text(before.by, before.at.date()))
        else:
            text = self.tr("No clinician has reviewed the shipped ranges yet; the face map says so.")
        self.says.setText(text)
        self.says.setAccessibleName(text)
        wear(self.says, tone="muted" if found is not None else "caution")
        self.record.setVisible(self._session.reviewed.may_review())

    def ask(self) -> None:
        """Ask once more, and by whom."""
        ReviewedDialog(self._session, parent=self).exec()
        self.refresh()


class ReviewedDialog(FormDialog):
    """What is recorded by it, and by whom; a name is typed only where nobody signs in."""

    def __init__(self, session: Session, *, parent: QWidget | None = None) -> None:
        super().__init__(WIDE, parent)
        self._session = session
        self.setWindowTitle(self.tr("Shipped ranges reviewed"))
        text = QLabel(
            self.tr(
                "This records that a clinician looked through the ranges as they are shipped in this version, with"
                " their sources and marks. The name and the day stand on every face map. When a new version of the"
                " program brings other ranges, it asks again."
            )
        )
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setWordWrap(True)
        self.name = Line()
        keep_plain(self.name)
        self.name.setMaxLength(500)
        self.field = self.asks(Field(self.tr("Reviewed by"), self.name), self.name.text)
        if session.who.person is not None:
            self.name.set_value(session.who.person.name)
            self.name.setReadOnly(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        column.addWidget(text)
        column.addWidget(self.field)
        column.addLayout(self.ending(self.tr("Record"), session.reviewed.record))
        (self.keep if self.name.isReadOnly() else self.name).setFocus()
