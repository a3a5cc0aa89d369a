"""One face of a comparison: the earlier visit, the later one, or both laid over each other."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from charting.domain.face.anatomy import Anatomy
from charting.domain.face.face import FaceView, View
from charting.domain.face.unrolling import seen_on
from charting.domain.units import dose_text
from charting.domain.visit.visit import InjectionPoint, Technique
from charting.drawing.camera import Camera
from charting.drawing.comparison import Change, ComparedMark, label_place, paint_label, paint_mark, paint_shift
from charting.drawing.face import box_of
from charting.drawing.points import hollow_radii, radii
from charting.drawing.still import StillLayers, render_art
from charting.ui.kit.look import Look
from charting.ui.past.compare_rows import MINUS, Compared, PointChange, mm_text, numbers_text, what_text
from charting.words.words import one_line, side_words, tooltip, units_text

REACH_PX = 10.0
START_PX = 3.0
LEAST_PX = 5.6


class Shows(Enum):
    """Which of the two visits a face shows."""

    BEFORE = "before"
    AFTER = "after"
    BOTH = "both"


class ComparedFace(QWidget):
    """Paints the marks of one view; `chosen` is announced when a point is clicked."""

    chosen = Signal(object)

    def __init__(
        self, shows: Shows, look: Look, faces: Callable[[View, int], FaceView | None],
        anatomies: Mapping[int, Anatomy], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.shows = shows
        self.view = View.FRONT
        self.marks: list[tuple[ComparedMark, PointChange]] = []
        self.starts: dict[PointChange, ComparedMark] = {}
        self.labels: list[str] = []
        self._look = look
        self._faces = faces
        self._anatomies = anatomies
        self._compared: Compared | None = None
        self._selected: PointChange | None = None
        self._layers = StillLayers()
        self.setMinimumSize(200, 260)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(380, 520)

    def set_look(self, look: Look) -> None:
        self._look = look
        self.update()

    def show_compared(self, compared: Compared, view: View, selected: PointChange | None) -> None:
        """Show this view of two visits; the selected point gets a halo."""
        self._compared, self.view, self._selected = compared, view, selected
        self._place()
        self.update()

    def resizeEvent(self, event: QEvent) -> None:
        self._place()

    # ------------------------------------------------------------------ where things lie

    @property
    def _face(self) -> FaceView | None:
        if self._compared is None:
            return None
        visit = self._compared.before if self.shows is Shows.BEFORE else self._compared.after
        return self._faces(self.view, visit.template)

    def _camera(self, face: FaceView) -> Camera:
        return Camera.fit(box_of(face), QSizeF(self.size()))

    def _place(self) -> None:
        """Make the marks anew."""
        self.marks, self.starts = [], {}
        face, compared = self._face, self._compared
        if face is None or compared is None:
            return
        camera = self._camera(face)
        rows = [(change, point) for change in compared.changes if (point := self._point(compared, change)) is not None]
        pixels = [camera.to_px(point.x_mm, point.y_mm) for _, point in rows]
        places = [(at.x(), at.y()) for at in pixels]
        for (change, point), (x, y), radius in zip(rows, places, radii(places, camera.scale), strict=True):
            if self.shows is Shows.BOTH and change.change is Change.MOVED and change.before is not None:
                was = compared.before.points[change.before - 1]
                start = camera.to_px(was.x_mm, was.y_mm)
                self.starts[change] = ComparedMark(start.x(), start.y(), START_PX, "", Change.MOVED, was=True)
                far = math.hypot(x - start.x(), y - start.y())
                if far * 0.55 >= LEAST_PX:
                    radius = min(radius, far * 0.55)  # so that the way it was moved can be seen
            self.marks.append((self._mark(compared, change, point, x, y, radius), change))
        self._place_elsewhere(compared, camera, places)

    def _place_elsewhere(self, compared: Compared, camera: Camera, own: Sequence[tuple[float, float]]) -> None:
        """The points of other views whose skin is seen in this one: hollow, as on the desk."""
        visit = compared.before if self.shows is Shows.BEFORE else compared.after
        anatomy = self._anatomies.get(visit.template)
        if anatomy is None:
            return
        skin = anatomy.outline(self.view)
        seen: list[tuple[PointChange, InjectionPoint, QPointF]] = [
            (change, point, camera.to_px(*there)) for change in compared.changes
            if (point := self._shown(compared, change)) is not None and point.view is not self.view
            and (there := seen_on(skin, self.view, point.view, point.x_mm, point.y_mm)) is not None
        ]  # fmt: skip
        sizes = hollow_radii(own, [(at.x(), at.y()) for _, _, at in seen], camera.scale)
        for (change, point, at), radius in zip(seen, sizes, strict=True):
            mark = self._mark(compared, change, point, at.x(), at.y(), radius)
            self.marks.append((replace(mark, elsewhere=True), change))

    def _point(self, compared: Compared, change: PointChange) -> InjectionPoint | None:
        """The point this face shows of a change, if it does and it lies in this view."""
        point = self._shown(compared, change)
        return point if point is not None and point.view is self.view else None

    def _shown(self, compared: Compared, change: PointChange) -> InjectionPoint | None:
        if self.shows is Shows.BEFORE:
            return None if change.before is None else compared.before.points[change.before - 1]
        if self.shows is Shows.AFTER:
            return None if change.after is None else compared.after.points[change.after - 1]
        return compared.point_of(change)

    def _mark(
        self, compared: Compared, change: PointChange, point: InjectionPoint, x: float, y: float, radius: float
    ) -> ComparedMark:
        by_place_only = self.shows is Shows.BOTH and not compared.result.same_product
        text = "" if by_place_only else dose_text(point.units, self.locale().decimalPoint())
        return ComparedMark(
            x, y, radius, text, change.change, None if self.shows is Shows.BEFORE else change.higher,
            intradermal=point.technique is Technique.ID, chosen=change == self._selected,
        )  # fmt: skip

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        face = self._face
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if face is None:
            painter.setPen(self._look.color("muted"))
            words = self.tr("The drawing of this visit is not there.")
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words)
            painter.end()
            return
        painter.drawPixmap(0, 0, self._art(face))
        palette = self._look.face
        for start in self.starts.values():
            paint_mark(painter, start, palette, self.font())
        for mark, _ in sorted(self.marks, key=lambda row: (not row[0].elsewhere, row[1].change is not Change.SAME)):
            paint_mark(painter, mark, palette, self.font())
        for mark, change in self.marks:
            if change in self.starts and not mark.elsewhere:
                paint_shift(painter, self.starts[change], mark, palette)
        self._paint_labels(painter)
        painter.end()

    def _art(self, face: FaceView) -> QPixmap:
        dpr = self.devicePixelRatioF()
        key = (id(face), self.size().toTuple(), dpr, self._look.name)
        camera, palette, sides = self._camera(face), self._look.face, side_words()
        return self._layers.art(key, camera, lambda: render_art(face, camera, self.size(), dpr, palette, sides))

    def _paint_labels(self, painter: QPainter) -> None:
        """How far moved and how much more: where there is room; the table beside says it all."""
        self.labels = []
        taken = [mark.rect() for mark, _ in self.marks] + [start.rect() for start in self.starts.values()]
        bounds = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        for mark, change in self.marks:
            for text in () if mark.elsewhere else self._label(change):
                box = label_place(mark, text, self.font(), taken, bounds)
                if box is not None:
                    taken.append(box)
                    self.labels.append(text)
                    paint_label(painter, box, text, change.change, self._look.face, self.font())
                    break

    def _label(self, change: PointChange) -> list[str]:
        """What may stand beside a point, the whole first: with little room the dose is said, and not the way."""
        if self.shows is Shows.BEFORE:
            return []
        parts = [mm_text(change.mm)] if change.change is Change.MOVED else []
        if change.redosed and change.units_from is not None and change.units_to is not None:
            more = change.units_to - change.units_from
            parts.append(f"{'+' if more > 0 else MINUS}{units_text(abs(more))}")
        return list(dict.fromkeys([" ".join(parts), parts[-1]])) if parts else []

    # ------------------------------------------------------------------ the hand

    def at(self, place: QPointF) -> PointChange | None:
        """The change whose point is nearest to a place, if one is near."""
        near = [((mark.x - place.x()) ** 2 + (mark.y - place.y()) ** 2, n) for n, (mark, _) in enumerate(self.marks)]
        if not near:
            return None
        squared, number = min(near)
        mark, change = self.marks[number]
        return change if squared <= (mark.radius + REACH_PX) ** 2 else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.chosen.emit(self.at(event.position()))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            change = self.at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tooltip(self.words(change)) if change is not None else "", self)
            return True
        return super().event(event)

    def words(self, change: PointChange) -> str:
        """“Point 3 → 2, Glabella: moved 6 mm”."""
        assert self._compared is not None
        return self.tr("Point {numbers}, {area}: {what}").format(
            numbers=numbers_text(change),
            area=one_line(self._compared.area_text(change)),
            what=what_text(self._compared, change),
        )
