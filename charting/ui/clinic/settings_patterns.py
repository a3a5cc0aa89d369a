"""The clinic's own patterns, by product: renamed, or no longer offered."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout

from charting.desk.session import Session
from charting.domain.clinic.clinic import ClinicPattern
from charting.domain.dosing.reference import Reference
from charting.ui.kit.look import GAP, Look
from charting.ui.kit.settings_page import Page, card, who_text
from charting.ui.kit.settings_table import Column, EditModel, EditRow, EditTable
from charting.words.words import one_line, points_text, product_name, shortened, units_text


class PatternsPage(Page):
    """A pattern is made on the face; here its name is typed over, or it is taken out of the menu."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(session)
        columns = (
            Column(self.tr("Name")), Column(self.tr("Product"), 170), Column(self.tr("Points"), 90, right=True),
            Column(self.tr("Total"), 90, right=True), Column(self.tr("Saved by"), 220),
        )  # fmt: skip
        self.model = EditModel(columns, 0, self)
        self.table = EditTable(self.model, look, self.tr("The clinic's own patterns"))
        self.remove = QPushButton(self.tr("Offer no longer"))
        self.remove.setAutoDefault(False)
        self.empty = QLabel(
            self.tr(
                "No patterns yet. Chart points, then choose “Save these points as a pattern…” in the menu "
                "“Patterns” above the face."
            )
        )
        self.empty.setObjectName("muted")
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(12, 12, 12, 12)
        self._pages = QStackedWidget()
        bottom = QHBoxLayout()
        bottom.setSpacing(GAP)
        bottom.addWidget(self.said, 1)
        bottom.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        column.addWidget(card(self._pages), 1)
        column.addLayout(bottom)
        self.model.committed.connect(self._renamed)
        self.remove.clicked.connect(self._remove)
        self.table.cleared.connect(lambda _: self._remove())
        self.table.selectionModel().currentRowChanged.connect(lambda: self._enable())
        self.refresh()

    def refresh(self) -> None:
        self.model.may_edit = self.may_change
        self.model.take([_row(self.session.env.shipped, pattern) for pattern in self.session.clinic.book.patterns])
        if self.model.rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        self._pages.setCurrentWidget(self.table if self.model.rows else self.empty)
        self._enable()

    def _enable(self) -> None:
        self.remove.setVisible(bool(self.model.rows))
        self.remove.setEnabled(self.may_change and self.table.row is not None)

    def _pattern(self, key: object) -> ClinicPattern | None:
        return next((pattern for pattern in self.session.clinic.book.patterns if pattern.id == key), None)

    def _renamed(self, key: object, name: str) -> None:
        pattern = self._pattern(key)
        if pattern is not None:
            self.attempt(lambda: self.session.patterns.rename(pattern, name), self.tr("Renamed."))

    def _remove(self) -> None:
        pattern = self._pattern(self.table.row.key if self.table.row is not None else None)
        if pattern is not None:
            done = self.tr("“{name}” is offered no longer; visits keep the points that were placed with it.")
            self.attempt(lambda: self.session.patterns.hide(pattern), done.format(name=shortened(pattern.name)))


def _row(reference: Reference, pattern: ClinicPattern) -> EditRow:
    cells = (
        one_line(pattern.name), product_name(reference, pattern.product), str(len(pattern.points)),
        f"{units_text(pattern.total)} U", who_text(pattern.set_by, pattern.set_at.date()),
    )  # fmt: skip
    said = f"{cells[0]}, {cells[1]}, {points_text(len(pattern.points))}, {cells[3]}"
    return EditRow(pattern.id, cells, False, said)
