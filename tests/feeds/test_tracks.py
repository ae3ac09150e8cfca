"""Positions become visits and passages; what comes late, twice or out of order changes nothing."""

import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from otkel.errors import InputError
from otkel.facts.events.choices import Stage, WayOut
from otkel.facts.events.passages import Arrived, EntryCleared, ExitCleared, Left
from otkel.feeds.track_events import drafts_of
from otkel.feeds.track_passages import find_passages
from otkel.feeds.visits import find_visits
from otkel.feeds.zone_shapes import AWAY, place_in_zones
from otkel.feeds.zones import ZoneKind, read_zones

MIN = 60_000_000
HOUR = 60 * MIN
START = 1_788_163_200_000_000


def box(west, south, east, north):
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(kind, country, shape, **changed):
    told = {"point": "syrym", "kind": kind, "country": country, "precision_m": 50.0, **changed}
    return {"type": "Feature", "properties": told, "geometry": shape}


def polygon(*sides):
    return {"type": "Polygon", "coordinates": box(*sides)}


# From west to east: the line in Kazakhstan, its post, the strip, the post of Russia. A degree is 69 km here.
FEATURES = [
    feature("waiting", "KZ", polygon(51.00, 51.60, 51.04, 51.62)),
    feature("post", "KZ", polygon(51.05, 51.60, 51.06, 51.62)),
    feature("strip", None, polygon(51.06, 51.60, 51.08, 51.62)),
    feature("post", "RU", polygon(51.08, 51.60, 51.09, 51.62)),
    feature("waiting", "RU", polygon(51.10, 51.60, 51.14, 51.62)),
]
INLAND_KZ, LINE, POST_KZ, STRIP, POST_RU, LINE_RU, INLAND_RU = (
    50.9, 51.02, 51.055, 51.07, 51.085, 51.12, 51.3,
)  # fmt: skip


def zones(features=FEATURES):
    return read_zones(json.dumps({"type": "FeatureCollection", "features": features}).encode())


ZONES = zones()


def track(*stops, device="a", start_us=START, step_us=10 * MIN):
    """Give positions: at each stop (longitude, how many)."""
    rows, at_us = [], start_us
    for east, count in stops:
        for _ in range(count):
            rows.append((device, at_us, 51.61, east))
            at_us += step_us
    return rows


def frame(rows):
    schema = {"device": pl.String, "fix_us": pl.Int64, "latitude": pl.Float64, "longitude": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def passages(rows, now_us=START + 1000 * HOUR):
    return find_passages(find_visits(frame(rows), ZONES), ZONES, now_us)


WAY = ((INLAND_KZ, 2), (LINE, 6), (POST_KZ, 3), (STRIP, 1), (POST_RU, 4), (INLAND_RU, 2))


def test_a_truck_goes_through():
    (one,) = passages(track(*WAY))
    assert (one.point, one.origin, one.way, one.stage) == ("syrym", "KZ", WayOut.THROUGH, Stage.WAITING_AREA)
    times = [one.arrived, one.exit_started, one.exit_cleared, one.entry_started, one.entry_cleared]
    assert [(each.at_us - START) // (10 * MIN) for each in times] == [2, 8, 11, 12, 16]
    assert [(each.after_us - START) // (10 * MIN) for each in times] == [1, 7, 10, 11, 15]


def test_the_other_way_round_is_out_of_russia():
    (one,) = passages(track(*reversed(WAY)))
    assert (one.origin, one.way) == ("RU", WayOut.THROUGH)
    assert one.stage is Stage.ROAD_QUEUE  # no line was drawn where it came first


def test_a_truck_that_turns_in_the_line_gave_up():
    (one,) = passages(track((INLAND_KZ, 2), (LINE, 6), (INLAND_KZ, 2)))
    assert (one.way, one.exit_started) == (WayOut.GAVE_UP, None)


def test_a_truck_that_was_at_one_post_only_went_back():
    (one,) = passages(track((LINE, 3), (POST_KZ, 3), (LINE, 2), (INLAND_KZ, 2)))
    assert one.way is WayOut.BACK


def test_a_truck_sent_back_by_the_other_post_is_not_through():
    (one,) = passages(
        track((LINE, 3), (POST_KZ, 2), (STRIP, 1), (POST_RU, 6), (STRIP, 1), (POST_KZ, 2), (INLAND_KZ, 9))
    )
    assert (one.way, one.origin) == (WayOut.BACK, "KZ")


def test_a_truck_sent_into_the_line_again_has_the_stage_of_its_last_time():
    (one,) = passages(
        track((LINE, 2), (POST_KZ, 1), (LINE, 4), (POST_KZ, 2), (STRIP, 1), (POST_RU, 1), (INLAND_RU, 1))
    )
    assert one.way is WayOut.THROUGH
    assert (one.exit_started.at_us - START) // (10 * MIN) == 7


def test_a_truck_that_came_through_and_rests_is_not_in_the_line_back():
    found = passages(track(*WAY[:-1], (LINE_RU, 12), (INLAND_RU, 3)))
    assert [(one.origin, one.way) for one in found] == [("KZ", WayOut.THROUGH)]


def test_a_truck_that_comes_back_later_has_two_passages():
    back = track(
        (INLAND_RU, 1),
        (LINE_RU, 3),
        (POST_RU, 2),
        (STRIP, 1),
        (POST_KZ, 1),
        (INLAND_KZ, 1),
        start_us=START + 80 * HOUR,
    )
    found = passages(track(*WAY) + back)
    assert [(one.origin, one.way) for one in found] == [("KZ", WayOut.THROUGH), ("RU", WayOut.THROUGH)]


def test_a_truck_that_stands_there_goes_on():
    rows = track((INLAND_KZ, 1), (LINE, 3))
    (one,) = passages(rows, now_us=START + HOUR)
    assert (one.way, one.ended_us) == (None, None)
    (one,) = passages(rows, now_us=START + 100 * HOUR)
    assert one.way is WayOut.GAVE_UP


def test_a_truck_seen_in_the_strip_alone_came_from_nowhere():
    assert passages(track((INLAND_KZ, 1), (STRIP, 2), (INLAND_KZ, 1))) == []


def test_a_long_silence_ends_a_visit():
    early, late = track((LINE, 3)), track((LINE, 2), start_us=START + 50 * HOUR)
    assert len(find_visits(frame(early + late), ZONES)) == 2
    assert len(find_visits(frame(early + track((LINE, 2), start_us=START + 47 * HOUR)), ZONES)) == 1


def test_a_place_that_jitters_about_the_outline_does_not_come_and_go():
    edge = 51.04  # the line ends here; 50 m are 0.00072 degrees
    inside, rim, away = edge - 0.0003, edge + 0.0005, edge + 0.001
    assert (
        len(
            find_visits(
                frame(track((inside, 1), (rim, 1)) * 1 + track((inside, 2), (rim, 2), start_us=START + HOUR)),
                ZONES,
            )
        )
        == 1
    )
    assert len(find_visits(frame(track((inside, 1), (away, 1), (inside, 1))), ZONES)) == 2
    # In the rim only, or in it before it ever came in: not there.
    assert len(find_visits(frame(track((away, 1), (rim, 3), (away, 1))), ZONES)) == 0
    (row,) = find_visits(frame(track((away, 1), (rim, 2), (inside, 1), (away, 1))), ZONES).to_dicts()
    assert row["before_us"] == START + 20 * MIN
    assert row["in_us"] == START + 30 * MIN
    # Away, and then in the rim of where it was: it went.
    (row,) = find_visits(frame(track((inside, 1), (away, 1), (rim, 1))), ZONES).to_dicts()
    assert row["out_us"] == START + 10 * MIN


def test_a_fix_that_jumps_far_off_and_back_is_no_way():
    there = track((LINE, 3), step_us=MIN)
    jump = [("a", START + 90_000_000, 55.0, 37.0)]
    assert find_visits(frame(there + jump), ZONES).to_dicts() == find_visits(frame(there), ZONES).to_dicts()


def test_devices_do_not_touch_each_other():
    one, other = track(*WAY), track((INLAND_KZ, 1), (LINE, 5), device="b")
    both = passages(one + other, now_us=START + 2 * HOUR)
    assert both == passages(one, now_us=START + 2 * HOUR) + passages(other, now_us=START + 2 * HOUR)


def test_nothing_gives_nothing():
    assert passages([]) == []
    assert passages(track((INLAND_KZ, 5))) == []


STOPS = st.lists(
    st.tuples(
        st.sampled_from([INLAND_KZ, LINE, POST_KZ, STRIP, POST_RU, LINE_RU, INLAND_RU, 51.0404, 51.0405]),
        st.integers(1, 4),
    ),
    max_size=12,
)


@given(STOPS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_order_and_doubles_change_nothing(stops, draw):
    rows = track(*stops, step_us=draw.choice([MIN, 30 * MIN, 5 * HOUR]))
    mixed = rows + draw.sample(rows, len(rows) // 2)
    draw.shuffle(mixed)
    assert passages(mixed) == passages(rows)


@given(STOPS, st.data())
@settings(max_examples=60, deadline=None)
def test_what_comes_late_only_narrows_the_times(stops, data):
    """A message that was stored and comes later lies within a stay: who was where stays as it was."""
    rows = track(*stops)
    stays = [n for n in range(1, len(rows)) if rows[n][3] == rows[n - 1][3]]
    late = [
        (rows[n][0], rows[n][1] - 4 * MIN, rows[n][2], rows[n][3])
        for n in data.draw(st.lists(st.sampled_from(stays), unique=True) if stays else st.just([]))
    ]
    assert find_passages_without_bounds(rows + late) == find_passages_without_bounds(rows)


def find_passages_without_bounds(rows):
    return [
        (one.origin, one.way, one.arrived.at_us, one.exit_started and one.exit_started.at_us)
        for one in passages(rows)
    ]


# -- zones ---------------------------------------------------------------------------------------


def test_zones_are_read_from_polygons_and_points():
    told = zones(
        [*FEATURES, feature("post", "KZ", {"type": "Point", "coordinates": [51.2, 51.6]}, radius_m=500)]
    )
    assert [zone.kind for zone in told[:3]] == [ZoneKind.WAITING, ZoneKind.POST, ZoneKind.STRIP]
    east, north = pl.Series([51.2, 51.2068, 51.2076]).to_numpy(), pl.Series([51.6] * 3).to_numpy()
    places = place_in_zones(told, east, north)  # 0, 470 and 525 m from the middle: in, in, in the rim
    assert places.zone.tolist() == [5, 5, 5]
    assert places.inside.tolist() == [True, True, False]


def test_holes_and_small_zones_in_large_ones():
    hole = box(51.0, 51.6, 51.2, 51.7) + box(51.05, 51.62, 51.15, 51.68)
    told = zones([
        feature("waiting", "KZ", {"type": "Polygon", "coordinates": hole}),
        feature("post", "KZ", polygon(51.01, 51.61, 51.03, 51.62)),
    ])  # fmt: skip
    east = pl.Series([51.02, 51.1, 51.04, 52.0]).to_numpy()
    north = pl.Series([51.615, 51.65, 51.65, 51.65]).to_numpy()
    assert place_in_zones(told, east, north).zone.tolist() == [1, AWAY, 0, AWAY]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"point": "nowhere"}, "point"), ({"point": 7}, "point"), ({"kind": "gate"}, "kind"),
        ({"country": "CN"}, "country"), ({"country": None}, "country"), ({"precision_m": 0}, "precision_m"),
        ({"precision_m": None}, "precision_m"), ({"precision_m": True}, "precision_m"),
        ({"precision_m": 5000}, "precision_m"),
    ],
)  # fmt: skip
def test_a_zone_that_lacks_something_is_refused_by_name(changed, field):
    with pytest.raises(InputError) as told:
        zones([{**FEATURES[0], "properties": {**FEATURES[0]["properties"], **changed}}])
    assert [one.where.field for one in told.value.mistakes] == [field]


@pytest.mark.parametrize(
    "shape",
    [
        None, {}, {"type": "Point", "coordinates": [51.2, 51.6]}, {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[51, 51], [52, 51]]]},
        {"type": "LineString", "coordinates": [[51, 51]]},
        {"type": "Polygon", "coordinates": [[[51, 51], [52, 95], [51, 52]]]},
        {"type": "Polygon", "coordinates": 7},
        {"type": "Polygon", "coordinates": [[[51, "x"], [52, 51], [51, 52]]]},
        {"type": "MultiPolygon", "coordinates": [7]},
        {"type": "Polygon", "coordinates": [[[51 + n / 1e4, 51] for n in range(600)]]},
    ],
)  # fmt: skip
def test_a_zone_without_an_outline_is_refused(shape):
    with pytest.raises(InputError) as told:
        zones([feature("post", "KZ", shape)])
    assert [one.where.field for one in told.value.mistakes] == ["geometry"]


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b'{"features": []}', b'{"features": [7]}', b'{"features": 7}']
)
def test_a_file_that_is_no_zones_is_refused(data):
    with pytest.raises(InputError):
        read_zones(data)


# -- events --------------------------------------------------------------------------------------


def test_passages_become_events_that_say_only_what_positions_show():
    drafts = list(drafts_of(passages(track(*WAY)), lambda device: "0" * 31 + device))
    words = [type(draft.body).__name__ for draft in drafts]
    assert words == ["Arrived", "ExitStarted", "ExitCleared", "EntryStarted", "EntryCleared", "Left"]
    assert drafts[0].body.towards == "RU"
    assert [draft.occurred_us for draft in drafts] == sorted(draft.occurred_us for draft in drafts)
    back = [draft.body for draft in drafts_of(passages(track((LINE, 3), (POST_KZ, 3), (INLAND_KZ, 2))), str)]
    assert [type(body) for body in back if isinstance(body, ExitCleared | EntryCleared)] == []
    assert isinstance(back[0], Arrived)
    assert back[-1] == Left(way=WayOut.BACK, witness="instrument")
