"""The door of the charts: while nobody is at the desk, or it is locked, a session knows nobody's chart.

It stands before the values and the file themselves, not before each operation: what reads a chart finds none, and what
touches the file (`Session.store`) or makes another chart of it is Refused; an operation that is written tomorrow
included. What has to work at a locked desk (coming and going, saving what was finished) takes `Session.file`, and is
named one by one in the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Self, TypeVar, overload

from charting.desk.people import is_away, refuse_away

if TYPE_CHECKING:
    from collections.abc import Callable

    from charting.desk.session import Session
    from charting.store.database import Store

T = TypeVar("T")


class Door:
    """The file of a session, for who is at the desk; Refused while nobody is."""

    @overload
    def __get__(self, session: None, owner: type) -> Self: ...
    @overload
    def __get__(self, session: Session, owner: type) -> Store: ...
    def __get__(self, session: Session | None, owner: type) -> Self | Store:
        if session is None:
            return self
        refuse_away(session)
        return session.file


class Behind(Generic[T]):
    """An attribute of the session that holds something of a chart: while nobody is there it is as it begins.

    So nothing of it is read by a timer, a window that is still open or a paint in the background, and all of it is
    there again for who comes. It cannot be set meanwhile.
    """

    def __init__(self, value: T) -> None:
        self._first = value

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, session: None, owner: type) -> Self: ...
    @overload
    def __get__(self, session: Session, owner: type) -> T: ...
    def __get__(self, session: Session | None, owner: type) -> Self | T:
        if session is None:
            return self
        found: T = self._first if is_away(session) else session.__dict__.get(self._name, self._first)
        return found

    def __set__(self, session: Session, value: T) -> None:
        refuse_away(session)
        session.__dict__[self._name] = value


class WhenAsked(Generic[T]):
    """What follows from the chart: found when somebody first asks after it was deleted, `nothing` while they are away.

    An edit costs nothing of it until the desk shows it, and whoever asks is told what is so now.
    """

    def __init__(self, nothing: T, find: Callable[[Session], T]) -> None:
        self._nothing, self._find = nothing, find

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, session: None, owner: type) -> Self: ...
    @overload
    def __get__(self, session: Session, owner: type) -> T: ...
    def __get__(self, session: Session | None, owner: type) -> Self | T:
        if session is None:
            return self
        if is_away(session):
            return self._nothing
        if self._name not in session.__dict__:
            session.__dict__[self._name] = self._find(session)
        found: T = session.__dict__[self._name]
        return found

    def __set__(self, session: Session, value: T) -> None:
        raise AttributeError(f"{self._name} follows from the chart")

    def __delete__(self, session: Session) -> None:
        session.__dict__.pop(self._name, None)
