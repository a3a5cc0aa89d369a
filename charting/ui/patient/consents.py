"""Consents of a patient: what was agreed to, when, by whom; a new one in a few taps; taking one back."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.domain.dosing.reference import Approval
from charting.domain.people.attachment import Picture
from charting.domain.people.consent import Consent, ConsentTo
from charting.errors import Problem, Refused
from charting.exchange.pictures.photos import read_scan
from charting.ui.kit.asking_files import which_file
from charting.ui.kit.date_field import settled_date
from charting.ui.kit.flow import FlowLayout, chip
from charting.ui.kit.look import wear
from charting.ui.kit.parts import scrolled
from charting.ui.kit.plain_line import PlainLine
from charting.ui.patient.saving_copies import save_copy
from charting.words.dates import month_text, parse_date, typed_date
from charting.words.people_words import consent_name, label_words
from charting.words.words import area_name, date_text, one_line, product_name, shortened, tooltip, tr_problem

DAY_WIDTH = 130


class ConsentRow(QFrame):
    """One consent. Taking it back asks for a reason where it stands, and for nothing else."""

    withdrawn = Signal(str)
    scan_wanted = Signal()

    def __init__(self, session: Session, consent: Consent) -> None:
        super().__init__()
        self.consent = consent
        self.setObjectName("bar")
        what = _label(consent_name(session.clinic.reference, consent), "")
        what.setWordWrap(True)
        by = self.tr("{date}, taken by {name}").format(
            date=date_text(consent.given_at.date()), name=one_line(consent.taken_by)
        )
        lines = [by]
        if consent.note:
            lines.append(one_line(consent.note))
        if consent.withdrawn is not None:
            gone = self.tr("Withdrawn {date}, noted by {name}").format(
                date=date_text(consent.withdrawn.at.date()), name=one_line(consent.withdrawn.by)
            )
            lines.append(f"{gone}: {one_line(consent.withdrawn.reason)}" if consent.withdrawn.reason else gone)
            what.setObjectName("withdrawn")
        says = _label("\n".join(lines), "caption")
        says.setWordWrap(True)
        self.setAccessibleName(f"{what.text()}, {', '.join(lines)}")
        self.scan = _small(self.tr("Scan"), self.tr("Save a copy of the scan"))
        self.scan.clicked.connect(self.scan_wanted)
        self.scan.setVisible(consent.attachment is not None)
        self.withdraw = _small(self.tr("Withdraw…"), self.tr("Withdraw this consent"))
        self.withdraw.setVisible(consent.holds)
        self.withdraw.clicked.connect(self._ask)
        self.reason = QLineEdit()
        self.reason.setValidator(PlainLine(self.reason))
        self.reason.setPlaceholderText(self.tr("The patient's reason, if one was given"))
        self.reason.setAccessibleName(self.reason.placeholderText())
        self.sure = _small(self.tr("Withdraw"), self.tr("Withdraw this consent now"))
        self.sure.clicked.connect(lambda: self.withdrawn.emit(self.reason.text().strip()))
        for widget in (self.reason, self.sure):
            widget.hide()
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 7, 8, 7)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        grid.addWidget(what, 0, 0)
        grid.addWidget(self.scan, 0, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.withdraw, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(says, 1, 0, 1, 3)
        grid.addWidget(self.reason, 2, 0)
        grid.addWidget(self.sure, 2, 1, 1, 2)

    def _ask(self) -> None:
        self.withdraw.hide()
        self.reason.show()
        self.sure.show()
        self.reason.setFocus()


class ConsentPanel(QWidget):
    """The consents there are, and the form of a new one; each is kept at once."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._scan: Picture | None = None
        self.rows: list[ConsentRow] = []
        self.treatment = QCheckBox(self.tr("Treatment"))
        self.photographs = QCheckBox(self.tr("Photographs"))
        self.off_label = QCheckBox(self.tr("Off-label areas of this visit"))
        self.areas = {label.area: self._area_chip(label.area, label_words(label))
                      for label in session.health.off_label_areas()}  # fmt: skip
        self.by, self.on, self.note = QLineEdit(self._who()), QLineEdit(), QLineEdit()
        for line in (self.by, self.on, self.note):
            line.setValidator(PlainLine(line))
        self.on.setText(typed_date(session.env.clock().date()))
        settled_date(self.on, lambda: session.env.clock().date())
        self.attach = QPushButton(self.tr("Attach scan…"))
        self.keep = QPushButton(self.tr("Keep consent"))
        self.says = _label("", "caption")
        self._list = QVBoxLayout()
        self._lay_out()
        self.off_label.toggled.connect(self._off_label_toggled)
        self.attach.clicked.connect(self._choose_scan)
        self.keep.clicked.connect(self.keep_consent)
        self.refresh()

    # ------------------------------------------------------------------ building

    def _area_chip(self, area: str, words: str) -> QPushButton:
        name = area_name(self._session.clinic.reference, area)
        button = chip(name, f"{name}, {words}")
        button.setToolTip(tooltip(words))
        button.toggled.connect(self._area_toggled)
        return button

    def _who(self) -> str:
        """Who is at the desk, or who took the last consent: most days it is the same person."""
        return self._session.who.name or next((c.taken_by for c in self._session.open.consents), "")

    def _lay_out(self) -> None:
        page = QWidget()
        page.setObjectName("plain")
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(6)
        page.setLayout(self._list)
        scroll = scrolled(page, self.tr("Consents"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(_label(self.tr("Consent"), "title"))
        column.addWidget(scroll, 1)
        column.addWidget(self._form())

    def _form(self) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        areas = QWidget()
        flow = FlowLayout(areas)
        for button in self.areas.values():
            flow.addWidget(button)
        areas.setVisible(bool(self.areas))
        self.off_label.setVisible(bool(self.areas))
        about = _label(self._about_labels(), "caption")
        about.setWordWrap(True)
        about.setVisible(bool(about.text()))
        about.setToolTip(tooltip(self._sources()))
        ticks = QHBoxLayout()
        ticks.setSpacing(18)
        for box in (self.treatment, self.photographs):
            ticks.addWidget(box)
        ticks.addStretch(1)
        buttons = QHBoxLayout()
        for button in (self.attach, self.keep):
            button.setAutoDefault(False)
            button.setAccessibleName(button.text())
        buttons.addWidget(self.attach)
        buttons.addStretch(1)
        buttons.addWidget(self.keep)
        self.says.setWordWrap(True)
        self.says.hide()
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(8)
        column.addWidget(_label(self.tr("New consent to"), "muted"))
        column.addLayout(ticks)
        for widget in (self.off_label, areas, about):
            column.addWidget(widget)
        column.addLayout(self._fields())
        column.addWidget(self.says)
        column.addLayout(buttons)
        return card

    def _fields(self) -> QGridLayout:
        fields = QGridLayout()
        fields.setHorizontalSpacing(8)
        fields.setVerticalSpacing(6)
        for place, (editor, text) in enumerate(
            ((self.by, self.tr("Taken by")), (self.on, self.tr("On")), (self.note, self.tr("Note")))
        ):
            caption = _label(text, "muted")
            caption.setBuddy(editor)
            editor.setAccessibleName(self.tr("Consent: {field}").format(field=text))
            fields.addWidget(caption, place, 0)
            fields.addWidget(editor, place, 1)
        self.on.setMaximumWidth(DAY_WIDTH)
        fields.setColumnStretch(1, 1)
        return fields

    def _about_labels(self) -> str:
        """Of which product and labels is spoken, with source and mark; and of which areas nothing is known."""
        session = self._session
        visit = session.open.visit
        product = session.clinic.reference.products.get(visit.product or "") if visit is not None else None
        if product is None or (not self.areas and not session.health.unknown_labels()):
            return ""
        name = product_name(session.clinic.reference, product.id)
        source = product.sources[0].short if product.sources else self.tr("no source")
        text = self.tr("By {source}, mark {mark}.").format(source=source, mark=product.mark)
        if product.eu_areas and product.eu_areas_mark is not None and product.eu_areas_mark != product.mark:
            text += " " + self.tr("EU areas: mark {mark}.").format(mark=product.eu_areas_mark)
        elsewhere = (a for a in product.approvals if self.areas.keys() & set(a.areas))
        text = " ".join((text, *map(self._approved, elsewhere)))
        if not product.us_areas and not product.eu_areas:
            text = self.tr("The labelled areas of {product} are not in the reference data.").format(product=name)
        return text

    def _approved(self, approval: Approval) -> str:
        """“Masseter: approved in China since September 2024 (source, mark B).”"""
        areas = ", ".join(area_name(self._session.clinic.reference, area) for area in approval.areas)
        return self.tr("{areas}: approved in {where} since {month} ({source}, mark {mark}).").format(
            areas=areas, where=approval.where, month=month_text(approval.since), source=approval.source.short,
            mark=approval.mark,
        )  # fmt: skip

    def _sources(self) -> str:
        visit = self._session.open.visit
        product = self._session.clinic.reference.products.get(visit.product or "") if visit is not None else None
        return "" if product is None else ", ".join(source.title for source in product.sources)

    # ------------------------------------------------------------------ the form

    def _off_label_toggled(self, on: bool) -> None:
        for button in self.areas.values():
            button.blockSignals(True)
            button.setChecked(on)
            button.blockSignals(False)

    def _area_toggled(self) -> None:
        self.off_label.blockSignals(True)
        self.off_label.setChecked(any(button.isChecked() for button in self.areas.values()))
        self.off_label.blockSignals(False)

    def _choose_scan(self) -> None:
        kinds = self.tr("PDF and pictures (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.webp *.heic *.heif);;All files (*)")
        if path := which_file(self, self.tr("Scan of the consent"), kinds):
            self.take_scan(path)

    def take_scan(self, path: Path) -> None:
        """Attach a scan to the consent that is being filled in."""
        try:
            self._scan = read_scan(path)
        except Problem as problem:
            self._say(tr_problem(problem), wrong=True)
            return
        self.attach.setText(self.tr("Scan attached ✓"))
        self._say(self.tr("“{name}” is attached; its name is not kept.").format(name=shortened(path.name, 40)))

    def _read(self) -> Consent:
        session = self._session
        if session.open.patient is None:
            raise Refused("Find or add a patient first; a consent belongs to somebody.")
        now = session.env.clock()
        on = parse_date(self.on.text(), now.date())
        at = now.replace(microsecond=0) if on == now.date() else datetime.combine(on, time(12), tzinfo=now.tzinfo)
        areas = tuple(area for area, button in self.areas.items() if button.isChecked())
        chosen = (
            (ConsentTo.TREATMENT, self.treatment.isChecked()),
            (ConsentTo.PHOTOGRAPHS, self.photographs.isChecked()),
            (ConsentTo.OFF_LABEL, bool(areas)),
        )
        return Consent(
            id=session.env.new_id(), patient_id=session.open.patient.id, given_at=at,
            to=tuple(to for to, on_ in chosen if on_), areas=areas,
            product=session.open.visit.product if areas and session.open.visit is not None else None,
            taken_by=self.by.text().strip(), note=self.note.text().strip(),
        )  # fmt: skip

    @property
    def begun(self) -> bool:
        """Whether something is ticked or attached that is not kept yet."""
        ticked = any(box.isChecked() for box in (self.treatment, self.photographs, *self.areas.values()))
        return ticked or self._scan is not None

    def keep_consent(self) -> bool:
        """Keep what is filled in; False, with the reason said, when it cannot be."""
        try:
            self._session.health.give_consent(self._read(), self._scan)
        except Problem as problem:
            self._say(tr_problem(problem), wrong=True)
            return False
        for box in (self.treatment, self.photographs, self.off_label, *self.areas.values()):
            box.setChecked(False)
        self._scan = None
        self.note.clear()
        self.attach.setText(self.tr("Attach scan…"))
        self._say(self.tr("Kept."))
        self.refresh()
        return True

    def _withdraw(self, consent: Consent, reason: str) -> None:
        try:
            self._session.health.withdraw_consent(consent.id, self.by.text().strip(), reason)
        except Problem as problem:
            self._say(tr_problem(problem), wrong=True)
            return
        self._say(self.tr("The withdrawal is kept; the consent stays on record."))
        self.refresh()

    def _copy_scan(self, consent: Consent) -> None:
        attachment = next((a for a in self._session.open.attachments if a.id == consent.attachment), None)
        if attachment is None:
            return
        try:
            path = save_copy(self._session, attachment, "consent", self)
        except Problem as problem:
            self._say(tr_problem(problem), wrong=True)
            return
        if path is not None:
            self._say(self.tr("A copy is in {path}.").format(path=path))

    # ------------------------------------------------------------------ what there is

    def refresh(self) -> None:
        """Show the consents of now, those in force first."""
        while (item := self._list.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        consents = sorted(self._session.open.consents, key=lambda consent: not consent.holds)
        self.rows = [ConsentRow(self._session, consent) for consent in consents]
        for row in self.rows:
            row.withdrawn.connect(lambda reason, consent=row.consent: self._withdraw(consent, reason))
            row.scan_wanted.connect(lambda consent=row.consent: self._copy_scan(consent))
            self._list.addWidget(row)
        if not self.rows:
            self._list.addWidget(_label(self.tr("No consent is kept yet."), "muted"))
        self._list.addStretch(1)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self.says.setText(text)
        self.says.setVisible(bool(text))
        wear(self.says, tone="danger" if wrong else "muted")


def _small(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    button.setAccessibleName(name)
    wear(button, role="small")
    return button


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
