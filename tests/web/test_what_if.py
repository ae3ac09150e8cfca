"""What if: only day, point, driver and truck are varied, and nothing while a control stands in the way."""

import html
import json
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otkel.app.cases import list_cases
from otkel.app.check import Asked, check_read_trip, screen_trip
from otkel.app.site.checking.answering import read_form
from otkel.app.site.checking.bars import find_bars
from otkel.app.site.checking.examples import get_example
from otkel.app.site.checking.what_if import DAYS_AHEAD, list_days, vary
from otkel.errors import InputError
from otkel.feeds.trip_file import read_trip
from otkel.law.corpus import read_rulebook
from tests.web.limits import unlimited
from tests.web.site import opened_site

OVER = "2025-10-09-driver-over-90-days"
RIGHT = "2026-08-14-everything-right"
GARMENTS = "2026-01-28-garments-in-the-gap"
UNSAID = "it is not said what the truck carries"
BARRED = {
    "2025-10-02-chips-from-khorgos": "controlled goods",
    "2025-11-05-released-at-wto-rate": "the duty behind it",
    **dict.fromkeys((OVER, "2025-11-27-driver-on-his-89th-day"), UNSAID),
}
EVERYTHING = {
    "if_day": "2026-10-01", "if_point": "kairak", "if_driver": "yes", "if_citizenship": "UZ",
    "if_register": "no", "if_nowhere": "yes", "if_truck": "yes", "if_plate": "111 AAA 01",
    "if_registered": "KZ", "if_mass": "20",
}  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("what_if")) as (client, _), unlimited():
        yield client


def empty(case):
    """Give a filled form of a truck of which it is said that it carries nothing."""
    return {**get_example(case), "empty": "yes"}


def test_another_driver_cures_what_a_driver_lacks(client):
    filled = empty(OVER)
    other = {"if_driver": "yes", "if_citizenship": "KZ", "if_nowhere": "yes", "if_register": "no"}
    varied = vary(filled, other, Asked())
    assert "stay.ru.days" in {one["id"] for one in varied.gone}
    assert varied.new == ()
    page = html.unescape(client.post("/en/check/what-if", data={**filled, **other}).text)
    assert "Falls away" in page
    assert varied.gone[0]["reasons"][0] in page


def test_the_law_of_the_varied_day_is_asked(client):
    varied = vary(get_example(GARMENTS), {"if_day": "2026-06-10"}, Asked())
    assert varied.answer["on"] == "2026-06-10"
    assert "spot.notice" in {one["id"] for one in varied.new}
    on_its_day = check_read_trip(varied.trip, Asked(), read_rulebook())
    assert varied.answer == on_its_day


def test_a_crossing_point_and_a_truck_are_varied():
    point = vary(get_example(GARMENTS), {"if_point": "kairak"}, Asked())
    assert point.trip.crossing_point == "kairak"
    truck = vary(get_example(GARMENTS), {"if_truck": "yes", "if_registered": "RU"}, Asked())
    assert (truck.trip.vehicle.country, truck.trip.vehicle.plate) == ("RU", None)


def test_goods_value_receiver_and_origin_stay_whatever_is_sent():
    filled = get_example(RIGHT)
    sent = {**EVERYTHING, "if_goods": "x", "if_origin": "CN", "if_consignee": "other", "consignments": "[]"}
    before, after = read_form(filled).trip, vary(filled, sent, Asked()).trip
    assert after.consignments == before.consignments
    assert (after.documents, after.spot, after.seal, after.carrier) == (
        before.documents, before.spot, before.seal, before.carrier,
    )  # fmt: skip
    assert (after.enters_on, after.crossing_point) == (date(2026, 10, 1), "kairak")
    assert after.enters_at.date() == date(2026, 10, 1)
    assert (after.driver.citizenship, after.driver.stays, after.driver.ruid) == ("UZ", (), None)


def without(case, path):
    """Give a filled form without the fields under a path: of that nobody says anything."""
    return {name: value for name, value in get_example(case).items() if not name.startswith(path)}


OFF = [
    *((get_example(case), told) for case, told in BARRED.items()),
    (without(RIGHT, "consignments."), UNSAID),
    (without(RIGHT, "consignments.0.goods."), UNSAID),
]


@pytest.mark.parametrize(("filled", "told"), OFF, ids=[*BARRED, "no load said", "no goods said"])
def test_it_is_off_while_a_control_stands_or_cannot_be_asked(client, filled, told):
    page = html.unescape(client.post("/en/check", data=filled).text)
    assert "Off, while this stands" in page
    assert told in page.lower()
    assert 'name="if_day"' not in page
    assert 'class="ahead"' not in page
    with pytest.raises(InputError):
        vary(filled, EVERYTHING, Asked())
    refused = client.post("/en/check/what-if", data={**filled, **EVERYTHING})
    assert refused.status_code == 400
    assert 'id="varied"' not in refused.text


def test_it_is_on_for_a_truck_of_which_it_is_said_that_it_is_empty():
    assert find_bars(read_form(empty(OVER)).trip, Asked()) == ()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"consignments.0.goods.0.code": ""}, "controlled goods"),
        ({"consignments.0.goods.0.status": ""}, "customs status"),
        ({"consignments.0.goods.0.status": "foreign"}, "customs status"),
        ({"spot.0.plate": "999 ZZZ 99"}, "another truck"),
        ({"spot.0.consignee": "ООО Другое"}, "another truck"),
        ({"documents.0.plate": "999 ZZZ 99"}, "says something else"),
        ({"driver.in_register": "yes"}, "register"),
        ({"driver.entry_ban": "yes"}, "banned"),
    ],
)
def test_who_is_who_and_what_is_what_must_be_right_first(changes, told):
    filled = {name: value for name, value in {**get_example(RIGHT), **changes}.items() if value}
    assert find_bars(read_form(get_example(RIGHT)).trip, Asked()) == ()
    bars = find_bars(read_form(filled).trip, Asked())
    assert [one for one in bars if told in one.text], bars


@pytest.mark.parametrize("path", list_cases(), ids=lambda path: path.stem)
def test_the_shipped_trips_are_barred_only_by_what_they_are_about(path):
    assert bool(find_bars(read_trip(path).trip, Asked())) == (path.stem in BARRED)


def test_the_days_ahead_are_each_answered_by_their_own_law():
    trip = read_form(get_example("2025-11-27-driver-on-his-89th-day")).trip
    days = list_days(trip, Asked())
    assert [one.on.toordinal() for one in days] == [trip.enters_on.toordinal() + n for n in range(DAYS_AHEAD)]
    for one in days[:3]:
        command = screen_trip(
            read_form(
                {**get_example("2025-11-27-driver-on-his-89th-day"), "enters_on": one.on.isoformat()}
            ).trip,
            Asked(),
            read_rulebook(),
        )
        assert one.answer == command.answer


@pytest.mark.parametrize(
    "sent", [{"if_day": "soon"}, {"if_point": "nowhere"}, {"if_truck": "1", "if_mass": "heavy"}]
)
def test_what_cannot_be_read_is_told(client, sent):
    answer = client.post("/en/check/what-if", data={**get_example(RIGHT), **sent})
    assert answer.status_code == 400
    assert next(reversed(sent.values())) in re.sub(r"<[^>]*>", "", answer.text)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([RIGHT, OVER, GARMENTS, *BARRED]),
    st.dictionaries(
        st.sampled_from([*EVERYTHING, "enters_on", "law_on", "driver.stays.0.left_on"]),
        st.one_of(st.text(max_size=20), st.dates().map(str), st.sampled_from(["yes", "RU", "kairak", "-1"])),
        max_size=8,
    ),
)
def test_whatever_is_varied_is_answered(client, case, sent):
    answer = client.post("/en/check/what-if", data={**get_example(case), **sent})
    assert answer.status_code in (200, 400)


def test_the_varied_trip_can_be_taken_on(client):
    filled = empty(OVER)
    page = client.post("/en/check/what-if", data={**filled, "if_day": "2026-01-09"}).text
    assert 'name="enters_on" value="2026-01-09"' in page
    varied = vary(filled, {"if_day": "2026-01-09"}, Asked())
    answer = client.post("/en/check/json", data=varied.given)
    assert json.loads(answer.content) == varied.answer
