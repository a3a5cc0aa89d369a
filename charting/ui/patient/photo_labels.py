"""What is said of one photograph, a tap each: before or after, the pose, the side; hide it, with a reason."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from charting.domain.face.face import View
from charting.domain.people.attachment import Attachment, Pose, When
from charting.ui.kit.combos import Line
from charting.ui.kit.flow import FlowLayout, chip
from charting.ui.kit.plain_line import keep_plain
from charting.ui.kit.segments import Segments
from charting.words.people_words import pose_name, when_name
from charting.words.words import datetime_text, one_line, view_name

WHENS, VIEWS = tuple(When), tuple(View)


class PhotoLabels(QWidget):
    """Each tap is kept at once: `said` brings the photograph as it is called from now on."""

    said = Signal(object)
    hide_wanted = Signal(str)
    show_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._photo: Attachment | None = None
        self.when = Segments(self.tr("When"), [when_name(when) for when in WHENS])
        self.view = Segments(self.tr("Side"), [view_name(view) for view in VIEWS])
        self.poses = {pose: chip(pose_name(pose), pose_name(pose)) for pose in Pose}
        self.name = Line()
        keep_plain(self.name)
        self.name.setPlaceholderText(self.tr("Name, if it needs one"))
        self.name.setAccessibleName(self.tr("Name of the photograph"))
        self.about = _label("", "caption")
        self.large, self.compare = QPushButton(self.tr("Full size")), QPushButton(self.tr("Compare"))
        self.copy, self.hide_it = QPushButton(self.tr("Save a copy…")), QPushButton(self.tr("Hide…"))
        self.reason = QLineEdit()
        keep_plain(self.reason)
        self.reason.setPlaceholderText(self.tr("Why it is hidden"))
        self.reason.setAccessibleName(self.reason.placeholderText())
        self.sure = QPushButton(self.tr("Hide"))
        self._lay_out()
        self.when.changed.connect(lambda place: self._say(when=WHENS[place] if place >= 0 else None))
        self.view.changed.connect(lambda place: self._say(view=VIEWS[place] if place >= 0 else None))
        for pose, button in self.poses.items():
            button.clicked.connect(lambda on, pose=pose: self._say(pose=pose if on else None))
        self.name.committed.connect(lambda text, _leaving: self._say(name=text.strip()))
        self.hide_it.clicked.connect(self._ask)
        self.sure.clicked.connect(lambda: self.hide_wanted.emit(self.reason.text()))
        self.reason.returnPressed.connect(self.sure.click)

    def _lay_out(self) -> None:
        poses = QWidget()
        flow = FlowLayout(poses)
        for button in self.poses.values():
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self.when, poses, self.view, self.name, self.about):
            column.addWidget(widget)
        self.about.setWordWrap(True)
        for pair in ((self.large, self.compare), (self.copy, self.hide_it), (self.reason, self.sure)):
            row = QHBoxLayout()
            row.setSpacing(8)
            for widget in pair:
                row.addWidget(widget, 1 if widget is not self.sure else 0)
                if isinstance(widget, QPushButton):
                    widget.setAutoDefault(False)
                    widget.setAccessibleName(widget.text())
            column.addLayout(row)
        column.addStretch(1)

    def show_photo(self, photo: Attachment | None) -> None:
        """Show what is said of a photograph; without one there is nothing to say."""
        self._photo = photo
        self.setVisible(photo is not None)
        self.reason.hide()
        self.sure.hide()
        self.reason.clear()
        if photo is None:
            return
        self.when.choose(WHENS.index(photo.when) if photo.when is not None else -1)
        self.view.choose(VIEWS.index(photo.view) if photo.view is not None else -1)
        for pose, button in self.poses.items():
            button.setChecked(pose is photo.pose)
        self.name.set_value(photo.name)
        self.about.setText(self._about(photo))
        hidden = photo.hidden is not None
        self.hide_it.setText(self.tr("Show again") if hidden else self.tr("Hide…"))
        self.hide_it.setAccessibleName(self.hide_it.text())
        for widget in (self.when, self.view, self.name, *self.poses.values()):
            widget.setEnabled(not hidden)

    def _about(self, photo: Attachment) -> str:
        text = self.tr("{width} × {height} pixels, added {at}").format(
            width=photo.width, height=photo.height, at=datetime_text(photo.added_at)
        )
        if photo.added_by:
            text += " " + self.tr("by {name}").format(name=one_line(photo.added_by))
        if photo.hidden is not None:
            reason = self.tr("Hidden {at}: {reason}").format(
                at=datetime_text(photo.hidden.at), reason=one_line(photo.hidden.reason)
            )
            text += "\n" + reason
        return text

    def _say(self, **changes: object) -> None:
        if self._photo is not None:
            self.said.emit(replace(self._photo, **changes))  # type: ignore[arg-type]

    def _ask(self) -> None:
        if self._photo is not None and self._photo.hidden is not None:
            self.show_wanted.emit()
            return
        self.reason.show()
        self.sure.show()
        self.reason.setFocus()


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName(role)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
