"""The whole desk as tests hold it: the window with all features, and its parts by the names people have for them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoStack

from charting.domain.face.face import FaceView, View
from charting.ui.face.face_panel import FacePanel
from charting.ui.face.feature import Face
from charting.ui.features import FEATURES
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look
from charting.ui.past.past_links import PastLinks
from charting.ui.past.strip import StripPanel
from charting.ui.past.visits import VisitsPanel
from charting.ui.patient.banner import PatientBanner
from charting.ui.people.keeper import Keeper
from charting.ui.people.who import WhoButton
from charting.ui.shell.window import MainWindow
from charting.ui.visit.doses import DosesPanel


class DeskWindow(MainWindow):
    """What the desk's own window is, and a way to its parts."""

    def __init__(self, hub: Hub, look: Look, faces: Callable[[View, int], FaceView | None]) -> None:
        super().__init__()
        self.fill(hub, look, faces, FEATURES)
        self.faces = faces

    def do(self, action: str) -> None:
        """What a menu entry, a key or a button does; nothing while it cannot be used."""
        self.actions_by_name[action].trigger()

    @property
    def look(self) -> Look:
        return self.host.look

    @property
    def stack(self) -> QUndoStack:
        return self.part(Face).stack

    @property
    def face_panel(self) -> FacePanel:
        return self.part(FacePanel)

    @property
    def doses(self) -> DosesPanel:
        return self.part(DosesPanel)

    @property
    def visits(self) -> VisitsPanel:
        return self.part(VisitsPanel)

    @property
    def strip(self) -> StripPanel:
        return self.part(StripPanel)

    @property
    def links(self) -> PastLinks:
        return self.part(PastLinks)

    @property
    def banner(self) -> PatientBanner:
        return self.part(PatientBanner)

    @property
    def who(self) -> WhoButton:
        return self.part(WhoButton)

    @property
    def keeper(self) -> Keeper:
        return self.part(Keeper)
