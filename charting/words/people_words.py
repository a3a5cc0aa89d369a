"""What people are called on the screen: their roles, the initials of their names."""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtCore import QCoreApplication

from charting.domain.people.patient import Because
from charting.domain.people.people import Person, Role

translate = QCoreApplication.translate


def role_name(role: Role) -> str:
    return {
        Role.INJECTOR: translate("people", "Injector"),
        Role.ASSISTANT: translate("people", "Assistant"),
        Role.ADMINISTRATOR: translate("people", "Administrator"),
    }[role]


def role_meaning(role: Role) -> str:
    """What somebody with this role may do, in a few words."""
    return {
        Role.INJECTOR: translate("people", "charts, signs and corrects"),
        Role.ASSISTANT: translate("people", "charts drafts, signs nothing"),
        Role.ADMINISTRATOR: translate("people", "people, clinic's settings, restoring"),
    }[role]


def roles_text(roles: Set[Role]) -> str:
    """“Injector · Administrator”."""
    return " · ".join(role_name(role) for role in Role if role in roles)


def person_text(person: Person) -> str:
    """What stands under a name: the roles, or that they left."""
    return roles_text(person.roles) if person.active else translate("people", "does not work here any more")


def initials(name: str) -> str:
    """Two letters at most: of the first and the last word that begin with one; titles like “Dr” are passed over."""
    words = [word for word in name.split() if word[:1].isalpha() and word.rstrip(".").casefold() not in _TITLES]
    words = words or [word for word in name.split() if word[:1].isalpha()]
    if not words:
        return name.strip()[:1]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


_TITLES = {"dr", "prof", "professor", "doctor", "mr", "mrs", "ms", "med"}


def because_text(because: Because) -> str:
    """Why two may be one person."""
    return {
        Because.SAME: translate("people", "same names, birth date and chart number"),
        Because.OTHER_BIRTH_DATE: translate("people", "same chart number, another birth date"),
        Because.OTHER_NAMES: translate("people", "same chart number and birth date, other names"),
        Because.SWAPPED_NAMES: translate("people", "same birth date, same names in another order"),
        Because.CLOSE_NAMES: translate("people", "same birth date, names nearly the same"),
        Because.CLOSE_BIRTH_DATE: translate("people", "same names, birth date nearly the same"),
        Because.OTHER_NUMBER: translate("people", "same names and birth date"),
        Because.SEVERAL: translate("people", "several patients have this chart number and birth date"),
    }[because]
