"""What can be done with the selected points: dose, technique, the area picker, mirror, delete."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from charting.desk.record import finding_of
from charting.domain.visit.record import Bulging, Thickness
from charting.domain.visit.visit import Technique, side
from charting.ui.face.scene import Delete, Edit, Tell
from charting.ui.face.words import area_name
from charting.ui.kit.menus import add_heading
from charting.words.record_words import bulging_name, thickness_name
from charting.words.words import on_button

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.visit.visit import InjectionPoint


def point_menu(canvas: QWidget, session: Session, keys: frozenset[int], tell: Tell) -> QMenu:
    """The menu of the selected points; a signed visit only shows what they are."""
    menu = QMenu(canvas)
    menu.setAccessibleName(canvas.tr("Selected points"))
    visit = session.open.visit
    assert visit is not None
    chosen = [p for p in visit.points if p.key in keys]
    menu.addAction(_summary(canvas, session, chosen)).setEnabled(False)
    if not session.editable:
        return menu
    menu.addSeparator()
    menu.addMenu(_area_menu(canvas, session, tell, chosen))
    if areas := session.findings.asked_of(visit, keys):
        menu.addMenu(_finding_menu(canvas, session, tell, areas))
    other = Technique.IM if all(p.technique is Technique.ID for p in chosen) else Technique.ID
    text = canvas.tr("Make intramuscular") if other is Technique.IM else canvas.tr("Make intradermal")
    rows: tuple[tuple[str, bool, Callable[..., None], tuple[object, ...]], ...] = (
        (text, True, session.points.set_technique, (other,)),
        (
            canvas.tr("Mirror to the other side"),
            any(side(p) != "midline" for p in chosen),
            session.points.mirror_points,
            (),
        ),
        (canvas.tr("Take the dose away"), any(p.units is not None for p in chosen), session.points.dose, (None,)),
    )
    for name, possible, edit, values in rows:
        menu.addAction(name, partial(tell, Edit(partial(edit, keys, *values)))).setEnabled(possible)
    menu.addSeparator()
    menu.addAction(canvas.tr("Delete"), partial(tell, Delete()))
    return menu


def _summary(canvas: QWidget, session: Session, chosen: list[InjectionPoint]) -> str:
    if len(chosen) != 1:
        return canvas.tr("{count} points").format(count=len(chosen))
    area = area_name(session.anatomy.area_of(chosen[0]), session)
    units = chosen[0].units
    dose = canvas.tr("undosed") if units is None else f"{canvas.locale().toString(float(units), 'g', 6)} U"
    return f"{area} · {dose}"


def _finding_menu(canvas: QWidget, session: Session, tell: Tell, areas: tuple[str, ...]) -> QMenu:
    """How the muscles of these areas bulge and how thick they are; what is ticked is taken back by a second tap."""
    names = on_button(", ".join(area_name(area, session) for area in areas))
    menu = QMenu(canvas.tr("Found: {areas}").format(areas=names), canvas)
    visit = session.open.visit
    assert visit is not None
    bulgings = {finding_of(visit, area).bulging for area in areas}
    thicknesses = {finding_of(visit, area).thickness for area in areas}

    def add(text: str, keep: Callable[..., None], value: Bulging | Thickness, *, chosen: bool) -> None:
        action = menu.addAction(text, partial(tell, Edit(partial(keep, areas, None if chosen else value))))
        action.setCheckable(True)
        action.setChecked(chosen)

    add_heading(menu, canvas.tr("When the jaw is clenched"))
    for bulging in Bulging:
        add(bulging_name(bulging), session.findings.found_bulging, bulging, chosen=bulgings == {bulging})
    add_heading(menu, canvas.tr("Thickness"))
    for thickness in Thickness:
        add(thickness_name(thickness), session.findings.found_thickness, thickness, chosen=thicknesses == {thickness})
    return menu


def _area_menu(canvas: QWidget, session: Session, tell: Tell, chosen: list[InjectionPoint]) -> QMenu:
    """The area picker: by position, an area that lies over others, or any other area."""
    menu = QMenu(canvas.tr("Area"), canvas)
    keys = frozenset(p.key for p in chosen)
    now = {p.area.partition(".")[0] if p.area else None for p in chosen}

    def add(text: str, base: str | None) -> None:
        action = menu.addAction(text, partial(tell, Edit(partial(session.points.choose_area, keys, base))))
        action.setCheckable(True)
        action.setChecked(now == {base})

    add(canvas.tr("By position"), None)
    areas = session.clinic.reference.areas.values()
    add_heading(menu, canvas.tr("Lying over others"))
    for area in areas:
        if area.overlay:
            add(area.short_name, area.id)
    add_heading(menu, canvas.tr("Chosen by hand"))
    for area in areas:
        if not area.overlay:
            add(area.short_name, area.id)
    return menu
