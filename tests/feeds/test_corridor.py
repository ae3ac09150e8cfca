"""How far off its route a position is, and which files are no route."""

import json

import pytest

from otkel.errors import InputError
from otkel.feeds.corridor import off_route_m, read_route

LINE = [[49.0, 51.0], [49.5, 51.0], [49.5, 51.3]]


def read(told):
    return read_route(json.dumps(told).encode())


@pytest.mark.parametrize(
    ("east", "north", "km"),
    [
        (49.2, 51.0, 0.0), (49.2, 51.1, 11.13), (48.9, 51.0, 7.0), (49.5, 51.4, 11.13), (49.6, 51.2, 6.97),
        (49.4, 51.05, 5.57),
    ],
)  # fmt: skip
def test_the_nearest_place_counts(east, north, km):
    route = read({"type": "LineString", "coordinates": LINE})
    assert off_route_m(route, east, north) / 1000 == pytest.approx(km, abs=0.05)


def test_a_line_alone_in_a_feature_or_in_a_collection():
    line = {"type": "LineString", "coordinates": LINE}
    feature = {"type": "Feature", "geometry": line, "properties": {}}
    assert read(line) == read(feature) == read({"type": "FeatureCollection", "features": [feature]})


@pytest.mark.parametrize(
    "told",
    [
        [], 7, {}, {"type": "LineString", "coordinates": [[49, 51]]}, {"features": []}, {"type": "Point"},
        {"type": "LineString", "coordinates": [[49, 51], [49, 95]]},
        {"type": "LineString", "coordinates": [[49, 51], ["x", 51]]},
        {"type": "LineString", "coordinates": [[49, 51], [50, 51]]},  # 70 km
        {"type": "LineString", "coordinates": "LINE"}, {"features": [{"geometry": 7}]},
    ],
)  # fmt: skip
def test_what_is_no_route_is_refused(told):
    with pytest.raises(InputError):
        read(told)
