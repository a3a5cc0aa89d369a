"""The middle of the desk: the views of the face, the label patterns, the canvas and the dose bar."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QUndoStack
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout

from charting.desk.points import common_doses
from charting.domain.face.face import FaceView, View
from charting.domain.visit.visit import Technique
from charting.ui.face.canvas import FaceCanvas
from charting.ui.face.dosebar import DoseBar
from charting.ui.face.ghost_button import GhostButton
from charting.ui.face.patterns import PatternMenu
from charting.ui.face.scene import Dose
from charting.ui.face.tool import Tool
from charting.ui.kit.glyphs import glyph
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.kit.menus import add_heading, hang

if TYPE_CHECKING:
    from charting.desk.session import Session
    from charting.desk.steps import Changed

NARROW_PX = 650
TALL_PX = 700


class FacePanel(QFrame):
    """Hosts the canvas; `faces(view, version)` gives a view's drawing, None while it is not read yet."""

    def __init__(self, hub: Hub, look: Look, stack: QUndoStack, faces: Callable[[View, int], FaceView | None]) -> None:
        super().__init__()
        self.setObjectName("card")
        self._hub = hub
        self._session: Session | None = None
        self._product: str | None = None
        self._narrow = False
        self._loaded: dict[str | None, Decimal | None] = {}
        self._patient: str | None = None
        self.tool = Tool(self)
        self.canvas = FaceCanvas(hub, look, self.tool, faces)
        self.dose_bar = DoseBar(hub, look, self.tool, stack)
        self.dose_bar.dosed.connect(lambda units: self.canvas.do(Dose(units)))
        column = QVBoxLayout(self)
        column.setContentsMargins(13, 11, 13, 11)
        column.setSpacing(8)
        column.addLayout(self._top_row())
        column.addWidget(self.canvas, 1)
        self.ghost_button = GhostButton(self.canvas)
        corner = QVBoxLayout(self.canvas)  # the corner beside the head is free; the row above is full
        corner.setContentsMargins(0, 0, 0, 0)
        # Left as the button sees it: its words run from right to left so that the chevron stands behind them.
        corner.addWidget(self.ghost_button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.dose_bar)
        hub.changed.connect(self._changed)
        self.canvas.view_changed.connect(self._mark_view)
        self.canvas.zoomed.connect(self.fit.setVisible)
        self.tool.changed.connect(self._show_tool)
        self.set_look(look)

    def _top_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        names = {
            View.FRONT: self.tr("Front"), View.RIGHT: self.tr("Patient's right"), View.LEFT: self.tr("Patient's left"),
        }  # fmt: skip
        self._views = QButtonGroup(self)
        self._tabs: dict[View, QPushButton] = {}
        for number, (view, name) in enumerate(names.items(), 1):
            tab = QPushButton(name)
            tab.setObjectName("tab")
            tab.setCheckable(True)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard to the face
            tab.setAccessibleName(name)
            tab.setToolTip(f"{name} (Ctrl+{number})")
            tab.clicked.connect(lambda _=False, v=view: self.canvas.show_view(v))
            self._views.addButton(tab)
            self._tabs[view] = tab
            row.addWidget(tab)
        self._names = names
        self._tabs[View.FRONT].setChecked(True)
        row.addStretch(1)
        self.fit = QPushButton(self.tr("Fit"))
        self.fit.setToolTip(self.tr("Show the whole face (Ctrl+0)"))
        self.fit.setAccessibleName(self.tr("Show the whole face"))
        self.fit.clicked.connect(self.canvas.fit)
        self.fit.hide()
        row.addWidget(self.fit)
        self.area_button = self._menu_button(self.tr("Area and technique of the next points"))
        self.pattern_button = self._menu_button(self.tr("Patterns of this product"))
        self.pattern_button.setText(self.tr("Patterns"))
        self.patterns = PatternMenu(self.pattern_button, self.canvas)
        row.addWidget(self.area_button)
        row.addWidget(self.pattern_button)
        return row

    def _menu_button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setObjectName("tab")
        button.setAccessibleName(name)
        button.setToolTip(name)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        hang(button, menu)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.dose_bar.set_tall(self.height() > TALL_PX)
        narrow = self.width() < NARROW_PX
        if narrow != self._narrow:
            self._narrow = narrow
            self._show_tool()

    # ------------------------------------------------------------------ wiring

    def attach(self, session: Session) -> None:
        """Show a session's work from now on."""
        self._session = session
        self._patient = session.open.patient.id if session.open.patient is not None else None
        self.canvas.attach(session)
        self._fill_areas()
        self._show_tool()
        self._show_product()
        self._show_state()

    def set_look(self, look: Look) -> None:
        self.canvas.set_look(look)
        self.dose_bar.set_look(look)
        self.ghost_button.set_look(look)
        for button in (self.area_button, self.pattern_button):
            button.setIcon(glyph("chevron", look.color("muted")))
            button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    def _changed(self, changed: Changed) -> None:
        session = self._session
        patient = session.open.patient.id if session is not None and session.open.patient is not None else None
        if changed.patient and patient != self._patient:
            self._patient = patient
            self._lay_down()
        self._show_product()
        self._show_state()

    def _lay_down(self) -> None:
        """Nothing of what the hand held goes to another patient: no dose, no mirror, no technique, no view, no zoom."""
        self._loaded.clear()
        self._product = None
        self.canvas.typed.cancel()
        self.tool.lay_down()
        self.canvas.show_view(View.FRONT)
        if not self.canvas.camera.is_fitted:
            self.canvas.fit()

    def _show_state(self) -> None:
        session = self._session
        visit = session.open.visit if session is not None else None
        counts = {view: sum(p.view is view for p in visit.points) for view in View} if visit else {}
        for view, tab in self._tabs.items():
            count = counts.get(view, 0)
            tab.setText(f"{self._names[view]} · {count}" if count and view is not View.FRONT else self._names[view])
        editable = session is not None and session.editable
        self.dose_bar.setEnabled(editable)
        self.ghost_button.refresh()
        self.area_button.setEnabled(editable)
        self.pattern_button.setEnabled(session is not None and session.open.visit is not None)

    def _mark_view(self, view: View) -> None:
        self._tabs[view].setChecked(True)

    def _show_product(self) -> None:
        session = self._session
        product = session.open.visit.product if session is not None and session.open.visit is not None else None
        if session is None:
            return
        self.patterns.fill(session, product)
        if product == self._product and self._product is not None:
            return
        # A dose loaded for one product never follows the hand into another; each product finds its own again.
        self._loaded[self._product] = self.tool.units
        self._product = product
        self.dose_bar.offer(common_doses(session.clinic.reference, product))
        self.tool.load(self._loaded.get(product))

    # ------------------------------------------------------------------ menus

    def _fill_areas(self) -> None:
        session = self._session
        assert session is not None
        menu = self.area_button.menu()
        menu.clear()
        add_heading(menu, self.tr("Technique"))
        for technique, text in ((Technique.IM, self.tr("Intramuscular")), (Technique.ID, self.tr("Intradermal"))):
            self._choice(menu, text, partial(self.tool.set_technique, technique), ("technique", technique))
        add_heading(menu, self.tr("Points join"))
        self._choice(menu, self.tr("the area they lie in"), lambda: self.tool.set_area(None), ("area", None))
        for area in session.clinic.reference.areas.values():
            if area.overlay:
                self._choice(menu, area.short_name, partial(self.tool.set_area, area.id), ("area", area.id))

    def _choice(self, menu: QMenu, text: str, chosen: Callable[[], None], data: object) -> None:
        action = menu.addAction(text, chosen)
        action.setCheckable(True)
        action.setData(data)

    def _show_tool(self) -> None:
        tool, session = self.tool, self._session
        for action in self.area_button.menu().actions():
            if action.data() is not None:
                name, value = action.data()
                action.setChecked(getattr(tool, name) == value)
        if session is None:
            return
        if self._narrow:
            technique = self.tr("IM") if tool.technique is Technique.IM else self.tr("ID")
        else:
            technique = self.tr("Intramuscular") if tool.technique is Technique.IM else self.tr("Intradermal")
        self.area_button.setText(session.clinic.reference.areas[tool.area].short_name if tool.area else technique)
