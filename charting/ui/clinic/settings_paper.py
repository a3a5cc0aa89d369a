"""What the clinic puts on paper: its phone, the size of the paper, the bill, and the text of the patient's handout."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout

from charting.desk.session import Session
from charting.domain.clinic.clinic import PAPERS, PLACES
from charting.errors import Problem
from charting.paper.plain_words import shipped_text
from charting.ui.kit.combos import Combo, Line
from charting.ui.kit.fields import Field
from charting.ui.kit.look import GAP, Look
from charting.ui.kit.plain_line import keep_note_plain, keep_plain
from charting.ui.kit.settings_page import Page, caption, who_text
from charting.words.words import tr_problem

NARROW, HIGH = 320, 330


class PaperPage(Page):
    """The phone, paper and bill are kept at once; the text by its button, whole or not at all."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(session)
        self.phone, self.paper = Line(), Combo(look)
        self.phone.setMaxLength(100)
        self.paper.addItem(self.tr("As usual here"), None)
        for name in PAPERS:
            self.paper.addItem(name, name)
        self.bill = QCheckBox(self.tr("The price stands on the face map"))
        self.low_dose = QCheckBox(self.tr("The handout explains low-dose (“baby”) treatment"))
        self.text = QPlainTextEdit()
        self.text.setObjectName("note")
        keep_note_plain(self.text)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(HIGH)
        self.text_field = Field(self.tr("Text of the patient's handout"), self.text)
        self.fields = (Field(self.tr("Phone, for the patient"), self.phone),
                       Field(self.tr("Paper"), self.paper))  # fmt: skip
        self.keep, self.shipped = QPushButton(self.tr("Keep this text")), QPushButton(self.tr("Shipped text"))
        self.who = caption("")
        self._lay_out()
        keep_plain(self.phone)
        self.phone.committed.connect(lambda text, leaving: self._keep(phone=text))
        self.paper.activated.connect(lambda place: self._keep(size=self.paper.itemData(place)))
        self.bill.clicked.connect(lambda on: self._keep(bill=on))
        self.low_dose.clicked.connect(lambda on: self._keep(low_dose=on))
        self.text.textChanged.connect(self._typed)
        self.keep.clicked.connect(lambda _: self.keep_text())
        self.shipped.clicked.connect(lambda _: self._keep(handout=None))
        self.refresh()

    def _lay_out(self) -> None:
        known = " ".join(f"{{{name}}}" for name in PLACES)
        places = caption(
            self.tr(
                "“# ” begins a heading, “! ” one that is framed, “- ” an item. Filled in, each on a line of its own or"
                " within one: {places}"
            ).format(places=known),
            wrap=True,
        )
        left, right, buttons = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        left.setSpacing(16)
        for field in self.fields:
            field.setFixedWidth(NARROW)
            left.addWidget(field)
        left.addWidget(self.bill)
        low_dose = QVBoxLayout()
        low_dose.setSpacing(3)
        low_dose.addWidget(self.low_dose)
        low_dose.addWidget(
            caption(
                self.tr(
                    "On the general handout, and where {low_dose} stands in your text. Some countries forbid such words"
                    " about a prescription medicine; it is off unless you switch it on."
                ),
                wrap=True,
            )
        )
        left.addLayout(low_dose)
        left.addWidget(self.who)
        left.addStretch(1)
        right.setSpacing(GAP)
        right.addWidget(self.text_field, 1)
        right.addWidget(places)
        buttons.addWidget(self.shipped)
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        right.addLayout(buttons)
        for button in (self.keep, self.shipped):
            button.setAutoDefault(False)
        both = QHBoxLayout()
        both.setSpacing(24)
        both.addLayout(left)
        both.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(both, 1)
        column.addWidget(self.said)

    def refresh(self) -> None:
        held, may = self.session.clinic.book.paper, self.may_change
        self.phone.set_value(held.phone)
        self.phone.setReadOnly(not may)
        self.paper.setCurrentIndex(self.paper.findData(held.size))
        self.paper.setEnabled(may)
        self.bill.setChecked(held.bill)
        self.bill.setEnabled(may)
        self.low_dose.setChecked(held.low_dose)
        self.low_dose.setEnabled(may)
        self.text.setReadOnly(not may)
        if self.text.toPlainText() != self._held():
            self.text.setPlainText(self._held())
        self._typed()
        who = who_text(held.set_by, held.set_at.date()) if held.set_at is not None else ""
        self.who.setText(self.tr("Last changed: {who}").format(who=who) if who else "")

    def _held(self) -> str:
        return self.session.clinic.book.paper.handout or shipped_text()

    def _typed(self) -> None:
        own, may = self.session.clinic.book.paper.handout is not None, self.may_change
        self.keep.setEnabled(may and self.text.toPlainText() != self._held())
        self.shipped.setEnabled(may and (own or self.keep.isEnabled()))
        self.text_field.say("")

    def keep_text(self) -> None:
        """Keep the text, or say under it what is wrong with it."""
        typed = self.text.toPlainText()
        try:
            self.session.settings.set_paper(replace(self.session.clinic.book.paper, handout=typed))
        except Problem as problem:
            self.text_field.say(tr_problem(problem), "problem")
            return
        self.refresh()
        self.say(self.tr("Kept."))

    def _keep(self, **changes: Any) -> None:
        wanted = replace(self.session.clinic.book.paper, **changes)
        if "handout" in changes:
            self.text.setPlainText(shipped_text())
        typed = self.text.toPlainText()
        if wanted != self.session.clinic.book.paper:
            self.attempt(lambda: self.session.settings.set_paper(wanted), self.tr("Kept."))
        self.refresh()
        if "handout" not in changes and typed != self.text.toPlainText():
            self.text.setPlainText(typed)  # what is being written is not lost by a tick beside it
