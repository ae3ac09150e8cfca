"""What the board tells beside now: how a line has changed, and how it stood yesterday at this hour."""

import re
import time

import pytest

from otkel.app.ledger import now_us
from otkel.app.site.board import boards_of
from otkel.app.site.past import HOUR_US, past_of
from otkel.queueing import views
from tests.web.site import opened_site
from tests.web.test_board_page import reading, row_of


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("demo"), demo=True) as (client, house):
        past = past_of(house)
        while past.is_behind():
            time.sleep(0.01)
        yield client, house


def test_the_past_counts_what_the_queue_itself_counts(demo):
    _, house = demo
    past, desk = past_of(house), house.desk("syrym")
    at_us = now_us()
    found = desk.look(lambda state: views.status(state, state.s_of(at_us)))
    for one in found.directions:
        trucks = sum(one.waiting.values()) + one.held + one.away
        assert past.stood("syrym", one.towards, at_us) == trucks
    ru = found.directions[0] if found.directions[0].towards == "RU" else found.directions[1]
    assert past.stood("syrym", "RU", at_us, "post") == ru.called + ru.at_exit


def test_before_the_record_begins_nothing_is_known(demo):
    _, house = demo
    past = past_of(house)
    begun_us = past.begun_us("syrym", "RU")
    assert past.stood("syrym", "RU", begun_us - 1) is None
    assert past.stood("syrym", "RU", begun_us) is not None
    assert past.stood("kairak", "RU", now_us()) is None
    assert past.begun_us("kairak", "RU") is None


def test_hours_follow_one_another_and_end_with_now(demo):
    _, house = demo
    past, at_us = past_of(house), now_us()
    hours = past.hours("syrym", "RU", at_us - 30 * 24 * HOUR_US, at_us)
    assert [one.from_us for one in hours] == list(
        range(hours[0].from_us, hours[-1].from_us + 1, HOUR_US)
    )  # fmt: skip
    assert hours[-1].from_us <= at_us < hours[-1].from_us + HOUR_US
    assert hours[-1].line == past.stood("syrym", "RU", at_us)
    assert all(one.most >= one.line >= 0 for one in hours)
    assert sum(len(one.waits) for one in hours) == sum(one.called for one in hours)
    day = past.hours("syrym", "RU", at_us - 2 * HOUR_US, at_us)
    assert [one.from_us for one in day] == [one.from_us for one in hours[-3:]]


def test_yesterday_stands_beside_today(demo):
    client, house = demo
    row = next(one for one in boards_of(house).now().rows if one.key == "syrym-ru")
    then_us = boards_of(house).now().bulletin.made_us - 24 * HOUR_US
    assert row.yesterday.high == past_of(house).stood("syrym", "RU", then_us)
    cell = re.search(r"Yesterday at this hour'?\"?>(.*?)</td>", row_of(client.get("/en").text, "syrym-ru"))
    assert str(round(row.yesterday.high)) in cell[1]


def test_a_line_of_which_the_record_tells_has_a_trend(demo):
    _, house = demo
    row = next(one for one in boards_of(house).now().rows if one.key == "syrym-ru")
    assert row.trend is not None


def test_what_others_said_yesterday_is_yesterday(tmp_path):
    with opened_site(tmp_path) as (client, house):
        reading(house, 40, "an office", minutes_ago=5)
        reading(house, 90, "an office", minutes_ago=24 * 60 + 20)
        reading(house, 70, "another office", minutes_ago=24 * 60 - 40)
        reading(house, 5, "an office", minutes_ago=22 * 60)
        row = row_of(client.get("/en").text, "kairak-ru")
        assert re.search(r"Yesterday at this hour.?>70–90<", row)


def test_where_nobody_spoke_yesterday_it_is_not_known(tmp_path):
    with opened_site(tmp_path) as (client, house):
        reading(house, 40, "an office", minutes_ago=5)
        row = row_of(client.get("/en").text, "kairak-ru")
        assert re.search(r'Yesterday at this hour.?><span class="quiet">not known', row)
