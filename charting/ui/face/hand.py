"""What a hand does to the open visit through the canvas: place, dose, move, delete. One edit each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from charting.domain.visit.visit import InjectionPoint
from charting.errors import Problem

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.ui.face.elsewhere import Elsewhere
    from charting.ui.face.ghosts import Ghosts
    from charting.ui.face.surface import Surface


class Hand:
    """Acts with what the tool holds; a refusal is said in the window and nothing is changed."""

    def __init__(self, canvas: Surface, ghosts: Ghosts, elsewhere: Elsewhere) -> None:
        self._canvas, self._ghosts, self._elsewhere = canvas, ghosts, elsewhere

    def place_at(self, x_mm: float, y_mm: float) -> None:
        """Place the loaded dose here; off the face nothing happens."""
        canvas = self._canvas
        if canvas.session is None or not canvas.session.anatomy.on_face(canvas.view, x_mm, y_mm):
            return
        canvas.select(frozenset())
        if not canvas.editable:
            self._say_why_not()
            return
        tool = canvas.tool
        point = InjectionPoint(canvas.view, x_mm, y_mm, tool.units, tool.technique)
        self.attempt(partial(self._place, canvas.session, point))

    def _place(self, session: Session, point: InjectionPoint) -> None:
        tool = self._canvas.tool
        if tool.area is not None:
            point = replace(point, area=session.points.area_on_side(tool.area, point))
        session.points.place(point, mirror=tool.mirror)

    def _say_why_not(self) -> None:
        canvas = self._canvas
        if canvas.visit is None:
            text = canvas.tr("Begin a new visit to place points.")
        else:
            text = canvas.tr("This visit is signed and stays as it is. Begin a new visit to place points.")
        canvas.hub.notice.emit(text)

    def dose(self, units: Decimal | None) -> None:
        """Dose the selected points, or load the dose when none is selected."""
        canvas, session = self._canvas, self._canvas.session
        if session is not None and canvas.selection and canvas.editable:
            self.attempt(partial(session.points.dose, canvas.selection, units))
        else:
            canvas.tool.load(units)

    def move(self, dx_mm: float, dy_mm: float, *, nudge: bool) -> None:
        """Move the selected points by millimetres."""
        session = self._canvas.session
        if session is not None:
            self.attempt(partial(session.points.move, self._canvas.selection, dx_mm, dy_mm, nudge=nudge))

    def delete(self) -> None:
        """Delete the selected points."""
        canvas, session = self._canvas, self._canvas.session
        if session is not None and canvas.selection and canvas.editable:
            self.attempt(partial(session.points.remove, canvas.selection))

    def attempt(self, edit: Callable[[], object]) -> None:
        """Do an edit of the session, and say why it cannot be."""
        try:
            with self._canvas.hub.by_hand():
                edit()
        except Problem as problem:
            self._canvas.hub.problem.emit(problem)

    def move_crosshair(self, x_mm: float, y_mm: float) -> None:
        """Put the keyboard's crosshair on a place of the face, and say where that is."""
        canvas = self._canvas
        if canvas.session is None or not canvas.session.anatomy.on_face(canvas.view, x_mm, y_mm):
            return
        canvas.crosshair = (round(x_mm, 2), round(y_mm, 2))
        code = canvas.session.anatomy.area_at(canvas.view, *canvas.crosshair)
        said = canvas.tr("Crosshair at {x} mm, {y} mm, {area}").format(
            x=canvas.crosshair[0], y=canvas.crosshair[1], area=canvas.area_name(code)
        )
        place = canvas.camera.to_px(*canvas.crosshair)
        self._ghosts.hover(place)
        if self._ghosts.hovered is not None:
            said += canvas.tr("; last time {dose}").format(dose=self._ghosts.text_of(self._ghosts.hovered))
        if hollow := self._elsewhere.text_at(place):
            said += f"; {hollow}"
        canvas.setAccessibleDescription(said)
        canvas.hover(code)
        canvas.update()
