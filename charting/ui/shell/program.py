"""What the desk does about itself: the looks, the keys, what it is, going round its panels, leaving."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from charting.ui.kit.look import wear
from charting.ui.shell.feature import Action, Feature, Host, KeyLine, Menu, _, always
from charting.words.words import translate


def feature(host: Host) -> Feature:
    """The program."""
    main, look, chosen = Menu.MAIN, Menu.LOOK, host.look_chosen.emit
    return Feature(
        actions=(
            Action("next_panel", _("Next part of the desk"), host.next_panel.emit, "F6", always),
            Action("light", _("Light"), partial(chosen, "light"), when=always, menu=(look, 10)),
            Action("dark", _("Dark"), partial(chosen, "dark"), when=always, menu=(look, 20)),
            Action("system", _("As the computer"), partial(chosen, "system"), when=always, menu=(look, 30)),
            Action(
                "keys", _("Keys and gestures"), partial(_show_keys, host), "F1", always, (main, 405),
                while_away=True,
            ),
            Action("about", _("About Charting"), partial(_about, host), when=always, menu=(main, 410)),
            Action(
                "quit", _("Quit"), host.window.close, "Ctrl+Q", always, (main, 415), while_away=True
            ),
        ),
        keys=(KeyLine(190, _("F6"), _("go round: face, doses, visits, finder")),),
    )  # fmt: skip


def _show_keys(host: Host) -> None:
    KeysDialog(host.keys, host.window).exec()


def _about(host: Host) -> None:
    from charting.ui.shell.about import AboutDialog

    AboutDialog(host.session if host.is_open else None, parent=host.window).exec()


class KeysDialog(QDialog):
    """Two columns: what to press, what it does."""

    def __init__(self, lines: Sequence[KeyLine], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys and gestures"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(7)
        for row, line in enumerate(lines):
            left, right = QLabel(translate("Actions", line.keys)), QLabel(translate("Actions", line.meaning))
            left.setTextFormat(Qt.TextFormat.PlainText)
            left.setObjectName("strong")
            wear(left, tone="accent")
            grid.addWidget(left, row, 0)
            grid.addWidget(right, row, 1)
        column.addLayout(grid)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
