"""The vials in use of the visit's product as a row of chips: V takes the next one in hand, a click any."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.clinic.stock import StockVial
from charting.domain.visit.visit import Kind
from charting.drawing.fitting import fitted
from charting.ui.kit.elided import ElidedLabel
from charting.ui.kit.field_text import label_words
from charting.ui.kit.glyphs import glyph
from charting.ui.kit.look import Look, wear
from charting.ui.kit.menus import hang
from charting.ui.kit.same import set_name, set_tip
from charting.words.vial_words import about_vial, beside_text, chip_text, lot_text, trouble_text
from charting.words.words import datetime_text, kind_name, on_button, tooltip

HEIGHT = 26
_GAP = 4
LETTERS, LEAST_LETTERS = 12, 10
AROUND = 20
"""Pixels of a chip beside its text."""


class VialBar(QWidget):
    """One line, and under it what the label of the vial in hand says; the signals ask for what is done elsewhere.

    `picked` names a vial by its id. `expanded` tells whether the plain fields are wanted although a vial is picked.
    `code_given` brings a whole code that stood in the field of a lot.
    """

    picked = Signal(str)
    add_requested = Signal()
    used_up_requested = Signal()
    correct_requested = Signal()
    stock_requested = Signal()
    expanded_changed = Signal()
    code_given = Signal(str)

    def __init__(self, session: Session, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.expanded = False
        self.filled = False
        self.chips: list[QPushButton] = []
        self._rows: tuple[StockVial, ...] = ()
        self.add = QToolButton()
        self.add.setIconSize(QSize(14, 14))
        self.add.setAccessibleName(self.tr("Add a vial"))
        self.add.setToolTip(self.tr("Add a vial: scan its code, or type what its label says"))
        self.more = QToolButton()
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setIconSize(QSize(14, 14))
        self.more.setAccessibleName(self.tr("More about vials"))
        self.more.setToolTip(self.tr("More vials; the vial is used up; vials and lots"))
        hang(self.more, QMenu(self.more))
        self.label = QPushButton()
        self.label.setCheckable(True)
        self.label.setAccessibleName(self.tr("Show the visit's fields"))
        self.words = ElidedLabel("caption")
        self.when = ElidedLabel("caption")
        self._lay_out()
        self.add.clicked.connect(self.add_requested)
        self.more.menu().aboutToShow.connect(self._fill_menu)
        self.label.toggled.connect(self._toggled)
        self.other.clicked.connect(self._switch)
        self.set_look(look)

    def _lay_out(self) -> None:
        self._line = QHBoxLayout()
        self._line.setSpacing(_GAP)
        self.none = QLabel()
        self.none.setObjectName("caption")
        self._line.addWidget(self.none)
        self._line.addStretch(1)
        self._line.addWidget(self.add)
        self._line.addWidget(self.more)
        self.other = QPushButton()
        self.other.setAccessibleName(self.tr("The other visit of this sitting"))
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self.words, 1)
        below.addWidget(self.label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 2)
        column.setSpacing(2)
        column.addLayout(self._line)
        column.addLayout(below)
        column.addWidget(self.when)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for button in (self.add, self.more):
            wear(button, role="vials")
        wear(self.label, role="fold")
        wear(self.other, role="fold", room="none")

    def set_look(self, look: Look) -> None:
        self.add.setIcon(glyph("plus", look.color("accent")))
        self.more.setIcon(glyph("menu", look.color("muted")))
        self.refresh()

    # ------------------------------------------------------------------ showing

    @property
    def collapses(self) -> bool:
        """Whether the fields of the visit are folded into lines: a vial was picked, or they were `filled` before."""
        visit = self._session.open.visit
        return visit is not None and (bool(visit.vials) or self.filled) and not self.expanded

    def refresh(self) -> None:
        """Show the vials of the open visit's product."""
        visit = self._session.open.visit
        if visit is None or (visit.kind is Kind.REVIEW and not visit.points):
            self.hide()
            return
        rows = self._session.vials.offered()
        folding = bool(visit.vials) or self.filled
        self.setVisible(visit.is_draft or bool(rows) or folding or bool(self._session.vials.beside()))
        self.add.setVisible(visit.is_draft)
        self.more.setVisible(visit.is_draft or bool(rows))
        self._rows = rows
        self.none.setText(self.tr("No vial in use"))
        self.none.setVisible(not rows and visit.is_draft)
        self._show_chips()
        self.words.setVisible(folding)
        self.label.setVisible(folding)
        if not folding and self.expanded:
            self.label.setChecked(False)
        self._show_words()
        others = self._session.vials.beside()
        self.other.setVisible(bool(others))
        if others:
            text = beside_text(others, self._session.clinic.reference)
            self.other.setText(on_button(text))
            self.other.setAccessibleName(self.tr("{text}; show that visit").format(text=text))
        self._fit()

    def _show_chips(self) -> None:
        session, held = self._session, self._session.vials.in_hand()
        visit = session.open.visit
        assert visit is not None
        while len(self.chips) < len(self._rows):
            self.chips.append(self._new_chip())
        now = session.env.clock() if visit.is_draft else visit.at
        for place, chip in enumerate(self.chips):
            row = self._rows[place] if place < len(self._rows) else None
            if row is None:
                chip.hide()
                continue
            in_hand = held is not None and row.vial.id == held.id
            text = chip_text(row, session.clinic.reference, now, whole=in_hand)
            about = about_vial(row, session.clinic.reference, now)
            if not in_hand:  # the one in hand is fitted into the room there is
                chip.setText(on_button(text))
            set_tip(chip, tooltip(about))
            set_name(chip, text, about)
            chip.setChecked(in_hand)
            chip.setEnabled(visit.is_draft)
            trouble = "caution" if trouble_text(row, session.clinic.reference, now) else ""
            wear(chip, hand=in_hand, tone=trouble)

    def _new_chip(self) -> QPushButton:
        chip = QPushButton(self)
        wear(chip, role="vial")
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard to the face
        chip.clicked.connect(partial(self._clicked, chip))
        self._line.insertWidget(len(self.chips), chip)
        self.setTabOrder(self.add, chip)  # made late: else Tab comes to it last of the whole window
        self.setTabOrder(chip, self.add)
        return chip

    def settle(self, filled: bool) -> None:
        """Another visit is shown: what it says already is folded, and stays so until somebody asks for the fields."""
        self.filled = filled
        if self.expanded:
            self.label.setChecked(False)

    def _show_words(self) -> None:
        visit, vial = self._session.open.visit, self._session.vials.in_hand()
        if visit is None:
            return
        self.words.setText(label_words(vial or visit, self._session.clinic.reference.products.get(visit.product or "")))
        when = self.tr("treated {date}").format(date=datetime_text(visit.at))
        self.when.setText(when if visit.kind is Kind.TREATMENT else f"{when} · {kind_name(visit.kind)}")
        self.when.setVisible(self.collapses)
        self.label.setText(self.tr("Hide") if self.expanded else self.tr("Edit") if visit.is_draft else self.tr("Show"))
        self.label.setAccessibleName(
            self.tr("Hide the visit's fields") if self.expanded else self.tr("Show the visit's fields")
        )

    def _toggled(self, on: bool) -> None:
        self.expanded = on
        self._show_words()
        self.expanded_changed.emit()

    # ------------------------------------------------------------------ room

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """As many chips as there is room for, the one in hand among them; the others are in the menu."""
        room = self.width() - self.more.sizeHint().width() - _GAP
        if not self.add.isHidden():
            room -= self.add.sizeHint().width() + _GAP
        order = sorted(range(len(self._rows)), key=lambda place: not self.chips[place].isChecked())
        for place in order:
            chip = self.chips[place]
            if place == order[0]:
                self._fit_text(chip, room - _GAP)
            else:
                wear(chip, letters=LETTERS)
            wide = chip.sizeHint().width() + _GAP
            first = place == order[0]
            chip.setVisible(first or wide <= room)
            # Its own room, whatever it says next: what is drawn from it changes with every point.
            hint = chip.sizeHint()
            chip.setFixedSize(min(hint.width(), max(room - _GAP, 60)) if first else hint.width(), hint.height())
            room -= min(wide, room) if first else wide if wide <= room else 0

    def _fit_text(self, chip: QPushButton, room: int) -> None:
        """The chip in hand is never cut at its ends: smaller letters first, then a word gives way."""
        text, font = chip.accessibleName(), QFont(chip.font())
        room -= AROUND
        font.setPixelSize(LETTERS)
        wide = QFontMetrics(font).horizontalAdvance(text)
        pixels = LETTERS if wide <= room else max(LEAST_LETTERS, LETTERS * room // wide)
        font.setPixelSize(pixels)
        wear(chip, letters=pixels)
        shown = on_button(fitted(QFontMetrics(font), text, room))
        if shown != chip.text():
            chip.setText(shown)

    # ------------------------------------------------------------------ the hand

    def _clicked(self, chip: QPushButton) -> None:
        place = self.chips.index(chip)
        self._show_chips()  # what is in hand decides, not the click
        self.picked.emit(self._rows[place].vial.id)

    def _switch(self) -> None:
        """Show the other visit of the sitting."""
        others = self._session.vials.beside()
        if others:
            self._session.charting.open_visit(others[0].id)

    def _fill_menu(self) -> None:
        menu, visit = self.more.menu(), self._session.open.visit
        menu.clear()
        draft = visit is not None and visit.is_draft
        held = self._session.vials.in_hand()
        for place, row in enumerate(self._rows):
            if draft and self.chips[place].isHidden():
                text = chip_text(row, self._session.clinic.reference, self._session.env.clock(), whole=True)
                menu.addAction(on_button(text), partial(self.picked.emit, row.vial.id))
        if not menu.isEmpty():
            menu.addSeparator()
        if held is not None:
            lot = on_button(lot_text(held))
            if any(row.vial.id == held.id and row.in_use for row in self._rows):
                menu.addAction(self.tr("Vial {lot} is used up").format(lot=lot), self.used_up_requested.emit)
                menu.addAction(self.tr("Correct vial {lot}…").format(lot=lot), self.correct_requested.emit)
        if draft:
            menu.addAction(self.tr("Add a vial…"), self.add_requested.emit)
        menu.addAction(self.tr("Vials and lots…"), self.stock_requested.emit)
