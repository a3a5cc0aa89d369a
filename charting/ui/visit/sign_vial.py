"""In the sign window: what is wrong with a vial, in red, and why it is signed all the same, with one tap."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.visit.record import Reason
from charting.domain.visit.vial_whys import ANSWERS, Asked, answer, expired
from charting.domain.visit.visit import Visit
from charting.ui.kit.flow import FlowLayout, chip
from charting.ui.kit.look import wear
from charting.words.dose_words import reason_name
from charting.words.words import date_text, one_line

translate = QCoreApplication.translate


def trouble_words(visit: Visit, what: Asked) -> str:
    """“No lot is stated.”, “Lot C7421 expired on 3 May 2026.”"""
    if what is Asked.NO_LOT:
        return translate("SignVial", "No lot is stated.")
    lines = []
    for held in expired(visit):
        assert held.expires is not None
        lot, day = one_line(held.lot or ""), date_text(held.expires)
        words = translate("SignVial", "Lot {lot} expired on {date}.") if lot else translate(
            "SignVial", "The vial expired on {date}."
        )  # fmt: skip
        lines.append(words.format(lot=lot, date=day))
    return " ".join(dict.fromkeys(lines))


class VialQuestion(QWidget):
    """One thing that is wrong, and a chip for each reason; the chosen one takes itself back."""

    answered = Signal()

    def __init__(self, session: Session, what: Asked) -> None:
        super().__init__()
        assert session.open.visit is not None
        self._session = session
        self.what = what
        self.words = QLabel(trouble_words(session.open.visit, what))
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setObjectName("strong")
        wear(self.words, tone="danger")
        self.chips = {
            reason: chip(reason_name(reason), f"{self.words.text()} {reason_name(reason)}") for reason in ANSWERS[what]
        }
        flow = FlowLayout(gap=4)
        for reason, button in self.chips.items():
            button.clicked.connect(lambda _checked=False, reason=reason: self._tapped(reason))
            flow.addWidget(button)
        chips = QWidget()
        chips.setLayout(flow)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(chips)
        self._show()

    def _tapped(self, reason: Reason) -> None:
        self._session.whys.tap(self.what, reason)
        self._show()
        self.answered.emit()

    def _show(self) -> None:
        visit = self._session.open.visit
        given = None if visit is None else answer(visit, self.what)
        for reason, button in self.chips.items():
            button.setChecked(given is not None and given.reason is reason)
