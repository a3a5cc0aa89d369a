"""Face drawings: read from their files, refused with a reason, one shape for what is seen, hit and measured."""

from __future__ import annotations

from pathlib import Path

import pytest

from charting.domain.face.face import View
from charting.errors import Problem
from charting.loading.face import load_templates, load_view
from charting.paths import resources

SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 -10 20 20" data-view="front">
<defs><radialGradient id="g" cx="0" cy="1" r="5">
<stop offset="50%" class="skin" stop-opacity="0.5"/></radialGradient></defs>
<g id="art"><path class="skin" d="M 0,0 L 5,0 C 5,3 3,5 0,5 Z" fill="url(#g)" opacity="0.4"/>
<path class="line" d="M-1-2L3 4" stroke-width="0.5"/></g>
<path id="outline" d="M -9,-9 L 9,-9 L 9,9 L -9,9 Z"/>
<g id="areas"><path id="forehead" d="{area}"/></g><g id="overlays"/>
<g id="landmarks"><circle id="pogonion" cx="1" cy="2" r="0.5"/></g></svg>"""


LATER = SVG.replace(
    '<g id="overlays"/>', '<g id="areas-2"><path id="{code}" d="M 2 2 L 3 2 L 3 3 Z"/></g><g id="overlays"/>'
)


def write(folder: Path, text: str, name: str = "front-1.svg") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_drawing_becomes_values(tmp_path: Path) -> None:
    face = load_view(write(tmp_path, SVG.format(area="M 0 0 L 1 0 L 1 1 Z")))
    assert (face.view, face.version, face.box) == (View.FRONT, 1, (-10, -10, 20, 20))
    skin, line = face.art
    assert skin.commands == (("M", (0, 0)), ("L", (5, 0)), ("C", (5, 3, 3, 5, 0, 5)), ("Z", ()))
    assert (skin.gradient, skin.opacity, line.stroke_mm) == ("g", 0.4, 0.5)
    assert face.gradients["g"].radial
    assert face.gradients["g"].geometry == (0, 1, 5)
    assert face.gradients["g"].stops[0].offset == 0.5
    assert face.landmarks["pogonion"] == (("M", (1, 2)),)


def test_areas_of_a_later_set_say_so(tmp_path: Path) -> None:
    face = load_view(write(tmp_path, LATER.format(area="M 0 0 L 1 0 L 1 1 Z", code="temple")))
    assert list(face.areas) == ["forehead", "temple"]
    assert face.since == {"temple": 2}


def test_relative_commands_of_a_drawing_program_are_read_too(tmp_path: Path) -> None:
    face = load_view(write(tmp_path, SVG.format(area="m 1,1 h 2 v 2 z")))
    assert face.areas["forehead"] == (("M", (1, 1)), ("L", (3, 1)), ("L", (3, 3)), ("Z", ()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (SVG.format(area="M 0 0 A 3 3 0 0 1 4 4 Z"), "Arc"),
        (SVG.format(area="M 0 0 L 1 Z"), "command L has 1 numbers"),
        (SVG.format(area="M 0 0 Z").replace('id="outline"', 'id="other"'), "outline"),
        (SVG.format(area="M 0 0 Z").replace('id="areas"', 'id="zones"'), "areas"),
        ("<svg", "front-1.svg"),
        (SVG.format(area="M 0 0 Z").replace(' class="skin" d', " d"), "class"),
        (LATER.format(area="M 0 0 Z", code="forehead"), "the area forehead is drawn in two sets"),
    ],
)
def test_a_broken_drawing_is_refused_with_its_name_and_the_fault(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Problem, match=r"front-1\.svg") as refused:
        load_view(write(tmp_path, text))
    assert said in str(refused.value)


def test_a_set_of_views_is_whole_or_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="no face drawing"):
        load_templates(tmp_path)
    write(tmp_path, SVG.format(area="M 0 0 L 1 0 L 1 1 Z"))
    with pytest.raises(Problem, match=r"right-1\.svg is missing"):
        load_templates(tmp_path)


def test_every_shipped_drawing_loads_with_its_art() -> None:
    for version, template in load_templates(resources() / "face").items():
        for view, face in template.views.items():
            assert (face.view, face.version) == (view, version)
            assert len(face.art) > 40
            roles = {shape.role for shape in face.art} | {s.role for g in face.gradients.values() for s in g.stops}
            assert all(s.gradient is None or s.gradient in face.gradients for s in face.art)
            assert {"skin", "line", "lip", "iris"} <= roles


def test_without_art_the_areas_are_the_same() -> None:
    folder = resources() / "face"
    whole, bare = load_templates(folder), load_templates(folder, art=False)
    for version, template in whole.items():
        for view, face in template.views.items():
            assert bare[version].views[view].areas == face.areas
            assert bare[version].views[view].art == ()
