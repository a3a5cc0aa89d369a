"""Setting what a widget says only where it is something else: Qt announces, lays out or styles anew whatever is set."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget


def set_text(widget: QLabel | QAbstractButton, text: str) -> None:
    """Its words."""
    if widget.text() != text:
        widget.setText(text)


def set_tip(widget: QWidget, tip: str) -> None:
    """Its tooltip."""
    if widget.toolTip() != tip:
        widget.setToolTip(tip)


def set_name(widget: QWidget, name: str, description: str | None = None) -> None:
    """What screen readers say of it; with None the description stays."""
    if widget.accessibleName() != name:
        widget.setAccessibleName(name)
    if description is not None and widget.accessibleDescription() != description:
        widget.setAccessibleDescription(description)
