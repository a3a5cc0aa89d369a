"""Every action of the desk, one row each: name, text, shortcut, when it can be used, and what it does.

To add one: a row here, and the method it names on the window. A test refuses a row without text and two equal
shortcuts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP

When = Literal["always", "patient", "draft", "visit", "person"]


@dataclass(frozen=True, slots=True)
class ActionRow:
    """`slot` is a method of the window; `menu` is where the action stands, "" for a shortcut only.

    What is not `held` happens once however long its keys are: a book on the keyboard begins one visit.
    """

    name: str
    text: str
    slot: str
    shortcut: str = ""
    when: When = "always"
    menu: str = "main"
    held: bool = False


def _(text: str) -> str:
    return str(QT_TRANSLATE_NOOP("Actions", text))


ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("find", _("Find patient"), "find_patient", "Ctrl+K"),
    ActionRow("add_patient", _("New patient…"), "add_patient", "Ctrl+Shift+N"),
    ActionRow("edit_patient", _("Correct patient's details…"), "edit_patient", "Ctrl+E", "patient"),
    ActionRow("history", _("History and consent…"), "show_history", "Ctrl+H", "patient"),
    ActionRow("photographs", _("Photographs…"), "show_photos", "Ctrl+Shift+A", "patient"),
    ActionRow("new_visit", _("New visit"), "new_visit", "Ctrl+N", "patient"),
    ActionRow("other_product", _("New visit with another product"), "other_product", "", "visit"),
    ActionRow("consult", _("Is micro right?…"), "consult", "Ctrl+Shift+I", "patient"),
    ActionRow("repeat_last", _("Repeat last treatment"), "repeat_last", "Ctrl+R", "patient"),
    ActionRow("repeat_best", _("Repeat pinned best"), "repeat_best", "Ctrl+Shift+R", "patient", menu="past"),
    ActionRow("repeat_areas", _("Repeat chosen areas…"), "repeat_areas", "", "patient", menu="past"),
    ActionRow(
        "pin_best", _("Pin this visit as best, or take its pin away"), "pin_best", "Ctrl+B", "visit", menu="past"
    ),
    ActionRow("today", _("Back to today"), "today", "Ctrl+Home", "patient", menu="past"),
    ActionRow("sign", _("Sign and lock…"), "sign", "Ctrl+Return", "draft"),
    ActionRow("discard", _("Discard draft"), "discard", "", "draft"),
    ActionRow("sheet", _("Face map on paper…"), "show_sheet", "Ctrl+P", "visit"),
    ActionRow("handout", _("Patient's handout…"), "show_handout", "", "patient"),
    ActionRow("review", _("Review of the treatment…"), "review", "Ctrl+Shift+E", "patient", menu="past"),
    ActionRow("touch_up", _("New touch-up"), "touch_up", "Ctrl+Shift+T", "patient", menu="past"),
    ActionRow("wore_off", _("When it wore off…"), "wore_off", "Ctrl+Shift+W", "patient", menu="past"),
    ActionRow("timeline", _("Timeline"), "toggle_strip", "Ctrl+T", "patient", menu="past"),
    ActionRow("compare", _("Compare visits…"), "compare", "Ctrl+D", "patient", menu="past"),
    ActionRow("recall", _("Set recall date…"), "set_recall", "", "patient", menu="past"),
    ActionRow("trends", _("Trends…"), "trends", "Ctrl+G", "patient", menu="past"),
    ActionRow("due", _("Who is due…"), "show_due", "Ctrl+L", menu="past"),
    ActionRow("ask", _("Ask across maps…"), "show_ask", "Ctrl+Shift+F", menu="past"),
    ActionRow("add_note", _("Add a note…"), "add_note", "Ctrl+Shift+M", "visit", menu="record"),
    ActionRow("correct", _("Correct this visit…"), "correct", "", "visit", menu="record"),
    ActionRow("in_error", _("Entered in error…"), "enter_in_error", "", "visit", menu="record"),
    ActionRow("audit", _("Audit…"), "show_audit", menu="record"),
    ActionRow("bill", _("Estimate or bill…"), "bill", "", "visit", menu="clinic"),
    ActionRow("settings", _("Clinic's settings…"), "clinic_settings", "Ctrl+,", menu="clinic"),
    ActionRow("stock", _("Vials and lots…"), "show_stock", "Ctrl+Shift+V", menu="clinic"),
    ActionRow("lot_recall", _("Lot recall…"), "show_recall", menu="clinic"),
    ActionRow("next_vial", _("Next vial"), "next_vial", "V", "draft", menu=""),
    ActionRow("-3", "", ""),
    ActionRow("undo", _("Undo"), "undo", "Ctrl+Z", held=True),
    ActionRow("redo", _("Redo"), "redo", "Ctrl+Shift+Z", held=True),
    ActionRow("redo_too", _("Redo"), "redo", "Ctrl+Y", menu="", held=True),
    ActionRow("mirror", _("Mirror"), "toggle_mirror", "M", "draft", menu=""),
    ActionRow("select_all", _("Select all points of this view"), "select_all", "Ctrl+A", "visit", menu=""),
    ActionRow("front", _("Front"), "show_front", "Ctrl+1", menu=""),
    ActionRow("right", _("Patient's right"), "show_right", "Ctrl+2", menu=""),
    ActionRow("left", _("Patient's left"), "show_left", "Ctrl+3", menu=""),
    ActionRow("fit", _("Show the whole face"), "fit", "Ctrl+0", menu=""),
    ActionRow("zoom_in", _("Zoom in"), "zoom_in", "Ctrl++", menu="", held=True),
    ActionRow("zoom_in_too", _("Zoom in"), "zoom_in", "Ctrl+=", menu="", held=True),
    ActionRow("zoom_out", _("Zoom out"), "zoom_out", "Ctrl+-", menu="", held=True),
    ActionRow("next_panel", _("Next part of the desk"), "next_panel", "F6", menu=""),
    ActionRow("import", _("Import…"), "import_files", "Ctrl+Shift+O"),
    ActionRow("export", _("Export…"), "show_export", "Ctrl+Shift+X"),
    ActionRow("backup", _("Back up to…"), "back_up"),
    ActionRow("restore", _("Restore a backup…"), "restore"),
    ActionRow("people", _("People…"), "show_people", menu="clinic"),
    ActionRow("password", _("My password and PIN…"), "change_password", when="person", menu="clinic"),
    ActionRow("-4", "", ""),
    ActionRow("lock", _("Lock now"), "lock_now", "Ctrl+Shift+L"),
    ActionRow("switch", _("Switch user…"), "switch_user", when="person"),
    ActionRow("privacy", _("Hide patients' names"), "toggle_privacy", "Ctrl+Shift+P"),
    ActionRow("-2", "", ""),
    ActionRow("light", _("Light"), "look_light", menu="look"),
    ActionRow("dark", _("Dark"), "look_dark", menu="look"),
    ActionRow("system", _("As the computer"), "look_system", menu="look"),
    ActionRow("keys", _("Keys and gestures"), "show_keys", "F1"),
    ActionRow("about", _("About Charting"), "about"),
    ActionRow("quit", _("Quit"), "close", "Ctrl+Q"),
)
