"""What can be asked of a desk, found by looking."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import charting.desk
from charting.desk.session import Session
from tests.desk.test_people import Desk

Operation = Callable[..., Any]


def operations() -> dict[str, Operation]:
    """What can be asked of a desk: the public methods and properties of its services and of itself, by their names.

    And public functions that take a session first, wherever they stand in the room.
    """
    found: dict[str, Operation] = {}
    for module in pkgutil.iter_modules(charting.desk.__path__):
        loaded = importlib.import_module(f"charting.desk.{module.name}")
        for name, function in vars(loaded).items():
            if name.startswith("_") or not callable(function) or getattr(function, "__module__", "") != loaded.__name__:
                continue
            first = next(iter(inspect.signature(function).parameters.values()), None)
            if inspect.isfunction(function) and first is not None and "Session" in str(first.annotation).split():
                found[f"{module.name}.{name}"] = function
    for name, member in _public(Session):
        found[f"Session.{name}"] = member
    for service, kind in SERVICES.items():
        for name, member in _public(kind):
            found[f"{service}.{name}"] = _on(service, member)
    return found


def _public(kind: type) -> Iterator[tuple[str, Operation]]:
    for base in reversed(kind.__mro__[:-1]):
        for name, member in vars(base).items():
            if not name.startswith("_") and (inspect.isfunction(member) or isinstance(member, property)):
                yield name, member.fget if isinstance(member, property) else member


def _on(service: str, member: Operation) -> Operation:
    """The operation as one of the session that the service belongs to."""

    @wraps(member)
    def operation(session: Session, *given: Any, **named: Any) -> Any:
        return member(getattr(session, service), *given, **named)

    return operation


def services(folder: Path) -> dict[str, type]:
    """The services of a desk: what is ours and hangs on it under a public name, but for the values of its cell."""
    desk = Desk(folder / "services.sqlite")
    found = {name: type(value) for name, value in vars(desk.session).items() if not name.startswith("_")}
    desk.close()
    return found


with TemporaryDirectory() as _folder:
    SERVICES = services(Path(_folder))
