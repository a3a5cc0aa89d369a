"""What tests do to a session that nobody does at a desk."""

from __future__ import annotations

from dataclasses import replace

from charting.desk.session import Session


def set_clinic(session: Session, **settings: object) -> None:
    """Let the clinic work like this, whoever is there and without a word in the file."""
    book = session.clinic.book
    changed = replace(book, settings=replace(book.settings, **settings))
    session.change(clinic=replace(session.clinic, book=changed))
