"""A scanner that types like a keyboard: its keys are told from a person's by their pace, wherever the keyboard is.

The first few keys of a burst pass at once, so that no person ever waits; those that follow at a scanner's pace are held
back for a moment. Either they turn out to be a code, then nothing of it has been typed anywhere, or they are given on
in their order. The pace is that of the keyboard's own clock: a desk that was busy in between changes nothing. A code
whose end did not come is told as such, and what comes late of it is joined to it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from charting.exchange.codes import GS, looks_scanned, may_become_scanned
from charting.ui.kit.places import action_of
from charting.ui.kit.resting import Rest

FAST_MS = 35
"""No person types key after key in less."""

LEAST = 6
"""So many keys at that pace come from no hand."""

PASSED = 3
_REST_MS = 60
_END_MS = 120
_SILENT = frozenset({
    Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
})  # fmt: skip
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_OTHER_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


class Scanner(QObject):
    """Watches what has the keyboard in `window`, its dialogs and menus, while `wanted()`.

    `scanned` is called with a code and whether its end came. `forget` is called when keys that passed turn out to be a
    code: what they began is to be taken back.
    """

    def __init__(
        self, window: QWidget, wanted: Callable[[], bool], scanned: Callable[[str, bool], None],
        forget: Callable[[], None],
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window = window
        self._wanted = wanted
        self._scanned = scanned
        self._forget = forget
        self._watched: QWidget | None = None
        self._text = ""
        self._held: list[QKeyEvent] = []
        self._last = (0, 0.0)
        self._sure = self._plain = self._giving = False
        self._first: QWidget | None = None
        self._before: _Before | None = None
        self._unended = ""
        self._rest = Rest(self)
        self._rest.over.connect(self._rested)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_moved)
        self._watch(QApplication.focusWidget())

    def _focus_moved(self, _: QWidget | None, now: QWidget | None) -> None:
        """A method, which the application forgets with its object; it would keep a lambda, and the window, for good."""
        self._watch(now)

    def _watch(self, widget: QWidget | None) -> None:
        if widget is None or not self._is_ours(widget):
            return
        if widget is not self._watched:
            if self._watched is not None and _is_there(self._watched):
                self._watched.removeEventFilter(self)
            self._watched = widget
            widget.installEventFilter(self)

    def _is_ours(self, widget: QWidget) -> bool:
        top: QWidget | None = widget.window()
        while top is not None and top is not self._window:
            parent = top.parentWidget()
            top = parent.window() if parent is not None else None
        return top is not None

    def _follow_popup(self, watched: QObject, event: QEvent) -> None:
        """A menu takes the keyboard without taking the focus."""
        if event.type() == QEvent.Type.Hide:
            if watched is self._watched:
                self._watch(QApplication.focusWidget())
        elif isinstance(event, QFocusEvent) and event.reason() is Qt.FocusReason.PopupFocusReason:
            popup = QApplication.activePopupWidget()
            self._watch(QApplication.focusWidget() if popup is None else popup.focusWidget() or popup)

    # ------------------------------------------------------------------ keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if not self._giving and self._will_hold(event):
                event.accept()  # a letter of a code is no shortcut
                return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return not self._giving and self._press(event)
        elif kind in (QEvent.Type.Hide, QEvent.Type.FocusOut, QEvent.Type.FocusIn):
            self._follow_popup(watched, event)
        return False

    def _press(self, event: QKeyEvent) -> bool:
        """Whether the key is kept from the widget."""
        if event.key() in _SILENT:
            return False
        typed = _typed(event)
        if self._unended:
            self._join(typed is not None and self._is_tail(event))
        fast = self._is_fast(event)
        self._last = (event.timestamp(), time.monotonic())
        if not fast or typed is None or not self._wanted():
            self._give_back()
            if typed is None or typed == "\r" or not self._wanted():
                return False
            self._begin()
        if self._plain:
            return False
        if typed == "\r":
            return self._end()
        return self._add(event, typed)

    def _add(self, event: QKeyEvent, typed: str) -> bool:
        """One more character of a burst; whether its key is kept from the widget."""
        self._text += typed
        if not self._sure and self._is_sure():
            self._take_over()
        if not self._sure and not self._may_be():
            self._give_back()
            self._plain = True  # the rest of this burst is what it looks like: typing
            return False
        self._rest.start(_END_MS if self._sure else _REST_MS)
        if self._sure:
            return True
        if len(self._text) <= PASSED:
            return False
        self._held.append(_copy(event))
        return True

    def _will_hold(self, event: QKeyEvent) -> bool:
        if event.key() in _SILENT:
            return False
        if self._unended and self._is_tail(event):
            return _typed(event) is not None and self._wanted()
        if self._plain or not self._text or not self._is_fast(event):
            return False
        return _typed(event) is not None and (self._sure or len(self._text) >= PASSED) and self._wanted()

    def _is_fast(self, event: QKeyEvent) -> bool:
        """By the clock of the keyboard where it has one, so that a busy moment of the desk makes nobody a scanner."""
        if event.isAutoRepeat():
            return False
        stamp, at = self._last
        apart = event.timestamp() - stamp if event.timestamp() and stamp else (time.monotonic() - at) * 1000
        return 0 <= apart <= (_END_MS if self._sure else FAST_MS)

    def _is_tail(self, event: QKeyEvent) -> bool:
        """Whether a key was pressed right behind a code whose end did not come, however late it arrives."""
        stamp = self._last[0]
        return bool(event.timestamp() and stamp) and 0 <= event.timestamp() - stamp <= _END_MS

    def _join(self, tail: bool) -> None:
        unended, self._unended = self._unended, ""
        if tail:
            self._text, self._sure = unended, True

    # ------------------------------------------------------------------ what a burst is

    def _begin(self) -> None:
        self._text, self._held, self._sure, self._plain = "", [], False, False
        self._first = self._watched
        self._before = _Before.of(self._watched)

    def _is_sure(self) -> bool:
        return looks_scanned(self._text) or (len(self._text) >= LEAST and not _takes_text(self._watched))

    def _may_be(self) -> bool:
        return not _takes_text(self._watched) or may_become_scanned(self._text)

    def _take_over(self) -> None:
        """It is a code: what its first keys did is taken back."""
        self._sure = True
        self._held.clear()
        if self._before is not None and self._first is not None and _is_there(self._first):
            self._before.put_back(self._first)
        self._forget()

    def _end(self) -> bool:
        """Enter or Tab at a scanner's pace ends the code; after anything else it is a key like others."""
        if not self._sure:
            self._give_back()
            return False
        self._finish(ended=True)
        return True

    def _rested(self) -> None:
        if self._sure:
            self._finish(ended=False)
        else:
            self._give_back()

    def _finish(self, *, ended: bool) -> None:
        text = self._text
        self._rest.stop()
        self._begin()
        self._unended = "" if ended else text
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass  # a menu or a list that happened to be open was not meant
        self._scanned(text, ended)

    def _give_back(self) -> None:
        """The keys held go to where they were typed, in their order; a code that was never ended is read as it is."""
        self._rest.stop()
        if self._sure:
            self._finish(ended=False)
            return
        held, widget = self._held, self._watched
        self._text, self._held = "", []
        if not held or widget is None or not _is_there(widget):
            return
        self._giving = True
        try:
            for event in held:
                if _takes_text(widget) or not self._shortcut(event):
                    QApplication.sendEvent(widget, event)
        finally:
            self._giving = False

    def _shortcut(self, event: QKeyEvent) -> bool:
        """Do what the key is a shortcut for, since an event that is given on asks for none by itself."""
        action = action_of(self._window, event)
        if action is not None:
            action.trigger()
        return action is not None


@dataclass(frozen=True, slots=True)
class _Before:
    """What stood in a field when a burst began."""

    text: str
    at: int
    anchor: int
    modified: bool = False

    @staticmethod
    def of(widget: QWidget | None) -> _Before | None:
        line = _line(widget)
        if line is not None:
            start = line.selectionStart()
            at = line.cursorPosition()
            anchor = at if start < 0 else start if at != start else line.selectionEnd()
            return _Before(line.text(), at, anchor, line.isModified())
        if isinstance(widget, QTextEdit | QPlainTextEdit):
            cursor = widget.textCursor()
            return _Before(widget.toPlainText(), cursor.position(), cursor.anchor())
        return None

    def put_back(self, widget: QWidget) -> None:
        line = _line(widget)
        if line is not None:
            line.setText(self.text)
            line.setCursorPosition(self.anchor)
            line.cursorForward(True, self.at - self.anchor)
            line.setModified(self.modified)
        elif isinstance(widget, QTextEdit | QPlainTextEdit):
            widget.setPlainText(self.text)
            cursor = widget.textCursor()
            cursor.setPosition(self.anchor)
            cursor.setPosition(self.at, QTextCursor.MoveMode.KeepAnchor)
            widget.setTextCursor(cursor)


def _typed(event: QKeyEvent) -> str | None:
    """The character of a code that a key stands for, "\\r" for one that ends it; None for any other key."""
    if event.key() in _ENDS:
        return "\r"
    held = event.modifiers() & _OTHER_KEYS
    if event.key() == Qt.Key.Key_F8 and not held:
        return GS
    if event.key() == Qt.Key.Key_BracketRight and held == Qt.KeyboardModifier.ControlModifier:
        return GS
    text = event.text()
    if text == GS:
        return GS
    return text if len(text) == 1 and text.isprintable() and not held else None


def _copy(event: QKeyEvent) -> QKeyEvent:
    return QKeyEvent(
        QEvent.Type.KeyPress, event.key(), event.modifiers(), event.nativeScanCode(), event.nativeVirtualKey(),
        event.nativeModifiers(), event.text(), event.isAutoRepeat(), event.count(),
    )  # fmt: skip


def _line(widget: QWidget | None) -> QLineEdit | None:
    if isinstance(widget, QComboBox):
        return widget.lineEdit()
    return widget if isinstance(widget, QLineEdit) else None


def _takes_text(widget: QWidget | None) -> bool:
    return _line(widget) is not None or isinstance(widget, QTextEdit | QPlainTextEdit)


def _is_there(widget: QWidget) -> bool:
    """Whether Qt still has the widget that Python holds."""
    try:
        widget.objectName()
    except RuntimeError:
        return False
    return True
