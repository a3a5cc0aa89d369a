"""Trends of one patient: doses, density, intervals and totals over the years, opened when somebody asks for them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.domain.dosing.dosing import Assessment
from charting.domain.past.trends import areas_of
from charting.domain.visit.visit import Visit
from charting.errors import Problem, Refused
from charting.files import write_whole
from charting.ui.kit.asking_files import ending_of_figure, where_to_save_figure
from charting.ui.kit.combos import Combo
from charting.ui.kit.elided import ElidedLabel
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import GAP, Look
from charting.ui.kit.plot_view import PlotView
from charting.ui.kit.plots import paper_file
from charting.ui.kit.trend_page import Page
from charting.ui.past.trend_words import Asked, page_of, product_counts
from charting.words.words import area_name, born_text, chart_text, person_name, product_name

SIZE, LEAST = (1180, 760), (900, 600)


class TrendsDialog(QDialog):
    """A window beside the desk: it follows the open patient, and a click on a mark opens that visit there."""

    def __init__(self, session: Session, hub: Hub, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._hub = hub
        self._known: dict[str, tuple[Visit, Assessment]] = {}
        self._ranges = session.clinic.reference
        self._patient: object = None
        self.page: Page | None = None
        self.setObjectName("trends")
        self.setWindowTitle(self.tr("Trends"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.who = ElidedLabel("name")
        self.who.set_most_lines(2)
        self.identity = ElidedLabel("muted")
        self.product, self.area = Combo(look), Combo(look)
        self.save = QPushButton(self.tr("Save as…"))
        self.view = PlotView(look)
        self.said = ElidedLabel("strong")
        self.note = QLabel()
        self.empty = QLabel(self.tr("Nothing was signed with points yet. Trends begin with the first treatment."))
        self._lay_out()
        self._connect()
        room = parent.window().size() if parent is not None else QSize(*SIZE)
        self.resize(QSize(*SIZE).boundedTo(room - QSize(40, 40)).expandedTo(QSize(*LEAST)))
        self.refresh()

    def _lay_out(self) -> None:
        for label, role in ((self.note, "caption"), (self.empty, "muted")):
            label.setObjectName(role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.product.setAccessibleName(self.tr("Product"))
        self.area.setAccessibleName(self.tr("Area"))
        self.save.setAccessibleName(self.tr("Save the trends as PNG, SVG or PDF"))
        self.save.setAutoDefault(False)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self.who)
        names.addWidget(self.identity)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addLayout(names, 1)
        for combo, width in ((self.product, 200), (self.area, 190)):
            combo.setMinimumWidth(width)
            head.addWidget(combo)
        head.addWidget(self.save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.said)
        column.addWidget(self.note)

    def _connect(self) -> None:
        self.product.currentIndexChanged.connect(lambda: self._show_areas())
        self.area.currentIndexChanged.connect(lambda: self._show_page())
        self.save.clicked.connect(self._save)
        self.view.pointed.connect(self._say)
        self.view.chosen.connect(self._open)
        self._hub.changed.connect(self._changed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.view.setFocus()

    # ------------------------------------------------------------------ showing

    def _changed(self, changed: Changed) -> None:
        if changed.patient or changed.visits:
            self.refresh()

    def refresh(self) -> None:
        """Show the open patient's visits as they are now; the choice of product and area stays where it can."""
        patient = self._session.open.patient
        if patient != self._patient or self._session.clinic.reference is not self._ranges:
            self._known.clear()
            self._patient, self._ranges = patient, self._session.clinic.reference
        self.who.setText(person_name(patient) if patient is not None else "")
        facts = (born_text(patient), chart_text(patient)) if patient is not None else ()
        self.identity.setText(" · ".join(fact for fact in facts if fact))
        counts = product_counts(self._session.open.visits if patient is not None else ())
        items = [(self._product_text(code, n), code) for code, n in counts.items()]
        _refill(self.product, items)
        self._show_areas()

    def _product_text(self, code: str, count: int) -> str:
        name = product_name(self._session.clinic.reference, code)
        return self.tr("{product} ({count})").format(product=name, count=count)

    def _show_areas(self) -> None:
        code = self.product.currentData()
        areas = areas_of(self._session.open.visits, code, self._assessed) if code else ()
        _refill(self.area, [(area_name(self._session.clinic.reference, area), area) for area in areas])
        self._show_page()

    def _show_page(self) -> None:
        product, area = self.product.currentData(), self.area.currentData()
        there = product is not None
        self.view.setVisible(there)
        self.empty.setVisible(not there)
        self.note.setVisible(there)
        self.said.setVisible(there)
        for control in (self.product, self.area, self.save):
            control.setEnabled(there)
        if not there:
            self.page = None
            return
        session = self._session
        page = page_of(
            Asked(session.clinic.reference, session.open.visits, session.open.wore_off, product, area or "",
                  session.env.clock().date(), self._assessed, session.clinic.settings.touch_up_days)
        )  # fmt: skip
        self.note.setText(page.note)
        self._say("")
        if page != self.page or self.view.page is None:
            self.page = page
            self.view.show_page(page)

    def _assessed(self, visit: Visit) -> Assessment:
        known = self._known.get(visit.id)
        if known is None or known[0] is not visit:
            known = self._known[visit.id] = (visit, self._session.judging.assessed(visit))
        return known[1]

    def _say(self, text: str) -> None:
        rest = self.tr("Point at a mark to read its visit; a click opens it. The arrow keys go from mark to mark.")
        self.said.setText(text or rest)

    # ------------------------------------------------------------------ doing

    def _open(self, visit_id: str) -> None:
        try:
            self._session.charting.open_visit(visit_id)
        except Problem as problem:
            self._hub.problem.emit(problem)

    def _save(self) -> None:
        if chosen := where_to_save_figure(self, self.tr("Save the trends"), "trends"):
            self.save_to(*chosen)

    def save_to(self, path: Path, kind: str) -> None:
        """Write the page as printed on A4; the ending of the name wins over the chosen kind."""
        path, kind = ending_of_figure(path, kind)
        if self.page is None:
            return
        who = " · ".join(part for part in (self.who.text(), self.identity.text()) if part)
        try:
            write_whole(path, paper_file(self.page, kind, who))
        except OSError as fault:
            self._hub.problem.emit(
                Refused("The trends could not be saved in {file}: {reason}.", file=path.name, reason=fault.strerror)
            )
            return
        self._hub.notice.emit(self.tr("The trends are saved in {file}.").format(file=path.name))


def _refill(combo: Combo, items: list[tuple[str, str]]) -> None:
    """Put these items in, without a word to anybody; the chosen one stays chosen where it is still there."""
    before = combo.currentData()
    combo.blockSignals(True)
    combo.clear()
    for text, code in items:
        combo.addItem(text, code)
    combo.setCurrentIndex(max(0, combo.findData(before)) if items else -1)
    combo.blockSignals(False)
