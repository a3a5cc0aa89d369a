"""Asked once when the product of a draft with doses changes; units are never converted."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from charting.ui.kit.fields import FormDialog
from charting.words.words import shortened

WIDTH = 440

ProductChange = Literal["undose", "keep"]


class ProductDialog(FormDialog):
    """Undose the points, keep the numbers, or leave the product as it is."""

    def __init__(self, old_name: str, new_name: str, parent: QWidget | None = None) -> None:
        super().__init__(WIDTH, parent)
        old, new = shortened(old_name, 40), shortened(new_name, 40)
        self.choice: ProductChange | None = None
        self.setWindowTitle(self.tr("Change the product"))
        title = QLabel(self.tr("From {old} to {new}").format(old=old, new=new))
        title.setObjectName("title")
        why = QLabel(
            self.tr("Units of {old} and of {new} are not interchangeable, so no dose is converted.").format(
                old=old, new=new
            )
        )
        self.undose = QPushButton(self.tr("Undose the points"))
        self.keep = QPushButton(self.tr("Keep the same numbers as units of {new}").format(new=new))
        self.cancel = QPushButton(self.tr("Cancel"))
        self.undose.setObjectName("primary")
        self.undose.setDefault(True)
        self.undose.clicked.connect(lambda: self._choose("undose"))
        self.keep.clicked.connect(lambda: self._choose("keep"))
        self.cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(8)
        for label in (title, why):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(8)
        for button in (self.undose, self.keep):
            button.setAccessibleName(button.text())
            button.setAutoDefault(True)
            column.addWidget(button)
        last = QHBoxLayout()
        last.addStretch(1)
        last.addWidget(self.cancel)
        column.addSpacing(4)
        column.addLayout(last)

    def _choose(self, choice: ProductChange) -> None:
        self.choice = choice
        self.accept()


def ask_product_change(parent: QWidget | None, old_name: str, new_name: str) -> ProductChange | None:
    """What to do with the doses; None leaves the product as it is."""
    dialog = ProductDialog(old_name, new_name, parent)
    dialog.exec()
    return dialog.choice
