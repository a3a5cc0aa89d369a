"""A hand at the desk: real mouse and key events at what is seen, each of them counted.

It knows controls by the words on them, or by the name a screen reader says, and places by millimetres of the face. It
cannot reach what is hidden, covered, disabled or off the screen, and it calls nothing of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QWidget,
)

from tests.journeys.reading import caution_words, region, said_words, words_of
from tests.journeys.stage import Stage

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
TARGETS = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit, QAbstractItemView)
FACE = "Face map"


@dataclass(slots=True)
class Reading:
    """What was read at one moment of a journey."""

    at: str
    words: list[str]


@dataclass(slots=True)
class Told:
    """What a journey cost and what it showed."""

    clicks: int = 0
    keys: int = 0
    cautions: list[str] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)


class Hand:
    """Works one window through its stage. A drag counts as a click, a chord such as Ctrl+R as one key."""

    def __init__(self, stage: Stage, pictures: Path | None = None) -> None:
        self._stage = stage
        self._pictures = pictures
        self.told = Told()

    # ------------------------------------------------------------------ the mouse

    def click(self, name: str, *, within: str = "") -> None:
        """Click the control with these words on it; `*` in them stands for anything."""
        self.told.clicks += 1
        self._stage.act(lambda: _click(*_seen(name, within)))

    def choose(self, name: str, item: str) -> None:
        """Open a list or a menu, and click a row of it."""
        self.click(name)
        self.click_row(item)

    def click_row(self, *path: str) -> None:
        """Click a row of the open list or menu, and then of the menus inside it."""
        for words in path:
            self.told.clicks += 1
            self._stage.act(lambda words=words: _click(*_row(words)))

    def click_in(self, name: str, words: str) -> None:
        """Click the row with these words of a list that stands on the screen."""
        self.told.clicks += 1
        self._stage.act(lambda: _click(*_row_in(region(name), words)))

    def click_face(self, x_mm: float, y_mm: float, *, shift: bool = False) -> None:
        """Click on the face, in millimetres of the picture that is shown."""
        self.told.clicks += 1
        self._stage.act(lambda: _click(*_place(x_mm, y_mm), SHIFT if shift else NONE))

    def click_faces(self, places: Iterable[tuple[float, float]]) -> None:
        """Click here and there on the face."""
        for x_mm, y_mm in places:
            self.click_face(x_mm, y_mm)

    def drag_face(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press on the face, draw, and let go: it moves a point, or draws a band around several."""
        self.told.clicks += 1
        self._stage.act(lambda: _drag(_place(*start), _place(*end)))

    def point_at_face(self, x_mm: float, y_mm: float) -> None:
        """Let the mouse lie on the face, without a click."""
        self._stage.act(lambda: _move(*_place(x_mm, y_mm)))

    # ------------------------------------------------------------------ the keyboard

    def press(self, *chords: str) -> None:
        """Press keys, each with what is held along with it: `Ctrl+R`, `Return`."""
        for chord in chords:
            self.told.keys += 1
            combination = QKeySequence(chord)[0]
            self._stage.act(lambda c=combination: QTest.keyClick(_listening(), c.key(), c.keyboardModifiers()))

    def type(self, text: str) -> None:
        """Type into whatever has the keyboard."""
        self.told.keys += len(text)
        self._stage.act(lambda: _type(text))

    # ------------------------------------------------------------------ the eyes

    def read(self, at: str, *names: str) -> list[str]:
        """Once nothing moves any more, read these parts of the screen (without one: all of the dialog)."""
        self._stage.wait_until(_at_rest, "the desk to come to rest")
        words = [line for name in names or ("",) for line in self._stage.act(lambda name=name: words_of(region(name)))]
        self.told.readings.append(Reading(at, words))
        self.picture(at)
        return words

    def picture(self, at: str) -> None:
        """Keep a picture of every window on the screen, where that was asked for."""
        if self._pictures is not None:
            folder = self._pictures
            self._stage.act(lambda: _keep_pictures(folder, at))

    def note(self, at: str, words: list[str]) -> None:
        """Remember words that were read elsewhere, as on paper."""
        self.told.readings.append(Reading(at, words))

    def read_cautions(self) -> list[str]:
        """Read the cautions that are listed on the screen."""
        self._stage.wait_until(_at_rest, "the desk to come to rest")
        found: list[str] = self._stage.act(caution_words)
        self.told.cautions += found
        self.picture("cautions")
        return found

    def read_notice(self, at: str) -> list[str]:
        """Read what the desk says over the face just now."""
        words: list[str] = self._stage.act(said_words)
        self.told.readings.append(Reading(at, words))
        return words

    def wait_for(self, name: str, *, gone: bool = False) -> None:
        """Wait until a control with these words is seen, or is gone."""

        def there() -> bool:
            return bool(_named(name, "")) is not gone

        self._stage.wait_until(there, f"“{name}”")

    def look(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        self._stage.wait_until(true, what)


# ---------------------------------------------------------------------- finding

AT_REST_MS = 3000
"""What waits less than this is still to come; what waits longer, such as a notice that fades, is not waited for."""


def _at_rest() -> bool:
    """Nothing is put off any more: what the desk asks once the hand rests has been asked."""
    timers = (timer for top in QApplication.topLevelWidgets() for timer in top.findChildren(QTimer))
    return not any(timer.isActive() and timer.isSingleShot() and timer.interval() < AT_REST_MS for timer in timers)


def _top() -> QWidget:
    """The window that answers just now: an open menu, a dialog, or the desk."""
    top = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
    assert top is not None, "no window has the keyboard"
    return top


def plain(text: str) -> str:
    """A name without the marks of its shortcut."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").strip()


def names_of(widget: QWidget) -> set[str]:
    """What a control can be called by: the words on it, and what a screen reader says."""
    words = {widget.accessibleName()}
    if isinstance(widget, QAbstractButton):
        words.add(widget.text())
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        words.add(widget.placeholderText())
    return {plain(text) for text in words if text}


def _named(name: str, within: str) -> list[QWidget]:
    holder = region(within) if within else _top()
    found = [
        w for w in holder.findChildren(QWidget)
        if w.isVisible() and w.window() is holder.window() and isinstance(w, TARGETS)
        and any(fnmatchcase(known, name) for known in names_of(w))
    ]  # fmt: skip
    inner = {id(part) for w in found for part in w.findChildren(QWidget)}
    return [w for w in found if id(w) not in inner]  # the editor inside a box of choices is the box


def _seen(name: str, within: str) -> tuple[QWidget, QPoint]:
    """The one control of this name, where it can be clicked."""
    found = _named(name, within)
    assert found, f"nothing on the screen is called “{name}”; there are {_all_names()}"
    assert len(found) == 1, f"{len(found)} controls are called “{name}”"
    widget = found[0]
    assert widget.isEnabled(), f"“{name}” is disabled"
    return widget, _reachable(widget, name)


def _all_names() -> list[str]:
    seen = (w for w in _top().findChildren(QWidget) if w.isVisible() and isinstance(w, TARGETS))
    return sorted({name for widget in seen for name in names_of(widget)})


def _reachable(widget: QWidget, name: str) -> QPoint:
    """A pixel of the control that no other lies over: its middle where that can be seen."""
    middle = QPoint(min(14, widget.width() // 2), widget.height() // 2)  # a box to tick takes clicks on its words
    shown = widget.visibleRegion()
    assert not shown.isEmpty(), f"“{name}” is scrolled out of sight"
    for place in (widget.rect().center(), middle, *(part.center() for part in _parts(shown))):
        at = widget.mapToGlobal(place)
        over = _under(widget.window(), at)
        if shown.contains(place) and (over is widget or widget.isAncestorOf(over)):
            assert _screen().contains(at), f"“{name}” is off the screen"
            return place
    raise AssertionError(f"“{name}” is covered by something else")


def _under(window: QWidget, at: QPoint) -> QWidget:
    """What a click at this place of the screen would meet in its window."""
    return window.childAt(window.mapFromGlobal(at)) or window


def _screen() -> QRect:
    """The desk fills the screen that journeys are played on; Qt's own one without a screen is smaller."""
    desk = max((w for w in QApplication.topLevelWidgets() if w.isVisible()), key=lambda w: w.width() * w.height())
    return desk.geometry()


def _parts(shown: Any) -> Iterable[QRect]:
    return iter(shown)


def _row(words: str) -> tuple[QWidget, QPoint]:
    """A row of the menu or list that is open."""
    top = _top()
    if isinstance(top, QMenu):
        for action in top.actions():
            if fnmatchcase(plain(action.text()), words):
                assert action.isVisible(), f"“{words}” is hidden"
                assert action.isEnabled(), f"“{words}” is disabled"
                return top, top.actionGeometry(action).center()
        raise AssertionError(f"no row “{words}” in {[plain(a.text()) for a in top.actions()]}")
    return _row_in(top, words)


def _row_in(part: QWidget, words: str) -> tuple[QWidget, QPoint]:
    inside = [v for v in part.findChildren(QAbstractItemView) if v.isVisible()]
    views = [part] if isinstance(part, QAbstractItemView) else inside
    rows: list[str] = []
    for view in views:
        for place in range(view.model().rowCount()):
            index = view.model().index(place, 0)
            said = [str(index.data(role) or "") for role in (0, Qt.ItemDataRole.AccessibleTextRole)]
            rows += said
            if any(fnmatchcase(text, words) for text in said):
                seen = view.visualRect(index).intersected(view.viewport().rect())
                assert not seen.isEmpty(), f"“{words}” is scrolled out of sight"
                return view.viewport(), seen.center()
    raise AssertionError(f"no row “{words}” in {rows}")


def _place(x_mm: float, y_mm: float) -> tuple[QWidget, QPoint]:
    """A pixel of the face."""
    canvas: Any = _named_any(FACE)
    place = canvas.camera.to_px(x_mm, y_mm).toPoint()
    over = _under(canvas.window(), canvas.mapToGlobal(place))
    assert canvas.rect().contains(place), f"{x_mm}, {y_mm} mm is not in the picture"
    assert over is canvas, f"the face is covered at {x_mm}, {y_mm} mm"
    return canvas, place


def _named_any(name: str) -> QWidget:
    found = [w for w in _top().findChildren(QWidget) if w.isVisible() and w.accessibleName() == name]
    assert len(found) == 1, f"{len(found)} parts of the screen are called “{name}”"
    return found[0]


# ---------------------------------------------------------------------- doing


def _at(widget: QWidget, place: QPoint) -> tuple[QWindow, QPoint]:
    """The window of the system, and the pixel in it."""
    window = widget.window().windowHandle()
    assert window is not None
    return window, widget.mapTo(widget.window(), place)


def _click(widget: QWidget, place: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
    window, at = _at(widget, place)
    QTest.mouseMove(window, at)
    QTest.mouseClick(window, LEFT, held, at)


def _move(widget: QWidget, place: QPoint) -> None:
    window, at = _at(widget, place)
    QTest.mouseMove(window, at)


def _drag(start: tuple[QWidget, QPoint], end: tuple[QWidget, QPoint]) -> None:
    (window, a), (_, b) = _at(*start), _at(*end)
    QTest.mouseMove(window, a)
    QTest.mousePress(window, LEFT, NONE, a)
    for part in (0.25, 0.5, 0.75, 1.0):
        QTest.mouseMove(window, (QPointF(a) + (QPointF(b) - QPointF(a)) * part).toPoint())
    QTest.mouseRelease(window, LEFT, NONE, b)


def _keep_pictures(folder: Path, at: str) -> None:
    """The screen as it is; where there is none, each window by itself."""
    name = "".join(letter if letter.isalnum() else "-" for letter in at)
    tops = sorted((w for w in QApplication.topLevelWidgets() if w.isVisible()), key=QWidget.isModal)
    bare = QGuiApplication.platformName() == "offscreen"
    pictures = [w.grab() for w in tops] if bare else [QGuiApplication.primaryScreen().grabWindow(0)]
    for picture in pictures:
        picture.save(str(folder / f"{len(list(folder.iterdir())):02d}-{name}.png"))


def _listening() -> QWindow:
    """The window that gets keys."""
    window = QGuiApplication.focusWindow()
    assert window is not None, "no window has the keyboard"
    return window


def _type(text: str) -> None:
    for letter in text:
        holder = QApplication.focusWidget()
        assert holder is not None, "nothing has the keyboard"
        QTest.keyClicks(holder, letter)
