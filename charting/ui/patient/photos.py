"""The photographs of a patient, visit by visit: added, labelled, compared; none of them leaves the file by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from charting.desk.session import Session
from charting.domain.people.attachment import Attachment, Picture
from charting.domain.people.consent import ConsentTo
from charting.errors import Problem
from charting.ui.kit.asking_files import which_files
from charting.ui.kit.combos import Combo
from charting.ui.kit.file_drop import FileDrop
from charting.ui.kit.hub import Hub
from charting.ui.kit.look import Look, wear
from charting.ui.kit.parts import scrolled
from charting.ui.patient.patient_head import patient_head
from charting.ui.patient.photo_adding import Keep, PhotoAdding
from charting.ui.patient.photo_grid import PhotoGrid
from charting.ui.patient.photo_labels import PhotoLabels
from charting.ui.patient.photo_view import PhotoView, counterpart
from charting.ui.patient.saving_copies import save_copy
from charting.words.people_words import photos_text
from charting.words.words import date_text, kind_name, time_text, tr_problem

SIZE = (1120, 640)
NO_VISIT = ""


class PhotosDialog(QDialog):
    """Opens on the open visit. Files and pictures come by the button, by a drop or by Ctrl+V."""

    def __init__(self, session: Session, hub: Hub, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._patient = session.open.patient
        self._thumbnails: dict[str, QPixmap | None] = {}
        self.chosen: str | None = None
        self.setWindowTitle(self.tr("Photographs"))
        self.visit = Combo(look)
        self.add, self.paste = QPushButton(self.tr("Add…")), QPushButton(self.tr("Paste"))
        self.hidden, self.close_it = QCheckBox(self.tr("Show hidden ones")), QPushButton(self.tr("Close"))
        self.adding = PhotoAdding()
        self.grid = PhotoGrid(look, self._thumbnail)
        self.labels = PhotoLabels()
        self.empty = _label(
            self.tr("No photographs of this visit yet. Add them, drop them here, or paste one."), "muted"
        )
        self._lay_out()
        self._connect()
        FileDrop(self, self.add_files)
        self._fill_visits(session.open.visit.id if session.open.visit is not None else NO_VISIT)
        self.refresh()
        hub.changed.connect(self._changed)
        self.resize(*SIZE)

    # ------------------------------------------------------------------ building

    def _lay_out(self) -> None:
        holder = QWidget()
        holder.setObjectName("plain")
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.empty, 0, Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(self.grid, 1)
        scroll = scrolled(holder, self.tr("Photographs"))
        body = QHBoxLayout()
        body.setSpacing(20)
        body.addWidget(scroll, 1)
        self.labels.setFixedWidth(312)
        body.addWidget(self.labels)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.hidden)
        foot.addWidget(self.adding, 1)
        foot.addWidget(self.close_it)
        page = QVBoxLayout(self)
        page.setContentsMargins(24, 18, 24, 16)
        page.setSpacing(12)
        page.addWidget(patient_head(self._patient))
        page.addLayout(self._bar())
        page.addLayout(body, 1)
        page.addLayout(foot)

    def _bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        caption = _label(self.tr("Visit"), "muted")
        caption.setBuddy(self.visit)
        self.visit.setAccessibleName(self.tr("Visit"))
        self.visit.setMinimumContentsLength(30)
        self.consent = _label("", "caption")
        row.addWidget(caption)
        row.addWidget(self.visit)
        row.addSpacing(8)
        row.addWidget(self.consent)
        row.addStretch(1)
        self.paste.setToolTip(self.tr("Paste a picture that was copied (Ctrl+V)"))
        self.add.setObjectName("primary")
        for button in (self.paste, self.add, self.close_it):
            button.setAutoDefault(False)
            button.setAccessibleName(button.text())
        row.addWidget(self.paste)
        row.addWidget(self.add)
        return row

    def _connect(self) -> None:
        self.visit.activated.connect(self._visit_chosen)
        self.hidden.toggled.connect(self.refresh)
        self.add.clicked.connect(self._choose_files)
        self.paste.clicked.connect(self.paste_picture)
        QShortcut(QKeySequence("Ctrl+V"), self, self.paste_picture)
        for button in (self.add, self.paste):
            self.adding.busy.connect(button.setDisabled)
        self.close_it.clicked.connect(self.accept)
        self.grid.chosen.connect(self._choose)
        self.grid.opened.connect(self._open)
        labels = self.labels
        labels.said.connect(lambda photo: self._attempt(lambda: self._session.health.label_photo(photo)))
        labels.hide_wanted.connect(self._hide)
        labels.show_wanted.connect(self._show_again)
        labels.large.clicked.connect(lambda: self._open(self.chosen))
        labels.compare.clicked.connect(self.compare)
        labels.copy.clicked.connect(self._copy)

    # ------------------------------------------------------------------ what there is

    def _fill_visits(self, chosen: str) -> None:
        session = self._session
        self.visit.clear()
        for visit in session.open.visits:
            count = session.health.photo_count(visit.id)
            text = self.tr("{date}, {time} · {kind}").format(
                date=date_text(visit.at.date()), time=time_text(visit.at), kind=kind_name(visit.kind)
            )
            self.visit.addItem(f"{text} · {photos_text(count)}" if count else text, visit.id)
        self.visit.addItem(self.tr("Without a visit"), NO_VISIT)
        self.visit.setCurrentIndex(max(0, self.visit.findData(chosen)))

    @property
    def visit_id(self) -> str | None:
        """The visit that is looked at; photographs whose draft was thrown away belong to none."""
        return self.visit.currentData() or None

    def _photos(self) -> list[Attachment]:
        session, known = self._session, {v.id for v in self._session.open.visits}
        found = [a for a in session.open.attachments if a.is_photo and (a.hidden is None or self.hidden.isChecked())]
        if self.visit_id is None:
            return [a for a in found if a.visit_id not in known]
        return [a for a in found if a.visit_id == self.visit_id]

    def refresh(self) -> None:
        """Show the photographs of the visit that is looked at."""
        photos = self._photos()
        if self.chosen not in {photo.id for photo in photos}:
            self.chosen = None
        self.grid.show_photos(photos, self.chosen)
        self.grid.setVisible(bool(photos))
        self.empty.setVisible(not photos)
        self.labels.show_photo(self._chosen())
        self.labels.compare.setEnabled(len(self._in_sight()) > 1)
        agreed = self._session.health.consent_in_force(ConsentTo.PHOTOGRAPHS)
        self.consent.setText(
            self.tr("Consent to photographs: {date}").format(date=date_text(agreed.given_at.date()))
            if agreed is not None
            else self.tr("No consent to photographs is kept.")
        )
        wear(self.consent, tone="" if agreed is not None else "caution")

    def _in_sight(self) -> list[Attachment]:
        return [a for a in self._session.open.attachments if a.is_photo and a.hidden is None]

    def _chosen(self) -> Attachment | None:
        return next((a for a in self._session.open.attachments if a.id == self.chosen), None)

    def _thumbnail(self, photo_id: str) -> QPixmap | None:
        if photo_id not in self._thumbnails:
            try:
                content = self._session.health.thumbnail_of(photo_id)
            except Problem as problem:
                self.adding.say(tr_problem(problem), wrong=True)
                return None
            pixmap = QPixmap()
            self._thumbnails[photo_id] = pixmap if content is not None and pixmap.loadFromData(content) else None
        return self._thumbnails[photo_id]

    def _changed(self, changed: object) -> None:
        if self._session.open.patient is not self._patient:
            self.reject()  # another chart was opened behind it
            return
        self._fill_visits(self.visit_id or NO_VISIT)
        self.refresh()

    def _visit_chosen(self) -> None:
        self.chosen = None
        self.refresh()

    def _choose(self, photo_id: str) -> None:
        self.chosen = photo_id
        self.labels.show_photo(self._chosen())

    # ------------------------------------------------------------------ adding

    def _choose_files(self) -> None:
        kinds = self.tr("Pictures (*.jpg *.jpeg *.png *.webp *.tif *.tiff *.heic *.heif);;All files (*)")
        self.add_files(which_files(self, self.tr("Add photographs"), kinds))

    def paste_picture(self) -> None:
        self.adding.add_pasted(self._keeper())

    def add_files(self, files: Sequence[Path]) -> None:
        """Read these files beside the window and keep what they hold with the visit that is looked at."""
        self.adding.add(files, self._keeper())

    def _keeper(self) -> Keep:
        labels = self._session.health.blank_photo(self.visit_id)

        def keep(picture: Picture) -> str | None:
            added = self._session.health.add_photo(picture, labels)
            if added is None:
                return self.tr("This photograph is there already; it was not added twice.")
            if added.visit_id == self.visit_id:
                self._choose(added.id)
                self.grid.choose(added.id)
            return None

        return keep

    # ------------------------------------------------------------------ one photograph

    def _open(self, photo_id: str | None) -> None:
        photo = next((a for a in self._in_sight() if a.id == photo_id), None)
        if photo is not None:
            PhotoView(self._session, self.grid.look, photo, parent=self).exec()

    def compare(self) -> None:
        """The chosen photograph beside the one it is best compared with."""
        photo = self._chosen()
        other = counterpart(self._in_sight(), photo, [v.id for v in self._session.open.visits]) if photo else None
        if photo is None or other is None or photo.hidden is not None:
            self.adding.say(self.tr("There is no other photograph of this visit or an earlier one to compare with."))
            return
        PhotoView(self._session, self.grid.look, photo, other, parent=self).exec()

    def _hide(self, reason: str) -> None:
        photo = self._chosen()
        if photo is not None:
            self._attempt(lambda: self._session.health.hide_photo(photo, reason))

    def _show_again(self) -> None:
        photo = self._chosen()
        if photo is not None:
            self._attempt(lambda: self._session.health.show_again(photo))

    def _copy(self) -> None:
        photo = self._chosen()
        if photo is None:
            return

        def copy() -> None:
            path = save_copy(self._session, photo, "photograph", self)
            if path is not None:
                self.adding.say(self.tr("A copy is in {path}.").format(path=path))

        self._attempt(copy)

    def _attempt(self, act: Callable[[], None]) -> None:
        self.adding.say("")
        try:
            act()
        except Problem as problem:
            self.adding.say(tr_problem(problem), wrong=True)

    def done(self, result: int) -> None:
        self.adding.end()
        super().done(result)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
