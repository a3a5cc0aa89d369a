"""One line of the codec is all that a new field needs to travel: in its shape, read, written, pseudonymised."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from typing import Any

import msgspec
import pytest

from charting.domain.visit.visit import Visit
from charting.errors import Refused
from charting.exchange import codec
from charting.exchange.json import kinds
from charting.exchange.json.read import Level, Reader
from charting.exchange.json.shape import shape_of
from charting.exchange.json.write import said
from charting.exchange.pseudonyms import RULES, Pseudonyms
from charting.exchange.records import Vocabulary
from charting.exchange.rules import DROP, KEEP, Rule
from tests.exchange.files import NOW
from tests.store.values import a_patient, a_visit


@dataclass(frozen=True, slots=True)
class Fuller(Visit):
    """A visit as somebody may make it who gives it a field."""

    new_field: str | None = None


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> codec.Part:
    """The line that goes with the field."""
    part = codec.Part("new_field", kinds.text(10), KEEP, key="new_field")
    monkeypatch.setitem(codec.PARTS, Fuller, (*codec.PARTS[Visit], part))  # type: ignore[arg-type]
    return part


def fuller(new_field: str | None) -> Fuller:
    visit = a_visit(points=1)
    return Fuller(**{one.name: getattr(visit, one.name) for one in fields(visit)}, new_field=new_field)


def read(file: dict[str, Any], vocabulary: Vocabulary) -> Any:
    reader = Reader("f.json", "", vocabulary, NOW, None, Level.IMPORT)
    return reader.made(Fuller, msgspec.convert(file, shape_of(Fuller)), "$", {"patient": a_patient()})


def without_numbers(visit: Fuller) -> Fuller:
    """Numbers of a file come as their own kind of value, which is not what is looked at here."""
    return replace(visit, points=(), vial_units=None, diluent_ml=None, template=1)


def test_a_new_field_is_written_and_read(line: codec.Part, vocabulary: Vocabulary):
    file = said(without_numbers(fuller("Room 3"))) | {"template": msgspec.UNSET}
    assert file["new_field"] == "Room 3"
    assert read({key: value for key, value in file.items() if key != "template"}, vocabulary).new_field == "Room 3"
    assert "new_field" not in json.dumps(said(fuller(None)))


def test_a_new_field_is_refused_at_its_place(line: codec.Part, vocabulary: Vocabulary):
    file = {key: one for key, one in said(without_numbers(fuller("Room 3 upstairs"))).items() if key != "template"}
    with pytest.raises(Refused, match=r"f\.json, \$\.new_field: this has 15 characters; at most 10 can be kept"):
        read(file, vocabulary)
    with pytest.raises(msgspec.ValidationError):
        read(file | {"new_field": True}, vocabulary)


@pytest.mark.parametrize(("rule", "left"), [(KEEP, "Room 3"), (DROP, None)])
def test_a_new_field_travels_as_its_rule_says(
    rule: Rule, left: str | None, line: codec.Part, monkeypatch: pytest.MonkeyPatch
):
    each = Pseudonyms(b"seed").each(a_patient())
    with pytest.raises(Refused, match="Nobody has said what"):
        each.travels(fuller("Room 3"))
    monkeypatch.setitem(RULES, Fuller, {**RULES[Visit], line.field: rule})  # type: ignore[arg-type]
    assert each.travels(fuller("Room 3")).new_field == left
