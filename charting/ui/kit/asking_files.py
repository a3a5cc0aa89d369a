"""Asking which file: where to save something, and which files to open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

translate = QCoreApplication.translate


def where_to_save(parent: QWidget, title: str, name: str, kinds: str = "", *, replaces: bool = True) -> Path | None:
    """Where somebody wants it, None when nowhere. Unless it `replaces` what is there, whoever writes asks again."""
    if replaces:
        chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds)
    else:
        quietly = QFileDialog.Option.DontConfirmOverwrite
        chosen, _ = QFileDialog.getSaveFileName(parent, title, name, kinds, options=quietly)
    return Path(chosen) if chosen else None


def where_to_save_csv(parent: QWidget, name: str) -> Path | None:
    return where_to_save(
        parent, translate("files", "Save as CSV"), f"{name}.csv", translate("files", "CSV files (*.csv)")
    )


def where_to_save_figure(parent: QWidget, title: str, stem: str) -> tuple[Path, str] | None:
    """Where a figure is to go, and as what: the ending of the name wins over the kind that was chosen beside it."""
    kinds = {
        "png": translate("files", "Picture (*.png)"), "svg": translate("files", "Drawing (*.svg)"),
        "pdf": translate("files", "PDF (*.pdf)"),
    }  # fmt: skip
    name, chosen = QFileDialog.getSaveFileName(parent, title, f"{stem}.png", ";;".join(kinds.values()))
    return (Path(name), next((kind for kind, text in kinds.items() if text == chosen), "png")) if name else None


def ending_of_figure(path: Path, kind: str) -> tuple[Path, str]:
    """The file of a figure and what is written into it; a name that does not say what it is gets the ending."""
    ending = path.suffix.lower().removeprefix(".")
    return (path, ending) if ending in ("png", "svg", "pdf") else (path.with_name(f"{path.name}.{kind}"), kind)


def which_file(parent: QWidget, title: str, kinds: str) -> Path | None:
    """The file to open, None when nobody chose one."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, "", kinds)
    return Path(chosen) if chosen else None


def which_files(parent: QWidget, title: str, kinds: str) -> list[Path]:
    chosen, _ = QFileDialog.getOpenFileNames(parent, title, "", kinds)
    return [Path(path) for path in chosen]


def which_folder(parent: QWidget, title: str) -> Path | None:
    chosen = QFileDialog.getExistingDirectory(parent, title)
    return Path(chosen) if chosen else None
