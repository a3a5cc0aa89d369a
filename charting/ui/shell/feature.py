"""The two sides of a feature of the desk: what it gives to the window, and the host that the window gives to it.

Each folder of `ui` that is a feature has a `feature.py` with `feature(host) -> Feature`, named once in
`charting/ui/features.py`; the window itself lists nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from charting.errors import Problem
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu, QStackedWidget

    from charting.desk.people import Proof
    from charting.desk.session import Session
    from charting.desk.state import State
    from charting.domain.face.face import FaceView, View
    from charting.domain.people.patient import Patient

Beside = TypeVar("Beside", bound=QWidget)


def _(text: str) -> str:
    """Marks what is translated where it is shown, in the context “Actions”."""
    return text


When = Callable[["State | None"], bool]
"""Whether something can be done; nothing is open before there is a file."""


def always(state: State | None) -> bool:
    """Also before a file is open: what it does asks for none."""
    return True


def with_file(state: State | None) -> bool:
    return state is not None


def with_person(state: State | None) -> bool:
    """Somebody is signed in."""
    return state is not None and state.who.person is not None


def with_patient(state: State | None) -> bool:
    return state is not None and state.shown.patient is not None


def with_visit(state: State | None) -> bool:
    return state is not None and state.shown.visit is not None


def with_draft(state: State | None) -> bool:
    visit = state.shown.visit if state is not None else None
    return state is not None and visit is not None and visit.is_draft and state.who.may_chart


class Menu(Enum):
    """The menu of the desk, and those in it."""

    MAIN = "main"
    PAST = "past"
    RECORD = "record"
    CLINIC = "clinic"
    FILES = "files"
    LOOK = "look"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do, by key, menu or button. `name` is what others ask for, `do` is done only while `when` says so.

    `menu` is where it stands with its place there, None for a key alone: actions of a menu are sorted by it, with a
    line between them where the hundreds change. What is not `held` happens once however long its keys are: a book on
    the keyboard begins one visit. What can be done `while_away` can be done before anybody signed in.
    """

    name: str
    text: str
    do: Callable[[], object]
    shortcut: str = ""
    when: When = with_file
    menu: tuple[Menu, int] | None = None
    held: bool = False
    while_away: bool = False


class Spot(Enum):
    """Where a panel stands in the window. F6 goes round in this order."""

    CENTRE = "centre"
    BELOW = "below the centre"
    RIGHT = "right"
    LEFT = "left"
    TOP = "top"
    STATUS = "at the end of the strip at the bottom"


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the window. `make` is asked for it when a file is open, and again when another is.

    `stop` tells what F6 comes to, None for nothing just now, and `enter` what in it has the keyboard then. An `early`
    one is made before there is a file, and kept. A `hidden` one takes no room until somebody shows it.
    """

    spot: Spot
    make: Callable[[], QWidget]
    stop: Callable[[], QWidget | None] = lambda: None
    enter: Callable[[QWidget], QWidget] = lambda stop: stop
    early: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A line of the key sheet: what to press, what it does; the lines of all features are sorted by `at`."""

    at: int
    keys: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Feature:
    """`answers` are called with the intents of these types that anybody sends over the hub (see `intents`).

    `offers` make the parts that dialogs of other features need.
    `opened` is called when a file was opened, before any panel is made for it.
    """

    actions: tuple[Action, ...] = ()
    panels: tuple[Panel, ...] = ()
    keys: tuple[KeyLine, ...] = ()
    answers: Mapping[type, Callable[[Any], object]] = field(default_factory=dict)
    offers: Mapping[type, Callable[..., Any]] = field(default_factory=dict)
    opened: Callable[[], None] = lambda: None


# ---------------------------------------------------------------------- what the window gives


class Prover(QWidget):
    """Asks who signs, and for what only they know. `ready`: whether it can be asked for now."""

    ready = Signal(bool)

    def proof(self) -> Proof | None:
        """That it is them; None when it is not shown, which is said here."""
        raise NotImplementedError


class PatientPicker(QWidget):
    """Finds one of the patients of the file."""

    def begin(self) -> None:
        """Offer everybody, with the keyboard where one types."""
        raise NotImplementedError

    @property
    def chosen(self) -> Patient | None:
        raise NotImplementedError


class Host(QObject):
    """One for all features of a window.

    `window` is the parent of dialogs and of whatever lives as long as the desk. `faces(view, version)` gives a view's
    drawing, None while it is not read yet. `pages` holds the desk, and a place that covers it. `actions` are those of
    all features by name, `keys` the lines of the key sheet, `offers` what makes parts of dialogs: there once every
    feature is.
    """

    look_chosen = Signal(str)
    backup_requested = Signal(str)
    restore_requested = Signal(str)
    look_changed = Signal()
    to_face = Signal()
    next_panel = Signal()
    came = Signal()
    """Somebody signed in, and the desk is in sight again."""

    def __init__(
        self, window: QWidget, pages: QStackedWidget, hub: Hub, look: Look,
        faces: Callable[[View, int], FaceView | None],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self.window = window
        self.pages = pages
        self.hub = hub
        self.look = look
        self.faces = faces
        self.actions: dict[str, QAction] = {}
        self.keys: Sequence[KeyLine] = ()
        self.fill_menu: Callable[[QMenu], None] = lambda menu: None
        self.offers: Mapping[type, Callable[..., Any]] = {}
        self.chosen: frozenset[int] = frozenset()
        self._session: Session | None = None
        hub.chosen.connect(self._chose)

    @property
    def is_open(self) -> bool:
        """Whether there is a file; only what is done `always` needs to ask."""
        return self._session is not None

    @property
    def session(self) -> Session:
        assert self._session is not None, "no file is open"
        return self._session

    def open(self, session: Session) -> None:
        """Work on this from now on."""
        self._session = session
        self.chosen = frozenset()

    @property
    def covered(self) -> bool:
        """Whether something stands in the place of the desk: somebody has to sign in first."""
        return self.pages.currentIndex() != 0

    def act(self, do: Callable[..., object], *given: object) -> bool:
        """Do something that may be refused; why is said in the window, and False comes back."""
        try:
            do(*given)
        except Problem as problem:
            self.hub.problem.emit(problem)
            return False
        return True

    def say(self, text: str) -> None:
        """A short sentence in the window, which may go away by itself."""
        self.hub.notice.emit(text)

    def go_to_face(self) -> None:
        """The keyboard is the face's again."""
        self.to_face.emit()

    def beside(self, kind: type[Beside], make: Callable[[], Beside]) -> None:
        """Show a window beside the desk, which stays usable; there is one of its kind, and it is freed when closed."""
        found = self.window.findChild(kind)
        if found is None:
            found = make()
            found.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        found.show()
        found.raise_()
        found.activateWindow()

    def prover(self) -> Prover:
        """A part of a dialog that proves who signs."""
        made: Prover = self.offers[Prover]()
        return made

    def patient_picker(self, without: str) -> PatientPicker:
        """A part of a dialog that finds a patient, all but the one of this id."""
        made: PatientPicker = self.offers[PatientPicker](without)
        return made

    def _chose(self, keys: frozenset[int]) -> None:
        self.chosen = keys
