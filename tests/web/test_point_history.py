"""A point's page: its history as a plot and as a table, what went through, its rules and what happened."""

import re
import time
from datetime import date

import pytest

from otkel.app.ledger import now_us
from otkel.app.policies import list_presets, resolve
from otkel.app.site.chart import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Frame, Span, draw_chart
from otkel.app.site.happened import happened_at
from otkel.app.site.past import HOUR_US, past_of
from otkel.app.site.point import point_now
from otkel.app.site.rules_told import tell_rules
from otkel.app.words import words_for
from otkel.facts.people import Language
from tests.web.site import opened_site
from tests.web.test_board_page import reading


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("demo"), demo=True) as (client, house):
        while past_of(house).is_behind():
            time.sleep(0.01)
        yield client, house


@pytest.mark.parametrize(("days", "rows"), [(1, 24), (7, 5), (30, 2)])
def test_the_table_tells_what_the_hours_tell(demo, days, rows):
    _, house = demo
    history = next(one for one in point_now(house, "syrym", days).histories if one.towards == "RU")
    at_us = now_us()
    hours = past_of(house).hours("syrym", "RU", at_us - days * 24 * HOUR_US, at_us)
    for name in ("came", "exit", "entry"):
        assert sum(getattr(one, name) for one in history.rows) == sum(getattr(one, name) for one in hours)
    assert max(one.most for one in history.rows) == max(one.most for one in hours)
    assert history.rows[0].line == hours[-1].line
    assert len(history.rows) >= rows
    assert [one.from_us for one in history.rows] == sorted(
        (one.from_us for one in history.rows), reverse=True
    )


def test_what_went_through_in_a_day_is_the_sum_of_its_hours(demo):
    _, house = demo
    history = next(one for one in point_now(house, "syrym", 30).histories if one.towards == "RU")
    full = [
        one
        for one in past_of(house).hours("syrym", "RU", 0, now_us())
        if one.from_us + HOUR_US <= now_us()
    ]  # fmt: skip
    assert history.through[-1].hours == 24
    assert history.through[-1].exit == sum(one.exit for one in full[-24:]) > 0
    assert history.through[0].entry == full[-1].entry


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
@pytest.mark.parametrize("days", ["1", "7", "30", "9999999999", "x' --"])
def test_the_page_shows_plot_and_table_for_any_period(demo, language, days):
    client, _ = demo
    answer = client.get(f"/{language}/point/syrym", params={"days": days})
    assert answer.status_code == 200
    assert '<polyline class="series"' in answer.text
    chosen = re.findall(r'href="\?days=(\d+)#history" aria-current="true"', answer.text)
    assert chosen == [days if days in ("1", "7", "30") else "1"]


def test_what_others_said_is_drawn_where_no_record_is_kept(tmp_path):
    with opened_site(tmp_path) as (client, house):
        reading(house, 40, "driver one", minutes_ago=120)
        reading(house, 90, "driver two", minutes_ago=30)
        page = client.get("/en/point/kairak").text
        assert len(re.findall(r'<line class="said"', page)) == 2
        assert "<polyline" not in page


def test_what_somebody_says_stands_on_the_page_at_once(tmp_path):
    with opened_site(tmp_path) as (client, house):
        assert 'class="said"' not in client.get("/en/point/kairak").text
        reading(house, 40, "driver one", minutes_ago=2)
        first = client.get("/en/point/kairak").text
        assert len(re.findall(r'<line class="said"', first)) == 1
        assert client.get("/en/point/kairak").text == first
        reading(house, 60, "driver two", minutes_ago=1)
        assert len(re.findall(r'<line class="said"', client.get("/en/point/kairak").text)) == 2


def test_a_line_is_broken_where_nobody_knows():
    frame = Frame(0, 100 * HOUR_US, "UTC")
    values = [(10 * HOUR_US, 4.0), (20 * HOUR_US, 8.0), (30 * HOUR_US, None), (40 * HOUR_US, 2.0)]
    chart = draw_chart(frame, values, [Span(50 * HOUR_US, 1.0, 8.0)])
    assert [len(points.split()) for points in chart.lines] == [2, 1]
    places = [tuple(map(float, one.split(","))) for points in chart.lines for one in points.split()]
    assert all(LEFT <= x <= WIDTH - RIGHT and TOP <= y <= HEIGHT - BOTTOM for x, y in places)
    (x, upper, lower), *_ = chart.spans
    assert x == pytest.approx((LEFT + WIDTH - RIGHT) / 2, abs=0.1)
    assert upper < lower
    assert [mark.text for mark in chart.y_marks] == ["0", "2", "4", "6", "8"]


def test_nothing_known_is_no_plot():
    assert draw_chart(Frame(0, HOUR_US, "UTC"), []).is_empty


@pytest.mark.parametrize("preset", list(list_presets()))
@pytest.mark.parametrize("language", list(Language))
def test_the_rules_of_each_preset_are_told(preset, language):
    said = tell_rules(resolve(preset, date(2026, 11, 29)).policy)
    words = words_for(language)
    told = [words.sentence(one) for one in said]
    assert len(told) >= 3
    assert not any("{" in one or "None" in one for one in told)


def test_the_rules_say_the_numbers_of_the_policy():
    policy = resolve("russia-2026", date(2026, 11, 29)).policy
    told = " ".join(words_for(Language.EN).sentence(one) for one in tell_rules(policy))
    assert str(policy.slot_trucks) in told
    assert f"{policy.horizon_days} day" in told


def test_rules_rest_on_provisions_that_are_named(demo):
    client, house = demo
    ways = point_now(house, "syrym").ways
    assert [one.towards for one in ways] == [None]  # both directions run by the same
    assert {ground.provision for one in ways for ground in one.grounds} == {"mobile.check.max_h"}
    assert "<code>mobile.check.max_h</code>" in client.get("/en/point/syrym").text


def test_what_happened_is_told_the_newest_first():
    told = [
        {"at_us": 1, "word": "paused", "reason": "shift_change", "stage": "exit_control", "towards": "RU"},
        {"at_us": 2, "word": "closed", "reason": "storm", "until_us": 3_600_000_000},
        {"at_us": 3, "word": "world_event", "what": "transit_stop", "from_us": 0},
        {"at_us": 4, "word": "nobody_knows_this_word"},
    ]
    words = words_for(Language.EN)
    said = [words.sentence(one.said) for one in happened_at(told, "UTC")]
    assert said[0].startswith("The border changed: transit stop, since 1 January 1970")
    assert said[1].startswith("Closed: the whole crossing point (storm), until 1 January 1970, 01:00")
    assert said[2] == "Paused: exit control (shift change)."
    assert len(said) == 3


def test_no_plate_stands_on_a_points_page(demo):
    client, _ = demo
    for days in (1, 30):
        assert "DMO" not in client.get(f"/en/point/syrym?days={days}").text
