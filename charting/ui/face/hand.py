"""The one place that hands the desk what a hand wants: place, dose, move, delete. One edit each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from charting.domain.face.face import View
from charting.domain.visit.visit import InjectionPoint
from charting.errors import Problem
from charting.ui.face.scene import Delete, Dose, Edit, Move, Place, Wish
from charting.ui.face.tool import Tool
from charting.ui.kit.hub import Hub
from charting.words.words import translate

if TYPE_CHECKING:
    from charting.desk.session import Session

Chosen = frozenset[int]


class Hand:
    """Acts with what the tool holds; a refusal is said in the window and nothing is changed."""

    def __init__(self, hub: Hub, tool: Tool) -> None:
        self._hub, self._tool = hub, tool

    def do(self, wish: Wish, session: Session | None, view: View, chosen: Chosen) -> None:
        """Do it to the open visit, with the chosen points."""
        if session is None:
            if isinstance(wish, Dose):
                self._tool.load(wish.units)
            return
        points = session.points
        match wish:
            case Place(x, y):
                self._place(session, InjectionPoint(view, x, y, self._tool.units, self._tool.technique))
            case Dose(units) if chosen and session.editable:
                self._attempt(partial(points.dose, chosen, units))
            case Dose(units):
                self._tool.load(units)
            case Move(dx, dy, nudge):
                before = session.open.visit
                self._attempt(partial(points.move, chosen, dx, dy, nudge=nudge))
                if not nudge and session.open.visit is before:
                    self._say(translate("FaceCanvas", "A point stays on the face; it is back where it was."))
            case Delete() if chosen and session.editable:
                self._attempt(partial(points.remove, chosen))
            case Edit(edit):
                self._attempt(edit)

    def _place(self, session: Session, point: InjectionPoint) -> None:
        if session.open.visit is None:
            self._say(translate("FaceCanvas", "Begin a new visit to place points."))
        elif not session.editable:
            text = "This visit is signed and stays as it is. Begin a new visit to place points."
            self._say(translate("FaceCanvas", text))
        else:
            self._attempt(partial(self._put, session, point))

    def _put(self, session: Session, point: InjectionPoint) -> None:
        if self._tool.area is not None:
            point = replace(point, area=session.points.area_on_side(self._tool.area, point))
        session.points.place(point, mirror=self._tool.mirror)

    def _say(self, text: str) -> None:
        self._hub.notice.emit(text)

    def _attempt(self, edit: Callable[[], object]) -> None:
        """Do an edit of the session, and say why it cannot be."""
        try:
            with self._hub.by_hand():
                edit()
        except Problem as problem:
            self._hub.problem.emit(problem)
