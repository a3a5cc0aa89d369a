"""The actions of all features: makes them, enables them by what is open, fills the menu, and finds who answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from charting.ui.shell.feature import Action, Feature, KeyLine, Menu
from charting.words.words import translate

if TYPE_CHECKING:
    from charting.desk.session import Session

MENUS = {Menu.PAST: 145, Menu.RECORD: 170, Menu.CLINIC: 175, Menu.FILES: 180, Menu.LOOK: 400}
"""Where each menu stands in the main one."""


class Registry(QObject):
    """Belongs to one window, which `keys` of the actions reach wherever the keyboard is."""

    def __init__(self, window: QWidget, features: Sequence[Feature]) -> None:
        super().__init__(window)
        self.features = tuple(features)
        self.rows = tuple(action for feature in features for action in feature.actions)
        shared = clashes(self.rows)
        assert not shared, f"two actions share {', '.join(shared)}"
        self.actions: dict[str, QAction] = {}
        self._can: dict[str, bool] = {}
        for row in self.rows:
            action = QAction(translate("Actions", row.text), window)
            if row.shortcut:
                action.setShortcut(QKeySequence(row.shortcut))
            action.setAutoRepeat(row.held)
            action.triggered.connect(partial(_do, row))
            window.addAction(action)
            self.actions[row.name] = action

    @property
    def offers(self) -> dict[type, Callable[..., Any]]:
        """What makes the parts that dialogs of other features need."""
        return {kind: make for each in self.features for kind, make in each.offers.items()}

    @property
    def keys(self) -> tuple[KeyLine, ...]:
        """The lines of the key sheet, in their order."""
        return tuple(sorted((line for each in self.features for line in each.keys), key=lambda line: line.at))

    def enable(self, session: Session | None) -> None:
        """By what is open; while somebody has to sign in first, next to nothing."""
        state = session.state if session is not None else None
        away = state is not None and state.who.away
        for row in self.rows:
            can = row.while_away if away else row.when(state)
            if self._can.get(row.name) != can:
                self._can[row.name] = can
                self.actions[row.name].setEnabled(can)

    def do(self, name: str) -> None:
        """Do what a panel asks for in its place."""
        if name in self.actions:
            self.actions[name].trigger()

    def answer(self, intent: object) -> None:
        """Hand an intent to whoever answers it."""
        for feature in self.features:
            if type(intent) in feature.answers:
                feature.answers[type(intent)](intent)

    def fill(self, menu: QMenu) -> None:
        """The whole menu of the desk, anew."""
        menu.clear()
        self._fill(menu, Menu.MAIN)

    def _fill(self, menu: QMenu, which: Menu) -> None:
        entries: list[tuple[int, str | Menu]] = [(at, row.name) for at, row in _standing_in(which, self.rows)]
        if which is Menu.MAIN:
            entries += [(at, inner) for inner, at in MENUS.items()]
        before = None
        for at, entry in sorted(entries, key=lambda pair: pair[0]):
            if before not in (None, at // 100):
                menu.addSeparator()
            before = at // 100
            if isinstance(entry, Menu):
                self._fill(menu.addMenu(_title(entry)), entry)
            else:
                menu.addAction(self.actions[entry])


def clashes(rows: Iterable[Action]) -> list[str]:
    """Names, keys and places in a menu that two actions share; there should be none."""
    rows = tuple(rows)
    taken = Counter(row.name for row in rows)
    taken += Counter(row.shortcut for row in rows if row.shortcut)
    taken += Counter(f"{menu.value} {at}" for menu in Menu for at, _ in _standing_in(menu, rows))
    taken += Counter(f"{Menu.MAIN.value} {at}" for at in MENUS.values())
    return [what for what, times in taken.items() if times > 1]


def _standing_in(menu: Menu, rows: Iterable[Action]) -> Iterator[tuple[int, Action]]:
    for row in rows:
        if row.menu is not None and row.menu[0] is menu:
            yield row.menu[1], row


def _title(menu: Menu) -> str:
    return {
        Menu.PAST: translate("MainWindow", "Looking back"), Menu.RECORD: translate("MainWindow", "Record"),
        Menu.CLINIC: translate("MainWindow", "Clinic"), Menu.LOOK: translate("MainWindow", "Look"),
        Menu.FILES: translate("MainWindow", "Files"),
    }[menu]  # fmt: skip


def _do(row: Action, _checked: bool = False) -> None:
    row.do()
