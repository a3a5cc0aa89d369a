"""A sheet as PDF, words and layout included, against a bare QPdfWriter page with the same paths and text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from charting import paths
from charting.desk.paper import charts_of
from charting.desk.signing import document, sha256_hex
from charting.domain.face.face import View
from charting.domain.people.patient import Patient
from charting.domain.visit.chart import Chart
from charting.domain.visit.visit import InjectionPoint, Signature, Visit, with_points_added
from charting.drawing.face import paint_face
from charting.drawing.ink import DOTS, Ink
from charting.drawing.palette import PAPER_FACE
from charting.drawing.sheet_marks import map_boxes
from charting.exchange.pdf import A4, RESOLUTION, family, laid_out, pdf
from charting.loading import shipped
from charting.loading.face import load_templates
from charting.loading.reference import load_reference
from charting.paper.sheet import Box, Maps, Part, Section, Sheet, Table, Title
from charting.paper.sheet_words import Options, document_title, sheet_of
from charting.store.database import Store
from tests.bench.measure import Figure, against_floor, in_turns

NOW = datetime(2026, 7, 14, 10, 20, tzinfo=UTC)
PLACES = [(x, -52.0) for x in (-36, -18, 0, 18, 36)] + [(x, -20.0) for x in (-22, -9, 0, 9, 22)]
PROFILE = [(4.0, 0.0), (12.0, 8.0), (60.0, 60.0)]
MOST_BYTES = 300_000


def chart(views: int) -> Chart:
    """A signed visit with points in one view, or in all three."""
    reference, anatomies = load_reference(paths.resources() / "reference"), shipped.anatomies()
    patient = Patient("0198f0c2-0000-7000-8000-000000000001", "Family", "Given", date(1992, 3, 5), "10482")
    points = [InjectionPoint(View.FRONT, float(x), y, Decimal("1.5")) for x, y in PLACES]
    for view, sign in ((View.RIGHT, 1), (View.LEFT, -1))[: views - 1]:
        points += [InjectionPoint(view, sign * x, y, Decimal(2)) for x, y in PROFILE]
    draft = Visit("0198f0c2-0000-7000-8000-000000000002", patient.id, NOW, product="ona_botox", lot="C7421",
                  vial_units=Decimal(100), diluent_ml=Decimal("2.5"))  # fmt: skip
    draft = with_points_added(draft, points)
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "x.sqlite", clock=lambda: NOW) as store:
        store.patients.add(patient)
        store.visits.save_draft(draft)
        content = document(draft, patient, "Dr X", NOW)
        store.visits.sign(draft, Signature("Dr X", NOW, sha256_hex(content)), content)
        with charts_of(store, reference, anatomies, lambda: NOW) as charts:
            return charts.of_patient(patient.id)[0]


def words_of(sheet: Sheet) -> list[str]:
    """Every text of a sheet, as often as it stands there."""
    words = [sheet.title, sheet.clinic, sheet.name, sheet.identity, sheet.foot, sheet.page_of]
    words += [text for fact in sheet.facts for text in (fact.caption, fact.text)]
    for page in sheet.pages:
        for part in page:
            words += _words(part)
    return [text for text in words if text]


def _words(part: Part) -> list[str]:
    if isinstance(part, Table):
        return [*part.headings, *(cell for row in part.rows for cell in row.cells), part.note]
    if isinstance(part, Section):
        return [part.heading, *part.lines]
    if isinstance(part, Box):
        return [part.heading, *part.lines, part.code]
    if isinstance(part, Title):
        return [part.text, part.more]
    if isinstance(part, Maps):
        return [*part.names, *(text for each in part.maps for text in (each.caption, *(p.text for p in each.points)))]
    return []


def bare(sheet: Sheet) -> bytes:
    """The same drawings, circles and texts in the same faces, one under the other, as QPdfWriter writes by itself."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter(writer)
    maps = next((part for part in sheet.pages[0] if isinstance(part, Maps)), None)
    left = 10.0 * DOTS
    for each, box in zip(maps.maps, map_boxes(maps.maps), strict=True) if maps else ():
        painter.save()
        painter.setClipRect(QRectF(left, 40 * DOTS, 60 * DOTS, 80 * DOTS))
        painter.translate(left, 40 * DOTS)
        painter.scale(0.3 * DOTS, 0.3 * DOTS)
        painter.translate(-box.topLeft())
        paint_face(painter, each.face, PAPER_FACE, shaded=False)
        for point in each.points:
            painter.drawEllipse(QPointF(point.x_mm, point.y_mm), 6, 6)
        painter.restore()
        left += 62 * DOTS
    ink = Ink(A4.width_mm, family(), right_to_left=False, scale=1)
    code = {part.code for part in sheet.pages[0] if isinstance(part, Box)}
    strong = {sheet.title, sheet.name, *(fact.text for fact in sheet.facts)}
    for number, text in enumerate(words_of(sheet)):
        painter.setFont(ink.font(3.1, bold=text in strong, fixed=text in code))
        painter.drawText(QPointF(10 * DOTS, (10 + number * 3) * DOTS), text)
    painter.end()
    del painter, writer
    return bytes(content.data())


def figures(quick: bool) -> Iterator[Figure]:
    assert QApplication.instance() or QApplication([])
    known = load_templates(paths.resources() / "face")
    rounds = 10 if quick else 40
    for views in (1, 3):
        one = chart(views)
        options = Options(NOW)
        sheet = sheet_of(one, lambda view, version: known[version].views[view], options)

        def whole(one: Chart = one, options: Options = options) -> bytes:
            made = sheet_of(one, lambda view, version: known[version].views[view], options)
            return pdf(laid_out(made, A4), document_title(one), NOW)

        made, floor = in_turns(rounds, whole, lambda sheet=sheet: bare(sheet))  # type: ignore[misc]
        name = f"a sheet with {views} view{'s' if views > 1 else ''}"
        yield against_floor(name, made, floor, "bare QPdfWriter page", at_most=1.5)
        size = len(whole())
        yield Figure(f"{name}, its size", size / 1000, "kB", None, "", f"< {MOST_BYTES // 1000}", size < MOST_BYTES)
