"""The total of a visit: the biggest figure of the panel, and what goes with it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from charting.desk.follow_up import Together
from charting.domain.dosing.dosing import Assessment
from charting.domain.dosing.reference import Reference
from charting.domain.visit.visit import Visit, total_units
from charting.ui.kit.elided import ElidedLabel
from charting.ui.kit.field_text import visit_strength
from charting.ui.kit.figure import Figure
from charting.ui.kit.look import wear
from charting.ui.kit.same import set_name, set_text, set_tip
from charting.words.dose_words import undosed_text
from charting.words.words import date_text, ml_text, points_text, product_name, tooltip, units_text


class DoseTotal(QWidget):
    """Units, product, millilitres at this dilution, sides, number of points, and how many wait for a dose."""

    def __init__(self, reference: Reference, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reference = reference
        self._last: tuple[Visit, Decimal] | None = None
        self._shows: tuple[Visit, Assessment, Visit | None] | None = None
        self.total = Figure("total")
        self.product = ElidedLabel("product")
        self.volume = ElidedLabel("caption")
        self.sides = ElidedLabel("caption")
        self.sides.set_shrinks(0.8)
        for line in (self.product, self.volume, self.sides):
            line.keep_room()
        self.together = ElidedLabel("caption")
        self.undosed = QLabel()
        self.undosed.setObjectName("pill")
        wear(self.undosed, tone="caution")
        self.undosed.setTextFormat(Qt.TextFormat.PlainText)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(0)
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(self.total, 0, 0, 2, 1, middle)
        grid.addWidget(self.product, 0, 1, 1, 2, Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(self.volume, 1, 1, 1, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.sides, 2, 0, 1, 2)
        grid.addWidget(self.undosed, 2, 2, middle)
        grid.addWidget(self.together, 3, 0, 1, 3)
        grid.setColumnStretch(1, 1)

    def hang(self, widget: QWidget) -> None:
        """Put one more line under the others."""
        layout = self.layout()
        assert isinstance(layout, QGridLayout)
        layout.addWidget(widget, layout.rowCount(), 0, 1, 2)

    def show_total(self, visit: Visit, assessment: Assessment, last: Visit | None = None) -> None:
        """Show the figures of a visit, and what is different from the `last` one where that was the same product."""
        shows = (visit, assessment, last)
        if self._shows is not None and all(one is other for one, other in zip(shows, self._shows, strict=True)):
            return  # after a click it is here before all the rest, and then once more with that
        self._shows = shows
        self.total.show_figure(self.tr("{units} U").format(units=units_text(assessment.total_units)))
        name = product_name(self._reference, visit.product)
        said = self.tr("Total: {units} units of {product}")
        set_name(self.total, said.format(units=units_text(assessment.total_units), product=name))
        self.product.setText(f"{name} · {points_text(len(visit.points))}")
        self.volume.setText(self._volume(visit, assessment))
        parts = (self._sides(assessment), self._difference(visit, assessment, last))
        self.sides.setText(" · ".join(part for part in parts if part))
        count = assessment.undosed_points
        set_text(self.undosed, undosed_text(count) if count else "")
        set_name(self.undosed, self.undosed.text())
        self.undosed.setVisible(bool(count))

    def show_gone(self, *, gone: bool) -> None:
        """Strike the figure of a visit that holds no longer: it is never read as given."""
        font = self.total.font()
        if font.strikeOut() != gone:
            font.setStrikeOut(gone)
            self.total.setFont(font)

    def show_together(self, found: Together | None, note: str = "") -> None:
        """The sums of a touch-up, apart and with its treatment; `note` is the one on early boosters."""
        self.together.setVisible(found is not None)
        if found is None:
            return
        own, day = units_text(found.own), date_text(found.treatment.at.date())
        if found.units is None:
            text = self.tr("this touch-up {own} U · treatment of {date} in another product").format(own=own, date=day)
        else:
            text = self.tr("this touch-up {own} U · with the treatment of {date}: {units} U").format(
                own=own, date=day, units=units_text(found.units)
            )
        self.together.setText(text)
        set_tip(self.together, tooltip(". ".join(part for part in (text, note) if part)))

    def _volume(self, visit: Visit, assessment: Assessment) -> str:
        if assessment.volume_ml is None:
            return self.tr("mL not known without vial and diluent")
        volume = self.tr("{ml} mL").format(ml=ml_text(assessment.volume_ml))
        product = self._reference.products.get(visit.product or "")
        if product is not None and product.ready_to_use:
            return self.tr("{volume}, ready to use").format(volume=volume)
        return self.tr("{volume} at {strength}").format(volume=volume, strength=visit_strength(visit))

    def _difference(self, visit: Visit, assessment: Assessment, last: Visit | None) -> str:
        if last is None or last.product != visit.product:
            return ""  # units of two products are never compared
        if self._last is None or self._last[0] is not last:
            self._last = last, total_units(last.points)
        then = self._last[1]
        change = assessment.total_units - then
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        figures = {"units": units_text(then), "change": f"{sign}{units_text(abs(change))}"}
        if visit.amends == last.id:
            return self.tr("before the correction {units} U ({change})").format(**figures)
        return self.tr("last {units} U ({change})").format(**figures)

    def _sides(self, assessment: Assessment) -> str:
        text = self.tr("right {right} : left {left} : midline {midline} U")
        return text.format(
            right=units_text(assessment.right_units),
            left=units_text(assessment.left_units),
            midline=units_text(assessment.midline_units),
        )
