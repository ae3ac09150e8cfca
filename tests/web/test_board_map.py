"""The map of the border: every point that has a place, told by shape, and no label upon another."""

import re
from itertools import combinations
from math import cos, radians

import pytest

from otkel.app.site import border_looks, border_map
from otkel.app.site.board import BORDER, boards_of
from otkel.app.site.border import LINE, project
from otkel.app.site.border_looks import (
    HOURS,
    TRUCKS,
    Bounds,
    Look,
    Told,
    list_legend,
    list_legend_of_played,
    look_of,
    worst,
)
from otkel.app.site.border_map import draw_map
from otkel.app.words import words_for
from otkel.facts import gazetteer
from otkel.facts.people import Language
from otkel.facts.readings import Seen
from otkel.feeds.bulletin import Standing
from tests.web.site import opened_site
from tests.web.test_board_page import reading

POINTS = gazetteer.list_points(BORDER)
PLACED = {one.slug for one in POINTS if one.lat is not None}


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("demo"), demo=True) as (client, house):
        yield client, house


@pytest.mark.parametrize(
    ("wait_min", "trucks", "standing", "look"),
    [
        (None, None, None, Look.UNKNOWN),
        (None, 0.0, None, Look.CALM),
        (900.0, 0.0, None, Look.CALM),
        (59.0, 300.0, None, Look.CALM),
        (60.0, 3.0, None, Look.SLOW),
        (360.0, 3.0, None, Look.LONG),
        (None, 19.0, None, Look.CALM),
        (None, 20.0, None, Look.SLOW),
        (None, 100.0, None, Look.LONG),
        (5.0, 3.0, Standing.PAUSED, Look.STOPPED),
        (None, None, Standing.CLOSED, Look.STOPPED),
        (None, None, Standing.OPEN, Look.UNKNOWN),
    ],
)
def test_what_is_not_known_never_looks_like_no_line(wait_min, trucks, standing, look):
    assert look_of(wait_min, trucks, standing) is look


@pytest.mark.parametrize("list_it", [list_legend, list_legend_of_played])
def test_the_legend_says_the_bounds_by_which_looks_are_chosen(monkeypatch, list_it):
    monkeypatch.setattr(border_looks, "HOURS", Bounds(3, 7))
    monkeypatch.setattr(border_looks, "TRUCKS", Bounds(33, 77))
    said = {look: re.findall(r"\d+", words_for(Language.EN).say(text)) for look, text in list_it()}
    trucks = [
        said[one][-2:] if one is Look.SLOW else said[one][-1:] for one in (Look.CALM, Look.SLOW, Look.LONG)
    ]
    assert trucks == [["33"], ["33", "77"], ["77"]]
    assert [look_of(None, n) for n in (32, 33, 76, 77)] == [Look.CALM, Look.SLOW, Look.SLOW, Look.LONG]
    if list_it is list_legend:
        hours = [
            said[one][:-2] if one is Look.SLOW else said[one][:-1]
            for one in (Look.CALM, Look.SLOW, Look.LONG)
        ]
        assert hours == [["3"], ["3", "7"], ["7"]]
        assert [look_of(h * 60, 0.1) for h in (2.9, 3, 6.9, 7)] == [
            Look.CALM,
            Look.SLOW,
            Look.SLOW,
            Look.LONG,
        ]


@pytest.mark.parametrize("address", ["", "/replay/syrym/{day}", "/replay/autumn-2025"])
def test_every_map_has_its_legend_and_what_plays_has_the_same_bounds(demo, address):
    client, _ = demo
    day = re.findall(r'href="/en/replay/syrym/([\d-]+)"', client.get("/en/replay").text)[0]
    page = client.get("/en" + address.format(day=day)).text
    legend = list_legend_of_played() if address else list_legend()
    shown = re.findall(r'<use href="#pin-(\w+)"/></svg>([^<]+)</li>', page)
    assert shown == [(look.value, words_for(Language.EN).say(text)) for look, text in legend]
    if address:
        assert f'data-slow="{TRUCKS.slow}" data-long="{TRUCKS.long}"' in page
    else:
        assert str(HOURS.long) in shown[2][1]


def test_a_point_that_others_call_closed_looks_closed():
    assert look_of(None, None, None, Seen.CLOSED) is Look.STOPPED


def test_of_two_directions_the_worse_is_shown():
    both = Told(Look.CALM, 3.0), Told(Look.LONG, 200.0)
    assert worst(both) == worst(both[::-1]) == both[1]
    assert worst(()) == Told(Look.UNKNOWN)


@pytest.mark.parametrize("language", list(Language))
def test_every_point_with_a_place_stands_on_the_wide_sheet_and_on_a_narrow_one(language):
    whole, *parts = draw_map(POINTS, {}, language)
    assert {pin.point.slug for pin in whole.pins} == PLACED
    assert {pin.point.slug for part in parts for pin in part.pins} == PLACED


@pytest.mark.parametrize("language", list(Language))
def test_no_label_lies_upon_another_or_leaves_its_sheet(language):
    told = {one.slug: Told(Look.LONG, 1234.0) for one in POINTS}
    for picture in draw_map(POINTS, told, language):
        labels = [pin.label for pin in picture.pins] + [label for _, _, label in picture.towns]
        boxes = [border_map._box(label) for label in labels if label is not None]
        assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]
        assert all(box.left >= 0 and box.right <= picture.sheet.width for box in boxes)
        assert all(box.top >= 0 and box.bottom <= picture.sheet.height for box in boxes)


@pytest.mark.parametrize("language", list(Language))
def test_where_a_script_writes_numbers_there_is_room_for_them(language):
    for picture in draw_map(POINTS, {}, language, digits=5):
        pins = [pin for pin in picture.pins if pin.label is not None]
        assert pins
        assert all(pin.label.text == f"{pin.name} {'':5}" for pin in pins)
        labels = [pin.label for pin in pins] + [label for _, _, label in picture.towns if label is not None]
        boxes = [border_map._box(label) for label in labels]
        assert not [pair for pair in combinations(boxes, 2) if pair[0].meets(pair[1])]


def test_who_is_known_is_named_before_who_is_not():
    told = {"zhezkent": Told(Look.LONG, 300.0)}
    whole = draw_map(POINTS, told, Language.EN)[0]
    label = next(pin.label for pin in whole.pins if pin.point.slug == "zhezkent")
    assert label is not None
    assert label.text == "Zhezkent 300"


def test_the_projection_keeps_areas_and_north_up():
    """A degree square has the area that it has on the sphere, wherever it lies."""
    for lat, lon in ((47.0, 50.0), (54.0, 80.0)):
        step = 0.01
        x0, y0 = project(lat, lon)
        x1, y1 = project(lat, lon + step)
        x2, y2 = project(lat + step, lon)
        area = (x1 - x0) * (y0 - y2) - (y0 - y1) * (x2 - x0)
        assert abs(area) == pytest.approx(radians(step) ** 2 * cos(radians(lat + step / 2)), rel=1e-3)
        assert y2 < y0


def test_the_line_passes_near_every_crossing_point():
    for one in POINTS:
        if one.lat is not None:
            assert min(abs(one.lat - lat) + abs(one.lon - lon) for lat, lon in LINE) < 0.45, one.slug


def test_the_map_shows_what_the_list_tells(tmp_path):
    with opened_site(tmp_path) as (client, house):
        reading(house, 240, "an office")
        page = client.get("/en").text
        pins = re.findall(r'<a class="pin (\w+)" data-point="kairak"', page)
        assert set(pins) == {"long"}
        assert 'data-pin="kairak" data-look="long" data-trucks="240"' in page
        assert set(re.findall(r'<a class="pin (\w+)" data-point="auyl"', page)) == {"unknown"}


def test_points_without_a_place_are_named_beside_the_map(demo):
    client, _ = demo
    caption = re.search(r"<figcaption>(.*?)</figcaption>", client.get("/en").text, re.DOTALL)[1]
    for one in POINTS:
        assert (f"{one.sides[0].name} –" in caption) == (one.lat is None)


@pytest.mark.parametrize("order", ["wait", "name", "age", "nonsense"])
def test_the_list_stands_in_the_order_asked_for(tmp_path, order):
    with opened_site(tmp_path) as (client, house):
        reading(house, 10, "an office", minutes_ago=1, point="syrym")
        reading(house, 90, "an office", minutes_ago=50, point="auyl")
        reading(house, 40, "an office", minutes_ago=20, point="kairak")
        page = client.get(f"/en?sort={order}").text
        found = re.findall(r'<tr id="(\w+)-ru"', page)
        wanted = {"name": ["auyl", "kairak", "syrym"], "age": ["syrym", "kairak", "auyl"]}
        assert found == wanted.get(order, ["auyl", "kairak", "syrym"])
        chosen = re.findall(r'href="\?sort=(\w+)" aria-current="true"', page)
        assert chosen == [order if order in wanted else "wait"]
        assert boards_of(house).now().told["auyl"].look is Look.SLOW
