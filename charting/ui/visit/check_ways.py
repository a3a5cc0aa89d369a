"""Where an open item of the checklist is done: a tap on it goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from charting.domain.readiness import Check

if TYPE_CHECKING:
    from charting.ui.kit.hub import Hub
    from charting.ui.visit.doses import DosesPanel

_ACTIONS = {
    Check.CONSENT: "history",
    Check.HISTORY: "history",
    Check.PHOTOGRAPHS: "photographs",
    Check.REVIEW: "review",
}
"""What is done in a place of its own: the action that opens it."""


def lead_to(panel: DosesPanel, *, hub: Hub, check: Check) -> None:
    """Bring the hand to where this is done."""
    if check in _ACTIONS:
        hub.wanted.emit(_ACTIONS[check])
    elif check is Check.REASONS:
        panel.areas_tab.setChecked(True)
        panel.whys.go_to_first()
    elif check is Check.CAUTIONS:
        panel.cautions_tab.setChecked(True)
    else:
        if panel.fields.vials.collapses:
            panel.fields.vials.label.click()  # the fields are folded into the vial that was picked
        field = {Check.LOT: panel.fields.lot, Check.EXPIRY: panel.fields.expires}.get(check, panel.fields.diluent)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
