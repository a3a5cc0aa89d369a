"""The page that asks who is there, in the place of the whole desk: at the start, after the lock, to switch."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.domain.people.people import Person
from charting.drawing.fitting import draw_fitted
from charting.ui.kit.look import Look, sized, wear
from charting.ui.people.secret import SecretField
from charting.words.people_words import initials, person_text
from charting.words.words import one_line

WIDTH = 400
ROW_HEIGHT = 48
ROWS_SHOWN = 6
PERSON = Qt.ItemDataRole.UserRole


class PeopleDelegate(QStyledItemDelegate):
    """A row: initials in a circle, the name, and what they do here."""

    def __init__(self, look: Look, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: object) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: object) -> None:
        person: Person = index.data(PERSON)  # type: ignore[attr-defined]
        look, chosen = self.look, bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(look.color("accent_soft" if chosen else "sunken"))
            painter.drawRoundedRect(option.rect.adjusted(0, 1, 0, -1), 6, 6)
        area = option.rect.adjusted(10, 0, -10, 0)
        direction = option.direction
        circle = QStyle.visualRect(direction, area, area.adjusted(0, 8, 32 - area.width(), -8))
        painter.setBrush(look.color("accent" if chosen else "line"))
        painter.drawEllipse(QRectF(circle))
        painter.setPen(look.color("on_accent" if chosen else "text" if person.active else "muted"))
        painter.setFont(sized(option.font, 12, bold=True))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(person.name))
        words = QStyle.visualRect(direction, area, area.adjusted(44, 6, 0, -6))
        flags = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft)
        for font, colour, text, place in (
            (
                sized(option.font, 14, bold=True),
                "text" if person.active else "muted",
                one_line(person.name),
                Qt.AlignmentFlag.AlignTop,
            ),
            (sized(option.font, 12), "muted", person_text(person), Qt.AlignmentFlag.AlignBottom),
        ):
            painter.setFont(font)
            painter.setPen(look.color(colour))
            draw_fitted(painter, words, int(flags | place | Qt.AlignmentFlag.AlignAbsolute), text)
        painter.restore()


class GatePage(QWidget):
    """Pick a name, type the password (or the PIN, where it opens the lock), Enter. `entered`: somebody may see."""

    entered = Signal()

    def __init__(self, session: Session, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._look = look
        self.setAccessibleName(self.tr("Sign in"))
        self.title = QLabel()
        self.title.setObjectName("name")
        self.subtitle = QLabel()
        self.subtitle.setObjectName("muted")
        self.subtitle.setWordWrap(True)
        self.names = QListWidget()
        self.names.setAccessibleName(self.tr("Who is there?"))
        self.names.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.names.setMouseTracking(True)
        self.names.setSpacing(0)
        self.delegate = PeopleDelegate(look, self.names)
        self.names.setItemDelegate(self.delegate)
        self.secret = SecretField("", session.env.clock)
        self.secret.line.returnPressed.connect(self.enter)
        self.secret.line.installEventFilter(self)
        self.button = QPushButton()
        self.button.setObjectName("primary")
        wear(self.button, size="large")
        self.button.clicked.connect(self.enter)
        self.secret.waits.connect(lambda waits: self.button.setEnabled(not waits))
        self.names.currentRowChanged.connect(self._chose)
        self.names.clicked.connect(lambda: self.secret.line.setFocus())
        self._lay_out()
        self.set_look(look)

    def _lay_out(self) -> None:
        self.card = QFrame()
        self.card.setObjectName("card")
        self.card.setFixedWidth(WIDTH)
        column = QVBoxLayout(self.card)
        column.setContentsMargins(28, 26, 28, 26)
        column.setSpacing(0)
        column.addWidget(self.title)
        column.addSpacing(4)
        column.addWidget(self.subtitle)
        column.addSpacing(16)
        column.addWidget(self.names)
        column.addSpacing(14)
        column.addWidget(self.secret)
        column.addSpacing(14)
        column.addWidget(self.button)
        page = QVBoxLayout(self)
        page.addStretch(2)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.card)
        row.addStretch(1)
        page.addLayout(row)
        page.addStretch(3)

    def set_look(self, look: Look) -> None:
        self._look = self.delegate.look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(self._look.back))

    # ------------------------------------------------------------------ asking

    def ask(self) -> None:
        """Show who can sign in, with who was there last chosen, and wait for their password."""
        session = self._session
        locked = session.who.locked and session.who.person is not None
        self.title.setText(self.tr("Locked") if locked else self.tr("Who is there?"))
        self.subtitle.setText(
            self.tr("Everything is kept and stays as it is.")
            if locked
            else self.tr("Choose your name and type your password.")
        )
        there = session.people.who_can_come()
        chosen = session.who.person.id if session.who.person is not None else None
        self.names.blockSignals(True)
        self.names.clear()
        for person in there:
            item = QListWidgetItem()
            item.setData(PERSON, person)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{one_line(person.name)}, {person_text(person)}")
            self.names.addItem(item)
        self.names.setFixedHeight(ROW_HEIGHT * max(1, min(len(there), ROWS_SHOWN)))
        self.names.setCurrentRow(next((row for row, person in enumerate(there) if person.id == chosen), 0))
        self.names.blockSignals(False)
        self._chose()
        self.secret.line.setFocus()

    @property
    def person(self) -> Person | None:
        """Whose password is asked for."""
        item = self.names.currentItem()
        return item.data(PERSON) if item is not None else None

    def _chose(self) -> None:
        person, session = self.person, self._session
        back = (
            session.who.locked
            and session.who.person is not None
            and person is not None
            and person.id == session.who.person.id
        )
        pin = back and session.people.pin_opens()
        self.secret.set_caption(self.tr("PIN or password") if pin else self.tr("Password"))
        self.secret.clear()
        self.secret.set_hint(session.who.hint)
        self.button.setText(self.tr("Unlock") if back else self.tr("Sign in"))

    def enter(self) -> None:
        """Check what was typed; who is let in sees the desk."""
        person = self.person
        if person is None:
            return
        if self.secret.attempt(lambda typed: self._session.people.come_back(person.id, typed)):
            self.entered.emit()
        elif not self._session.people.pin_opens():
            self.secret.set_caption(self.tr("Password"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up and Down choose another name while the cursor stays in the password."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.names.setCurrentRow(max(0, min(self.names.currentRow() + step, self.names.count() - 1)))
                return True
        return False
