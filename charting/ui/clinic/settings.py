"""The clinic's settings: how it works, its own ranges beside the shipped ones, its patterns and its prices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.desk.steps import Changed
from charting.ui.clinic.settings_paper import PaperPage
from charting.ui.clinic.settings_patterns import PatternsPage
from charting.ui.clinic.settings_prices import PricesPage
from charting.ui.clinic.settings_ranges import RangesPage
from charting.ui.kit.combos import Combo, Line
from charting.ui.kit.fields import Field
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import GAP, Look, wear
from charting.ui.kit.plain_line import keep_plain
from charting.ui.kit.settings_page import Page, caption, who_text

SIZE = QSize(1200, 680)
DAYS = (14, 21, 28, 35, 42, 56)
MINUTES = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 0)


class ClinicPage(Page):
    """The clinic's name, photographs, after how many minutes the desk locks, and what is a touch-up."""

    def __init__(self, session: Session, look: Look) -> None:
        super().__init__(session)
        self.name = Line()
        keep_plain(self.name)
        self.name.setMaxLength(500)
        self.photos = QCheckBox(self.tr("Photographs are wanted at every treatment"))
        self.sharing = QCheckBox(self.tr("Our rule: vials that are meant for one patient are shared here"))
        self.minutes = Combo(look)
        self.touch_ups = Combo(look)
        self.fields = (
            Field(self.tr("Name of the clinic, as it stands on a bill"), self.name),
            Field(self.tr("The desk locks when nobody touched it for"), self.minutes),
            Field(self.tr("A touch-up comes within"), self.touch_ups),
        )
        self.who = caption("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for field in self.fields:
            field.setMaximumWidth(420)
            column.addWidget(field)
        self.fields[1].say(self.tr("It locks only where people sign in; a draft is kept, nothing is lost."))
        self.fields[2].say(self.tr("Days after its treatment; what comes later counts as a treatment of its own."))
        photos = QVBoxLayout()
        photos.setSpacing(3)
        photos.addWidget(self.photos)
        photos.addWidget(caption(self.tr("The list before signing then asks for them; it stops nobody.")))
        column.addLayout(photos)
        sharing = QVBoxLayout()
        sharing.setSpacing(3)
        sharing.addWidget(self.sharing)
        self.sharing_said = caption("")
        sharing.addWidget(self.sharing_said)
        column.addLayout(sharing)
        column.addWidget(self.who)
        column.addStretch(1)
        column.addWidget(self.said)
        self.name.committed.connect(lambda text, leaving: self._keep(name=text))
        self.sharing.clicked.connect(self._share)
        self.photos.clicked.connect(lambda on: self._keep(photos_wanted=on))
        self.minutes.activated.connect(lambda place: self._keep(idle_minutes=self.minutes.itemData(place)))
        self.touch_ups.activated.connect(lambda place: self._keep(touch_up_days=self.touch_ups.itemData(place)))
        self.refresh()

    def refresh(self) -> None:
        settings, may = self.session.clinic.settings, self.may_change
        self.name.set_value(settings.name)
        self.name.setReadOnly(not may)
        self.photos.setChecked(settings.photos_wanted)
        self.photos.setEnabled(may)
        self.sharing.setChecked(self.session.clinic.book.shares_vials)
        self.sharing.setEnabled(may)
        self.sharing_said.setText(self._sharing_text())
        self.minutes.clear()
        for count in sorted({*MINUTES, settings.idle_minutes}, key=lambda count: count or 1000):
            text = self.tr("1 minute") if count == 1 else self.tr("{count} minutes").format(count=count)
            self.minutes.addItem(text if count else self.tr("never"), count)
        self.minutes.setCurrentIndex(self.minutes.findData(settings.idle_minutes))
        self.minutes.setEnabled(may)
        self.touch_ups.clear()
        for count in sorted({*DAYS, settings.touch_up_days}):
            text = self.tr("1 day") if count == 1 else self.tr("{count} days").format(count=count)
            self.touch_ups.addItem(text, count)
        self.touch_ups.setCurrentIndex(self.touch_ups.findData(settings.touch_up_days))
        self.touch_ups.setEnabled(may)
        who = who_text(settings.set_by, settings.set_at.date()) if settings.set_at is not None else ""
        self.who.setText(self.tr("Last changed: {who}").format(who=who) if who else "")
        self.who.setVisible(bool(who))

    def _sharing_text(self) -> str:
        said = self.tr("A vial whose label says so is then offered to the next patient without a word.")
        kept = self.session.clinic.book.sharing
        if kept is None or not kept.shares:
            return said
        return f"{said} {self.tr('Said: {who}').format(who=who_text(kept.set_by, kept.set_at.date()))}"

    def _share(self, on: bool) -> None:
        self.attempt(lambda: self.session.settings.set_sharing(shares=on), self.tr("Kept."))
        self.refresh()

    def _keep(self, **changes: Any) -> None:
        wanted = replace(self.session.clinic.settings, **changes)
        if wanted != self.session.clinic.settings:
            self.attempt(lambda: self.session.settings.set_settings(wanted), self.tr("Kept."))
        self.refresh()


class SettingsDialog(QDialog):
    """Five pages. Everything is kept as it is typed; there is nothing to confirm at the end."""

    def __init__(
        self, session: Session, hub: Hub, look: Look, page: str = "clinic", *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Clinic's settings"))
        self._pages = QStackedWidget()
        self.pages: dict[str, Page] = {
            "clinic": ClinicPage(session, look), "ranges": RangesPage(session, look),
            "patterns": PatternsPage(session, look), "prices": PricesPage(session, look),
            "paper": PaperPage(session, look),
        }  # fmt: skip
        for each in self.pages.values():
            self._pages.addWidget(each)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.accept)
        self.only = QLabel(self.tr("Only an administrator changes these. You see what holds."))
        self.only.setObjectName("pill")
        wear(self.only, tone="caution")
        self.only.setVisible(not self.pages["clinic"].may_change)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(14)
        column.addLayout(self._top())
        column.addWidget(self._pages, 1)
        room = parent.window().size() if parent is not None else SIZE + QSize(32, 32)
        self.resize(SIZE.boundedTo(QSize(room.width() - 32, room.height() - 32)))
        self.show_page(page)
        self.tabs[page].setFocus()
        hub.changed.connect(self._changed)

    def _top(self) -> QHBoxLayout:
        names = {
            "clinic": self.tr("Clinic"), "ranges": self.tr("Ranges"), "patterns": self.tr("Patterns"),
            "prices": self.tr("Prices"), "paper": self.tr("Paper"),
        }  # fmt: skip
        row = QHBoxLayout()
        row.setSpacing(6)
        group = QButtonGroup(self)
        self.tabs: dict[str, QPushButton] = {}
        for name, text in names.items():
            tab = QPushButton(text)
            tab.setObjectName("tab")
            tab.setCheckable(True)
            tab.setAutoDefault(False)
            tab.clicked.connect(lambda _=False, name=name: self.show_page(name))
            group.addButton(tab)
            self.tabs[name] = tab
            row.addWidget(tab)
        row.addSpacing(GAP)
        row.addWidget(self.only)
        row.addStretch(1)
        row.addWidget(self.close_button)
        return row

    def show_page(self, name: str) -> None:
        """Bring one of the pages to the front."""
        self.tabs[name].setChecked(True)
        self._pages.setCurrentWidget(self.pages[name])

    def _changed(self, changed: Changed) -> None:
        if changed.clinic:
            for page in self.pages.values():
                page.refresh()
