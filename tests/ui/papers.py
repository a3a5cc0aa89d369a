"""What tests of paper share: a sheet as a PDF, and its text read back."""

from __future__ import annotations

from io import BytesIO

import pytest

from charting.desk import paper
from charting.exchange.pdf import A4, laid_out, pdf
from charting.paper.sheet_words import Options, document_title, sheet_of
from tests import shipped
from tests.ui.conftest import NOW

pypdf = pytest.importorskip("pypdf")

TEMPLATES = shipped.templates()


def faces(view, version):
    return TEMPLATES[version].views[view]


def chart_of(session, visit=None):
    visit = visit or session.open.visit
    with paper.charts_at(session) as charts:
        return charts.of_patient(visit.patient_id, frozenset({visit.id}))[0], charts.head()


def sheet_pdf(session, visit=None, size=A4, options=None):
    chart, head = chart_of(session, visit)
    press = laid_out(sheet_of(chart, faces, options or Options(NOW, head)), size)
    return pdf(press, document_title(chart), NOW)


def texts(content):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(content)).pages]


def text(content):
    return " ".join(texts(content))
