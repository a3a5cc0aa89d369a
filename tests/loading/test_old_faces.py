"""Old faces stay: a visit is shown on the drawing it was made on, and its points mean the same places for ever."""

from __future__ import annotations

import hashlib

import pytest

from charting.domain.face.face import FaceView, View
from charting.loading.face import load_templates, load_view
from charting.paths import resources
from charting.start.opening import Faces

# Version of the set of views -> what is measured on each, as it was released. A line is added with each new version;
# none is ever taken out or changed: a face that is to be different is a new version beside the old ones.
RELEASED = {
    1: {
        View.FRONT: "9081818aadece84a",
        View.RIGHT: "fa138fdd64df0970",
        View.LEFT: "a39b1d36f40bc38e",
    },
}

# Areas that were added to a released face, by their set: they change no more either.
RELEASED_LATER = {
    (1, 2): {
        View.FRONT: "2827a6491e083411",
        View.RIGHT: "6ba53dd79c1bb7db",
        View.LEFT: "20e1e43fbb785770",
    },
}

# Landmarks that were added to a released face, by their set. No old area and no old dose follows from them.
LATER_LANDMARKS = {
    (1, 2): {
        View.FRONT: "99f0de8dd82934fe",
        View.RIGHT: "c0703d7d74ec0082",
        View.LEFT: "06f8ce7a7e7c5719",
    },
}


def measured(view: FaceView) -> str:
    """A digest of outline, first areas and first landmarks; the art may be drawn better without another version."""
    first = {code: shape for code, shape in view.areas.items() if code not in view.since}
    marks = {name: shape for name, shape in view.landmarks.items() if name not in view.landmarks_since}
    parts = (view.box, view.outline, *(sorted(part.items()) for part in (first, view.overlays, marks)))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


@pytest.mark.parametrize(("version", "view"), [(version, view) for version in RELEASED for view in View])
def test_a_released_face_is_there_and_measures_the_same(version: int, view: View):
    file = resources() / "face" / f"{view.value}-{version}.svg"
    assert file.exists(), "visits were charted on this face; it has to stay"
    assert measured(load_view(file)) == RELEASED[version][view], "a face that measures otherwise is a new version"


@pytest.mark.parametrize(("version", "area_set", "view"), [(*key, view) for key in RELEASED_LATER for view in View])
def test_areas_that_were_added_later_stay_as_they_were_added(version: int, area_set: int, view: View):
    face = load_view(resources() / "face" / f"{view.value}-{version}.svg")
    added = sorted((code, face.areas[code]) for code, number in face.since.items() if number == area_set)
    digest = hashlib.sha256(repr(added).encode()).hexdigest()[:16]
    assert digest == RELEASED_LATER[version, area_set][view], "another set is added beside it"
    assert set(face.since.values()) == {number for face_version, number in RELEASED_LATER if face_version == version}


@pytest.mark.parametrize(("version", "number", "view"), [(*key, view) for key in LATER_LANDMARKS for view in View])
def test_landmarks_that_were_added_later_stay_too(version: int, number: int, view: View):
    face = load_view(resources() / "face" / f"{view.value}-{version}.svg")
    added = sorted((name, face.landmarks[name]) for name, since in face.landmarks_since.items() if since == number)
    assert hashlib.sha256(repr(added).encode()).hexdigest()[:16] == LATER_LANDMARKS[version, number][view]


def test_a_visit_on_a_face_that_is_gone_is_still_shown():
    """On the newest drawing, for want of its own; nothing is shown before it is known that there is none."""
    faces = Faces()
    assert faces.get(View.FRONT, 77) is None
    faces.read(View.FRONT)
    newest = faces.get(View.FRONT, max(RELEASED))
    assert newest is not None
    assert faces.get(View.FRONT, 77) is newest
    assert faces.get(View.LEFT, 77) is None


def test_every_face_that_is_shipped_is_kept_from_now_on():
    assert set(load_templates(resources() / "face", art=False)) == set(RELEASED)
