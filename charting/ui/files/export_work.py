"""An export beside the window, with how far it is; it can be stopped, and then nothing of it is there."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from charting.desk.paper import charts_at, gathering_at
from charting.exchange.source import Material
from charting.ui.files.export_sheets import ExportSheets
from charting.ui.files.exporting import Form, Order, Written, export
from charting.ui.kit.working import Step, Work

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from charting.desk.session import Session
    from charting.domain.visit.chart import Selection
    from charting.paper.sheet_words import Faces


class ExportWork(Work):
    """Done it brings what was `Written`. `letters` are those that were painted, and whether this computer has them."""

    def __init__(
        self, session: Session, faces: Faces, selection: Selection, order: Order, *, attachments: bool,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(self._write, parent)
        self._session, self._faces, self._order = session, faces, order
        photographs = attachments and order.form is Form.JSON
        sheets = order.form is Form.PDF or (attachments and order.form is Form.FHIR)
        self._gathering = gathering_at(session, selection, attachments=photographs)
        self._charts = charts_at(session) if sheets else None
        self.letters: dict[str, bool] = {}

    def _write(self, step: Step) -> Written:
        """Beside the window; what is in place already when it is stopped stays."""

        def note(written: Written) -> None:
            order = self._order
            step(1, 1)
            self._gathering.note_export(
                written.patient, format=order.form.value, pseudonymised=order.pseudonymised,
                patients=written.patients, visits=written.visits,
            )  # fmt: skip

        with ExitStack() as stack:
            return export(self._gathering, self._material(stack), self._order, note, step)

    def _material(self, stack: ExitStack) -> Material:
        session, names = self._session, self._order.names
        material = Material(
            session.env.shipped, session.clinic.reference, session.env.anatomies, self._faces, named=names is None,
            letters=self.letters,
        )  # fmt: skip
        if self._charts is None:
            return material
        charts = stack.enter_context(self._charts)
        made_at = session.env.clock if self._order.form is Form.PDF and names is None else None
        return replace(material, sheet_of=ExportSheets(charts, self._faces, names, made_at, self.letters).pdf_of)
