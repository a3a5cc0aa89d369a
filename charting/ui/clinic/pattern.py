"""Give points on the face a name, so that they can be placed again in one action; or give a pattern another name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set

from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from charting.desk.session import Session
from charting.domain.clinic.clinic import LONGEST_NAME, ClinicPattern
from charting.domain.face.face import base_area
from charting.domain.visit.visit import InjectionPoint, total_units
from charting.ui.kit.fields import Field, FormDialog
from charting.ui.kit.plain_line import keep_plain
from charting.words.words import area_name, points_text, product_name, units_text

WIDTH = 420


class PatternDialog(FormDialog):
    """Asks for one name; `saved` is the pattern once it is kept. With `pattern` that one is renamed."""

    def __init__(
        self, session: Session, keys: Set[int] = frozenset(), pattern: ClinicPattern | None = None, *,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(WIDTH, parent)
        self._session = session
        self._keys = keys
        self._pattern = pattern
        self.saved: ClinicPattern | None = None
        visit = session.open.visit
        points = pattern.points if pattern else tuple(
            p for p in (visit.points if visit else ()) if not keys or p.key in keys
        )  # fmt: skip
        product = pattern.product if pattern else visit.product if visit else None
        self.setWindowTitle(self.tr("Rename pattern") if pattern else self.tr("Save as a pattern"))
        self.name = QLineEdit(pattern.name if pattern else self._suggested(points))
        keep_plain(self.name)
        self.name.setMaxLength(LONGEST_NAME)
        self.name.selectAll()
        self.field = self.asks(Field(self.tr("Name"), self.name), self.name.text)
        self.name.textEdited.connect(lambda: self.field.say(""))
        total = units_text(total_units(points))
        self.what = QLabel(
            f"{points_text(len(points))} · {total} U · {product_name(session.clinic.reference, product)}"
        )
        self.what.setObjectName("caption")
        self.note = QLabel(
            self.tr("Places, doses, technique and chosen areas are kept. The pattern is offered for this product only.")
        )
        self.note.setWordWrap(True)
        self.note.setObjectName("caption")
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(self.what)
        column.addWidget(self.field)
        column.addWidget(self.note)
        column.addLayout(self.ending(self.tr("Rename") if self._pattern else self.tr("Save pattern"), self._save))
        self.name.setFocus()

    def _suggested(self, points: Sequence[InjectionPoint]) -> str:
        """“Glabella 5 × 4 U”, where one area and one dose say it all; else the areas, or nothing."""
        session, visit = self._session, self._session.open.visit
        anatomy = session.anatomy_of(visit)
        areas = Counter(base_area(code) for point in points if (code := anatomy.area_of(point)) is not None)
        if not areas or len(areas) > 2:
            return ""
        name = " + ".join(area_name(session.clinic.reference, area) for area, _ in areas.most_common())
        doses = {point.units for point in points}
        only = next(iter(doses))
        return f"{name} {len(points)} × {units_text(only)} U" if len(doses) == 1 and only is not None else name

    def _save(self, name: str) -> None:
        if self._pattern is not None:
            self._session.patterns.rename(self._pattern, name)
        else:
            self.saved = self._session.patterns.save(name, self._keys)
