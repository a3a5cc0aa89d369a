"""Which areas of an earlier visit are to be repeated."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.visit.visit import InjectionPoint, Visit, total_units
from charting.ui.kit.look import GAP, MARGIN
from charting.words.words import area_name, date_text, on_button, points_text, product_name, units_text


class RepeatAreasDialog(QDialog):
    """A box for each area of the visit, all of them ticked; `chosen` gives the codes ("" stands for no area)."""

    def __init__(self, session: Session, source: Visit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Repeat chosen areas"))
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        title = QLabel(self.tr("Repeat which areas of {date}?").format(date=date_text(source.at.date())))
        title.setObjectName("title")
        caption = QLabel(product_name(session.clinic.reference, source.product))
        caption.setObjectName("muted")
        for label in (title, caption):
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
        anatomy = session.anatomy_of(source)
        self.boxes: dict[str, QCheckBox] = {}
        for code in session.past.areas_of(source):
            points = [p for p in source.points if (anatomy.area_of(p) or "") == code]
            box = QCheckBox(on_button(f"{area_name(session.clinic.reference, code or None)} · {_figures(points)}"))
            box.setChecked(True)
            box.toggled.connect(self._show_state)
            self.boxes[code] = box
            column.addWidget(box)
        column.addSpacing(GAP)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.repeat = self.buttons.addButton(self.tr("Repeat"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.repeat.setObjectName("primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        self.setMinimumWidth(340)

    def chosen(self) -> frozenset[str]:
        """The codes of the areas that are ticked."""
        return frozenset(code for code, box in self.boxes.items() if box.isChecked())

    def _show_state(self) -> None:
        self.repeat.setEnabled(bool(self.chosen()))


def _figures(points: list[InjectionPoint]) -> str:
    return f"{units_text(total_units(points))} U, {points_text(len(points))}"
