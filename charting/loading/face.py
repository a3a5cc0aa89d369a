"""Face drawings (`resources/face/<view>-<version>.svg`) into plain values.

One file holds the art, the areas and the landmarks of a view, so that what is seen, hit and measured is one shape.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from charting.domain.face.face import Command, Commands, FaceView, Gradient, Shape, Stop, Template, View
from charting.errors import Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


_SVG = "{http://www.w3.org/2000/svg}"
_FILE = re.compile(r"(front|right|left)-([0-9]+)\.svg")
_LATER = re.compile(r"(areas|landmarks)-([0-9]+)")
_OTHER_LETTERS = re.compile(r"[^MLCZ0-9eE.,+\s-]")
_PIECE = re.compile(r"([MLCZ])([^MLCZ]*)")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_SIZES = {"M": 2, "L": 2, "C": 6, "Z": 0}


def load_templates(folder: Path, *, art: bool = True) -> dict[int, Template]:
    """Every version of the set of views in the folder; a Problem names the file that is broken or missing.

    Without `art` only what can be measured is read, in a fifth of the time.
    """
    found: dict[int, dict[View, FaceView]] = defaultdict(dict)
    for file in sorted(folder.glob("*.svg")):
        named = _FILE.fullmatch(file.name)
        if named:
            found[int(named[2])][View(named[1])] = load_view(file, art=art)
    for version, views in found.items():
        for view in View:
            if view not in views:
                raise Problem("The face drawing {file} is missing.", file=f"{view.value}-{version}.svg")
    if not found:
        raise Problem("There is no face drawing in {folder}.", folder=folder)
    return {version: Template(version, views) for version, views in sorted(found.items())}


def load_view(file: Path, *, art: bool = True) -> FaceView:
    """One drawing; a Problem says which file and which part of it cannot be read."""
    named = _FILE.fullmatch(file.name)
    try:
        root = ElementTree.parse(file).getroot()
        if named is None:
            raise ValueError("its name is not VIEW-VERSION.svg")
        outline = root.find(f"{_SVG}path[@id='outline']")
        if outline is None:
            raise ValueError("it has no path “outline”")
        x, y, width, height = (float(n) for n in root.attrib["viewBox"].split())
        areas, since = _sets(root, "areas")
        landmarks, landmarks_since = _sets(root, "landmarks")
        return FaceView(
            view=View(named[1]),
            version=int(named[2]),
            box=(x, y, width, height),
            art=tuple(_shape(e) for e in _group(root, "art")) if art else (),
            gradients={e.attrib["id"]: _gradient(e) for e in root.findall(f"{_SVG}defs/*")},
            outline=_commands(outline.attrib["d"]),
            areas=areas,
            overlays=_named(_group(root, "overlays")),
            landmarks=landmarks,
            since=since,
            landmarks_since=landmarks_since,
        )
    except (ElementTree.ParseError, OSError, KeyError, ValueError) as fault:
        raise Problem("The face drawing {file} cannot be read: {fault}.", file=file.name, fault=fault) from fault


def _group(root: Element, name: str) -> list[Element]:
    group = root.find(f"{_SVG}g[@id='{name}']")
    if group is None:
        raise ValueError(f"it has no group “{name}”")
    return [e for e in group if isinstance(e.tag, str)]


def _sets(root: Element, kind: str) -> tuple[dict[str, Commands], dict[str, int]]:
    """All areas, or landmarks, in the order of their sets, and the set of each that came later (group “areas-2”)."""
    found, since = _named(_group(root, kind)), {}
    groups = ((_LATER.fullmatch(group.get("id", "")), group) for group in root.findall(f"{_SVG}g"))
    later = {int(named[2]): group for named, group in groups if named and named[1] == kind}
    for number, group in sorted(later.items()):
        named = _named([e for e in group if isinstance(e.tag, str)])
        for code in named:
            if code in found:
                raise ValueError(f"the {kind.removesuffix('s')} {code} is drawn in two sets")
            since[code] = number
        found |= named
    return found, since


def _named(elements: list[Element]) -> dict[str, Commands]:
    return {e.attrib["id"]: _circle(e) if e.tag == f"{_SVG}circle" else _commands(e.attrib["d"]) for e in elements}


def _circle(element: Element) -> Commands:
    return (("M", (float(element.attrib["cx"]), float(element.attrib["cy"]))),)


def _shape(element: Element) -> Shape:
    fill = re.fullmatch(r"url\(#(.+)\)", element.get("fill", ""))
    width = element.get("stroke-width")
    return Shape(
        role=element.attrib["class"],
        commands=_commands(element.attrib["d"]),
        stroke_mm=float(width) if width else None,
        opacity=float(element.get("opacity", "1")),
        gradient=fill[1] if fill else None,
    )


def _gradient(element: Element) -> Gradient:
    radial = element.tag == f"{_SVG}radialGradient"
    names = ("cx", "cy", "r") if radial else ("x1", "y1", "x2", "y2")
    stops = tuple(
        Stop(_fraction(s.attrib["offset"]), s.attrib["class"], float(s.get("stop-opacity", "1"))) for s in element
    )
    return Gradient(radial, tuple(float(element.attrib[n]) for n in names), stops)


def _fraction(text: str) -> float:
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def _commands(d: str) -> Commands:
    """Path data as absolute M, L, C and Z; what a drawing program made of it is read too, but arcs are refused."""
    if _OTHER_LETTERS.search(d) is None:
        # The shipped drawings hold nothing else; reading them here takes a tenth of the library's time.
        return tuple(_plain_commands(d))
    from svg.path import parse_path

    return tuple(_command(segment) for segment in parse_path(d))


def _plain_commands(d: str) -> Iterator[Command]:
    for piece in _PIECE.finditer(d):
        kind, numbers = piece[1], tuple(float(n) for n in _NUMBER.findall(piece[2]))
        size = _SIZES[kind]
        if kind == "Z":
            yield ("Z", ())
        elif not numbers or len(numbers) % size:
            raise ValueError(f"a path command {kind} has {len(numbers)} numbers")
        for n in range(0, len(numbers), size or 1):
            yield ("L" if kind == "M" and n else kind, numbers[n : n + size])


def _command(segment: Any) -> Command:
    kind = type(segment).__name__
    if kind == "Move":
        return ("M", (segment.end.real, segment.end.imag))
    if kind == "Line":
        return ("L", (segment.end.real, segment.end.imag))
    if kind == "Close":
        return ("Z", ())
    if kind == "CubicBezier":
        a, b, end = segment.control1, segment.control2, segment.end
        return ("C", (a.real, a.imag, b.real, b.imag, end.real, end.imag))
    raise ValueError(f"a path holds a segment of the kind {kind}; only lines and cubic curves are drawn")
