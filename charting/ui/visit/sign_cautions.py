"""The cautions that nobody ticked as seen, listed short where the visit is signed: nothing is signed unread."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from charting.domain.cautions.rule import CautionNote
from charting.domain.dosing.reference import Reference
from charting.words.caution_words import localised, short_text

LEAST_HEIGHT, EDGE = 72, 2


class UnseenCautions(QScrollArea):
    """For each where and what was measured, and the rule under it; urgent ones in the colour of danger."""

    def __init__(self, notes: Sequence[CautionNote], reference: Reference, width: int) -> None:
        super().__init__()
        inner = QWidget()
        inner.setObjectName("listed")
        column = QVBoxLayout(inner)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(0)
        for number, note in enumerate(notes):
            line, rule = _line(short_text(reference, note)), _line(localised(note.rule))
            line.setObjectName("urgent" if note.urgent else "caution")
            rule.setObjectName("caption")
            if number:
                column.addSpacing(6)
            column.addWidget(line)
            column.addWidget(rule)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("listed")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Cautions not ticked as seen"))
        for label in inner.findChildren(QLabel):
            label.ensurePolished()  # how its words break is known in its own letters only
        self.setFixedHeight(inner.heightForWidth(width - 2 * EDGE) + 2 * EDGE)


def _line(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
