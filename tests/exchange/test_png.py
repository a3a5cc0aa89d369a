"""Pictures of face maps: the views asked for, on white, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QImage

from charting.domain.face.face import View
from charting.errors import Problem
from charting.exchange.pictures.png import IN_ORDER, SIZES, write_png
from charting.exchange.records import PatientRecord
from tests.exchange.out import HOSTILE, material
from tests.store.values import a_patient, a_visit

VISIT = a_visit(points=5)
RECORD = PatientRecord(a_patient(), (VISIT,))


def image(content: bytes) -> QImage:
    found = QImage.fromData(content, "PNG")
    assert not found.isNull()
    return found


def test_a_picture_shows_the_views_in_use_or_those_asked_for(qapp):
    used = image(write_png(RECORD, VISIT, material(), height_px=300))
    every = image(write_png(RECORD, VISIT, material(), IN_ORDER, height_px=300))
    assert used.height() == every.height() > 300
    assert every.width() > 2.5 * used.width()
    empty = a_visit(points=0)
    assert image(write_png(RECORD, empty, material(), height_px=300)).size() == used.size()
    corners = [used.pixelColor(x, y) for x in (0, used.width() - 1) for y in (0, used.height() - 1)]
    assert corners == [QColor("#ffffff")] * 4


def test_sizes_grow_and_the_points_with_them(qapp):
    heights = [image(write_png(RECORD, VISIT, material(), height_px=height)).height() for height in SIZES.values()]
    assert heights == sorted(set(heights))


def test_the_same_visit_gives_the_same_bytes(qapp):
    assert write_png(RECORD, VISIT, material(), height_px=300) == write_png(RECORD, VISIT, material(), height_px=300)
    other = replace(VISIT, points=VISIT.points[:-1])
    assert write_png(RECORD, other, material(), height_px=300) != write_png(RECORD, VISIT, material(), height_px=300)


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_is_painted(qapp, name: str):
    record = PatientRecord(a_patient(family_name=name * 20, given_name=name, chart_no=name), (VISIT,))
    assert image(write_png(record, VISIT, material(), (View.FRONT,), height_px=300)).width() > 100


def test_without_the_drawing_that_is_said(qapp):
    gone = replace(material(), drawing=lambda view, version: None)
    with pytest.raises(Problem, match="no drawing of a face"):
        write_png(RECORD, VISIT, gone)
