"""What the face says in words: names of areas, what lies under a hand, and why a visit holds no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from charting.domain.face.face import base_area
from charting.domain.units import dose_text
from charting.domain.visit.visit import Status, replaced_by
from charting.ui.face.scene import Ground
from charting.ui.face.tool import Tool
from charting.words.vial_words import draws_text
from charting.words.words import translate, units_text

if TYPE_CHECKING:
    from charting.desk.session import Session


def area_name(code: str | None, session: Session | None) -> str:
    """The short name of an area with its side, for people."""
    if code is None or session is None:
        return translate("FaceCanvas", "no area")
    name = session.clinic.reference.areas[base_area(code)].short_name
    sides = {"right": translate("FaceCanvas", "R"), "left": translate("FaceCanvas", "L")}
    return f"{name} {sides.get(code.partition('.')[2], '')}".strip()


def coming_text(x_mm: float, y_mm: float, ground: Ground, tool: Tool, session: Session | None) -> str:
    """“1.5 U · Forehead”: what a press here would place."""
    if session is None:
        return ""
    code = session.anatomy.area_at(ground.view, round(x_mm, 2), round(y_mm, 2))
    dose = translate("FaceCanvas", "not dosed")
    if tool.units is not None:
        dose = translate("FaceCanvas", "{units} U").format(units=dose_text(tool.units, ground.sign))
    return f"{dose} · {area_name(code, session)}"


def point_text(key: int, session: Session | None) -> str:
    """“1.5 U · 0.038 mL from lot C7421”, of a point of the open visit."""
    visit = session.open.visit if session is not None else None
    point = next((p for p in visit.points if p.key == key), None) if visit is not None else None
    if visit is None or session is None or point is None:
        return ""
    nowhere = translate("FaceCanvas", "place not recorded: the middle of its area") if point.guessed else ""
    dose = "" if point.units is None else translate("FaceCanvas", "{units} U").format(units=units_text(point.units))
    draws = "" if point.units is None else draws_text(visit, point, session.clinic.reference)
    return " · ".join(part for part in (dose, draws, nowhere) if part)


def crosshair_text(x_mm: float, y_mm: float, area: str) -> str:
    """Where the keyboard's crosshair is."""
    said = translate("FaceCanvas", "Crosshair at {x} mm, {y} mm, {area}")
    return said.format(x=x_mm, y=y_mm, area=area)


def watermark(session: Session | None) -> tuple[str, bool]:
    """The word across the open visit, none over one that holds, and whether it was a mistake altogether."""
    visit = session.open.visit if session is not None else None
    if session is None or visit is None or visit.is_draft:
        return "", False
    if visit.status is Status.ENTERED_IN_ERROR:
        return translate("record", "entered in error"), True
    return ("" if replaced_by(visit, session.open.visits) is None else translate("record", "corrected")), False
