"""The clinic's own ranges beside the shipped ones, with their source and mark."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from decimal import Decimal

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.clinic.clinic import ClinicRange, RangeOf
from charting.domain.dosing.ranges import counting
from charting.domain.dosing.reference import DoseRange, Reference
from charting.domain.dosing.styles import RangeStyle, Style
from charting.domain.people.patient import Sex
from charting.domain.text import pointed
from charting.domain.visit.visit import Technique
from charting.errors import Refused
from charting.ui.kit.combos import Combo, Line
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.plain_line import keep_plain
from charting.ui.kit.segments import Segments
from charting.ui.kit.settings_page import Page, card, who_text
from charting.ui.kit.settings_table import Column, EditModel, EditRow, EditTable
from charting.words.dose_words import span_text
from charting.words.words import NOTHING, area_name, sex_name, style_name, technique_name

# ----------------------------------------------------------------------
# Who looked through the shipped ranges: a line that says it, and the question before it is recorded.


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


translate = QCoreApplication.translate

OWN_COLUMN = 5
SHIPPED = frozenset({2, 3, 4})
_NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,6})?(?:[eE]\+?[0-9]{1,3})?"
_SPAN = re.compile(rf"\s*({_NUMBER})(?:\s*(?:[-–—]|to|\s)\s*({_NUMBER}))?\s*(?:U)?\s*")


class RangesPage(Page):
    """One product and technique at a time: every area, micro and standard."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(session)
        self.product = Combo(look)
        self.product.setMinimumWidth(230)
        self.product.setAccessibleName(self.tr("Product"))
        for product in session.env.shipped.products.values():
            self.product.addItem(product.name, product.id)
        now = session.open.visit.product if session.open.visit is not None else None
        self.product.setCurrentIndex(max(0, self.product.findData(now)))
        names = [technique_name(technique).capitalize() for technique in (Technique.IM, Technique.ID)]
        self.technique = Segments(self.tr("Technique"), names)
        self.technique.setMinimumWidth(260)
        self.technique.choose(0)
        columns = (
            Column(self.tr("Area"), 156), Column(self.tr("Style"), 164), Column(self.tr("Shipped, U"), 92, right=True),
            Column(self.tr("Source")), Column(self.tr("Mark"), 142), Column(self.tr("This clinic, U"), 124, right=True),
            Column(self.tr("Set by"), 182),
        )  # fmt: skip
        self.model = EditModel(columns, OWN_COLUMN, self)
        self.table = EditTable(self.model, look, self.tr("Ranges of the product"))
        self.reset = QPushButton(self.tr("Back to the shipped range"))
        self.reset.setAutoDefault(False)
        self.reviewed = ReviewedBar(session)
        self._lay_out()
        self.product.currentIndexChanged.connect(lambda: self._show(fresh=True))
        self.technique.changed.connect(self._technique_chosen)
        self.model.committed.connect(self._typed)
        self.table.cleared.connect(self._reset)
        self.reset.clicked.connect(lambda: self._reset(self.table.row.key if self.table.row else None))
        self.table.selectionModel().currentRowChanged.connect(lambda: self._enable())
        self._show(fresh=True)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP)
        top.addWidget(self.product)
        top.addWidget(self.technique)
        top.addWidget(self.reviewed, 1)
        bottom = QHBoxLayout()
        bottom.setSpacing(GAP)
        bottom.addWidget(self.said, 1)
        bottom.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(card(self.table), 1)
        column.addLayout(bottom)
        self.rest = self.tr(
            "Type a range such as 6–10. Drafts are compared with it from now on; signed charts keep the table of then."
        )
        self.say(self.rest)

    # ------------------------------------------------------------------ showing

    def refresh(self) -> None:
        self._show(fresh=False)
        self.reviewed.refresh()

    def _technique_chosen(self, place: int) -> None:
        if place < 0:
            self.technique.choose(0)
        self._show(fresh=True)

    @property
    def chosen_technique(self) -> Technique:
        return Technique.ID if self.technique.chosen == 1 else Technique.IM

    def _show(self, *, fresh: bool) -> None:
        self.model.may_edit = self.may_change
        rows = list(
            rows_of(
                self.session.env.shipped,
                self.session.clinic.book.ranges,
                self.product.currentData(),
                self.chosen_technique,
            )
        )
        self.model.take(rows, fresh=fresh)
        if fresh and rows:
            self.table.setCurrentIndex(self.model.index(0, OWN_COLUMN))
            self.table.scrollToTop()
        self._enable()

    def _enable(self) -> None:
        row = self.table.row
        self.reset.setEnabled(self.may_change and row is not None and row.own)

    # ------------------------------------------------------------------ doing

    def _typed(self, key: Hashable, text: str) -> None:
        if not isinstance(key, tuple):
            return
        if not text.strip():
            self._reset(key)
            return
        self.attempt(lambda: self.session.settings.set_range(_key(key), *parse_span(text)),
                     self.tr("Kept. Drafts are compared with it from now on."))  # fmt: skip

    def _reset(self, key: Hashable) -> None:
        if isinstance(key, tuple) and any(row.key == key for row in self.session.clinic.book.ranges):
            self.attempt(
                lambda: self.session.settings.reset_range(_key(key)), self.tr("The shipped range counts again.")
            )


def parse_span(text: str) -> tuple[Decimal, Decimal]:
    """“6–10”, “6 - 10”, “6 10” or “6”, with comma or dot as the decimal sign; Refused for anything else."""
    found = _SPAN.fullmatch(pointed(text))
    if found is None:
        raise Refused("“{given}” is not a range; type both ends, such as 6–10.", given=text)
    low, high = (Decimal(end) for end in (found[1], found[2] or found[1]))
    return low, high


def rows_of(
    shipped: Reference, ranges: tuple[ClinicRange, ...], product: str, technique: Technique
) -> Iterator[EditRow]:
    """Every area of the reference data, micro before standard; an area's name stands in its first row only."""
    own = {row.key: row for row in ranges}
    for area in shipped.areas:
        name = area_name(shipped, area)
        for style in RangeStyle:
            first: dict[Sex | None, DoseRange] = {}
            for row in counting(shipped.ranges_of(product, area, technique, style)):
                first.setdefault(row.sex, row)
            mine = [key[4] for key in own if key[:4] == (product, area, technique, style)]
            # A range of the clinic for everybody leaves nothing of the shipped ones for one sex.
            sexes = list(dict.fromkeys(mine if None in mine else [*first, *mine]))
            for sex in sexes or [None]:
                key: RangeOf = (product, area, technique, style, sex)
                beside = first.get(sex, first.get(None))
                theirs = (beside,) if beside is not None else tuple(first.values()) if sex is None else ()
                yield _row(shipped, key, name, theirs, own.get(key))
                name = ""


def _row(
    reference: Reference, key: RangeOf, name: str, shipped: tuple[DoseRange, ...], own: ClinicRange | None
) -> EditRow:
    style = style_name(Style(key[3].value))
    if key[4] is not None:
        style = f"{style} · {sex_name(key[4])}"
    per = own.per if own is not None else shipped[0].per if shipped else None
    if per == "side":
        style = translate("settings", "{style}, each side").format(style=style)
    elif per is not None and reference.areas[key[1]].paired:
        style = translate("settings", "{style}, both sides").format(style=style)
    span = " / ".join(span_text(row.low, row.high) for row in shipped) or NOTHING
    mine = span_text(own.low, own.high) if own is not None else ""
    who = who_text(own.set_by, own.set_at.date()) if own is not None else ""
    sources = [source_text(row) for row in shipped] or [(translate("settings", "none; no other is borrowed"), "")]
    source, mark = ("; ".join(dict.fromkeys(texts)) for texts in zip(*sources, strict=True))
    said = translate("settings", "{area}, {style}: shipped {shipped}; this clinic {own}").format(
        area=area_name(reference, key[1], full=True), style=style, shipped=span, own=mine or NOTHING
    )
    tip = "\n".join(text for row in shipped for text in (row.source.title, row.note) if text)
    hint = translate("settings", "as shipped") if shipped else translate("settings", "none")
    quiet = SHIPPED if own is not None or not shipped else frozenset[int]()
    return EditRow(key, (name, style, span, source, mark, mine, who), own is not None, said, tip, hint, quiet)


def source_text(row: DoseRange) -> tuple[str, str]:
    """“BOTOX Cosmetic label” and “A”; “B, weak evidence”; of arithmetic “C, derived”."""
    if row.derived:
        mark = translate("settings", "{mark}, derived").format(mark=row.mark)
    elif row.weak:
        mark = translate("settings", "{mark}, weak evidence").format(mark=row.mark)
    else:
        mark = row.mark
    return row.source.short, mark


def _key(key: tuple[object, ...]) -> RangeOf:
    return key  # type: ignore[return-value]
