"""The table of the audit: entries are read as somebody scrolls to them, so that a hundred thousand open at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from charting.desk.audit import Sought
from charting.desk.session import Session
from charting.domain.clinic.audit_chain import Entry
from charting.errors import Problem
from charting.ui.kit.look import Look
from charting.ui.kit.rows import Index
from charting.ui.people.audit_words import SERIOUS, action_text, detail_text, headers, when_text, who_text
from charting.words.words import person_name, tooltip

PAGE = 200
PATIENT = 4


class AuditModel(QAbstractTableModel):
    """Entries, newest first; `failed` is told when more of them cannot be read."""

    def __init__(
        self, session: Session, look: Look, failed: Callable[[Problem], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._look, self._failed = session, look, failed
        self.rows: list[Entry] = []
        self.sought = Sought()
        self._more = False
        self._texts: list[tuple[str, ...]] = []
        self._visits: dict[str, datetime] = {}
        self._names: dict[str, str] = {}

    def set_look(self, look: Look) -> None:
        self._look = look

    def seek(self, sought: Sought) -> None:
        """Show the entries looked for, from the newest on."""
        self.beginResetModel()
        self.sought, self.rows, self._texts, self._more = sought, [], [], True
        self._take(self._page())
        self.endResetModel()

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008
        found = self._page()
        if found:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(found) - 1)
            self._take(found)
            self.endInsertRows()

    def row(self, place: int) -> Entry | None:
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(headers())

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return headers()[section]
        if way is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.row(index.row())
        if entry is None:
            return None
        texts = self._texts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return texts[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole:
            serious = entry.action in SERIOUS and index.column() == 3
            return self._look.color("danger" if serious else "text" if index.column() in (1, 3) else "muted")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(text for text in texts if text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(texts[index.column()])
        return None

    # ------------------------------------------------------------------ inside

    def _page(self) -> tuple[Entry, ...]:
        before = self.rows[-1].seq if self.rows else None
        try:
            found = self._session.audit.entries(self.sought, before, PAGE)
            self._learn(found)
        except Problem as problem:
            self._more = False
            self._failed(problem)
            return ()
        self._more = len(found) == PAGE
        return found

    def _take(self, found: tuple[Entry, ...]) -> None:
        self.rows += found
        self._texts += [self._text(entry) for entry in found]

    def _text(self, entry: Entry) -> tuple[str, ...]:
        patient = "" if entry.patient is None else self._names[entry.patient]
        return (
            str(entry.seq), when_text(entry), who_text(entry), action_text(entry.action), patient,
            detail_text(entry, self._visits),
        )  # fmt: skip

    def _learn(self, found: tuple[Entry, ...]) -> None:
        """The names of patients and the days of visits these entries are about."""
        session = self._session
        visits = {e.visit for e in found if e.visit is not None}
        self._visits.update(session.audit.visit_times(visits - self._visits.keys()))
        for patient in {e.patient for e in found if e.patient is not None} - self._names.keys():
            known = session.patients.find(patient)
            self._names[patient] = patient if known is None else person_name(known)
