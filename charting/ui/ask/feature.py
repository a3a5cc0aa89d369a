"""Questions over the visits of all patients."""

from __future__ import annotations

from charting.ui.shell.feature import Action, Feature, Host, Menu, _


def feature(host: Host) -> Feature:
    """The window that is asked."""

    def show() -> None:
        from charting.ui.ask.ask import AskDialog

        AskDialog(host.session, host.look, parent=host.window).exec()

    return Feature((Action("ask", _("Ask across maps…"), show, "Ctrl+Shift+F", menu=(Menu.PAST, 75)),))
