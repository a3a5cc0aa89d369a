"""An export on a thread of its own, with how far it is; it can be stopped, and then nothing of it is there."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from charting.desk.gathering import gathering_at
from charting.desk.paper import charts_at
from charting.exchange.source import Material
from charting.ui.files.export_sheets import ExportSheets
from charting.ui.files.exporting import Form, Order, Stopped, Written, export
from charting.ui.kit.working import surely

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.visit.chart import Selection
    from charting.paper.sheet_words import Faces

REPORT_S = 0.05


class ExportThread(QObject):
    """Signals come on the window's thread: how much is done and of how much; then one of the other three.

    `letters` are those that were painted, and whether this computer has them.
    """

    progress = Signal(int, int)
    written = Signal(object)
    refused = Signal(object)
    stopped = Signal()

    def __init__(
        self, session: Session, faces: Faces, selection: Selection, order: Order, *, attachments: bool,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session, self._faces, self._order = session, faces, order
        photographs = attachments and order.form is Form.JSON
        sheets = order.form is Form.PDF or (attachments and order.form is Form.FHIR)
        self._gathering = gathering_at(session, selection, attachments=photographs)
        self._charts = charts_at(session) if sheets else None
        self.letters: dict[str, bool] = {}
        self._stop = threading.Event()
        self._reported = 0.0
        self._thread = threading.Thread(target=surely, args=(self._work, self.refused.emit), name="export", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """As soon as can be; what is in place already stays."""
        self._stop.set()

    def wait(self) -> None:
        """Until the thread has ended."""
        if self._thread.ident is not None:
            self._thread.join()

    # ------------------------------------------------------------------ on the thread

    def _work(self) -> None:
        try:
            with ExitStack() as stack:
                written = export(self._gathering, self._material(stack), self._order, self._note, self._step)
        except Stopped:
            self.stopped.emit()
        else:
            self.written.emit(written)

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

    def _note(self, written: Written) -> None:
        order = self._order
        self._step(1, 1)
        self._gathering.note_export(
            written.patient, format=order.form.value, pseudonymised=order.pseudonymised,
            patients=written.patients, visits=written.visits,
        )  # fmt: skip

    def _step(self, done: int, count: int) -> None:
        if self._stop.is_set():
            raise Stopped
        now = time.monotonic()
        if now - self._reported >= REPORT_S:
            self._reported = now
            self.progress.emit(done, count)
