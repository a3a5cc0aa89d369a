"""Makes scenes of the open visit, and says what lies over what in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from charting.domain.dosing.styles import Style
from charting.ui.face import words
from charting.ui.face.caution_marks import Arcs, Distances, Landmarks
from charting.ui.face.elsewhere import Beside, Elsewhere, Leaders
from charting.ui.face.ghosts import GhostLayer
from charting.ui.face.marks import Marks
from charting.ui.face.overlays import AreaUnder, AtWork, GhostLabel, Loupe, Watermark
from charting.ui.face.scene import Ground, InHand, Labels, Layer, Scene
from charting.ui.face.still import Areas, StillPicture
from charting.ui.face.tool import Tool

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.domain.dosing.dosing import Assessment


class Making:
    """Makes scenes: each part when what it is made of is something else, in the order in which one needs the other."""

    def __init__(self, tool: Tool, still: StillPicture) -> None:
        self._tool = tool
        self.marks, self.elsewhere, self.ghosts = Marks(), Elsewhere(), GhostLayer()
        self._leaders, self.beside, self._arcs, self._distances = Leaders(), Beside(), Arcs(), Distances()
        self.layers: tuple[Layer, ...] = (
            Areas(), AreaUnder(), self.ghosts, self.beside, self.elsewhere, Landmarks(), self.marks, self._leaders,
            self._arcs, self._distances, Watermark(), GhostLabel(), AtWork(), Loupe(still.paint),
        )  # fmt: skip
        self._assessment: Assessment | None = None
        self._visit: str | None = None
        self._styles: dict[int, Style | None] = {}

    def scene(self, session: Session | None, bare: Scene, before: Scene, *, at_once: bool) -> Scene:
        """A scene of the open visit on the ground and with the hand of the `bare` one.

        `at_once` shows the points alone: the doses beside them and what cautions say of them stay as they were. Where
        another visit was shown before, the doses come at once, and what cautions say of it later.
        """
        ground, hand = bare.ground, bare.hand
        visit = session.open.visit if session is not None else None
        points = visit.points if visit is not None else ()
        styles = self._styles_of(session)
        marks = self.marks.make(points, ground, hand, styles)
        own = list(marks.values())
        hollow = self.elsewhere.make(session.anatomy if session is not None else None, points, own, ground, styles)
        ghosts = self.ghosts.make(session, ground, hand, [*own, *hollow])
        if hand.ghost is not None and hand.ghost not in ghosts.all:
            hand = replace(hand, ghost=None)
        assessment = session.open.assessment if session is not None else None
        tints = tuple((row.area, row.style) for row in assessment.areas) if assessment is not None else ()
        scene = replace(
            bare, hand=hand, editable=session is not None and session.editable, tints=tints, marks=marks,
            hollow=hollow, beside=self.beside.make(session, ground), ghosts=ghosts,
            labels=self._labels(session, ground, hand),
        )  # fmt: skip
        other, self._visit = self._visit, visit.id if visit is not None else None
        if at_once and other == self._visit:
            return replace(scene, leaders=before.leaders, arcs=before.arcs, distances=before.distances)
        if at_once:
            return replace(scene, leaders=self._leaders.make(scene))  # nothing that was said of another visit
        return replace(
            scene, leaders=self._leaders.make(scene), arcs=self._arcs.make(session),
            distances=self._distances.make(session, scene),
        )  # fmt: skip

    def _styles_of(self, session: Session | None) -> dict[int, Style | None]:
        """The style each dosed point is coloured by: the one of its area's row."""
        visit = session.open.visit if session is not None else None
        assessment = session.open.assessment if session is not None else None
        if visit is None or assessment is None:
            self._assessment, self._styles = None, {}
        elif assessment is not self._assessment:
            self._assessment, points = assessment, visit.points
            self._styles = {
                points[number - 1].key: row.style
                for row in assessment.areas
                for number in row.point_numbers
                if points[number - 1].units is not None
            }
        return self._styles

    def _labels(self, session: Session | None, ground: Ground, hand: InHand) -> Labels:
        area = words.area_name(hand.area, session) if hand.area is not None and hand.ghost is None else ""
        ghost = self.ghosts.text_of(hand.ghost, hand, session) if hand.ghost is not None else ""
        looking = ""
        if hand.looking is not None:
            looking = words.coming_text(*ground.camera.to_mm(hand.looking), ground, self._tool, session)
        return Labels(area, ghost, looking, *words.watermark(session))
