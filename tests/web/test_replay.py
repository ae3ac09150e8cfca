"""A day played again: from the ledger, and from a log of the twin; the same fold, the same numbers."""

import re
import time
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otkel.app.ledger import now_us
from otkel.app.site.past import past_of
from otkel.app.site.played_logs import PlayedLogs
from otkel.app.site.replaying import days_told, play_day
from otkel.errors import UnknownNameError
from otkel.facts.gazetteer import get_point
from otkel.ledger.view_point_day import PLACES
from otkel.queueing.log import write_log
from tests.web.site import opened_site

SYRYM = get_point("syrym")


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    with opened_site(tmp_path_factory.mktemp("demo"), demo=True) as (client, house):
        while past_of(house).is_behind():
            time.sleep(0.01)
        house.logs = tmp_path_factory.mktemp("logs")
        write_log(house.ledger.store.read_all(), house.logs / "a-day")
        yield client, house


@pytest.fixture
def yesterday(demo):
    _, house = demo
    return days_told(past_of(house), SYRYM)[1]


def test_every_day_of_the_record_can_be_chosen(demo):
    client, house = demo
    days = days_told(past_of(house), SYRYM)
    today = datetime.fromtimestamp(now_us() / 1e6, ZoneInfo(SYRYM.zone)).date()
    assert today - days[0] <= timedelta(1)
    page = client.get("/en/replay").text
    for day in days:
        assert f'href="/en/replay/syrym/{day.isoformat()}"' in page


def test_at_each_minute_stands_what_the_past_tells(demo, yesterday):
    _, house = demo
    past = past_of(house)
    played = play_day(past, SYRYM, "RU", yesterday)
    begins_us = round(played.begins_at.timestamp() * 1e6)
    for minute in range(0, played.minutes, 97):
        step = [one for one in played.steps if one.minute <= minute][-1]
        for place in PLACES:
            told = past.stood("syrym", "RU", begins_us + minute * 60_000_000, place)
            assert told in (None, getattr(step, place))
    assert len(played.hours) == 24


def test_a_day_is_that_of_the_crossing_point_and_goes_on_where_the_one_before_ended(demo, yesterday):
    _, house = demo
    past = past_of(house)
    first = play_day(past, SYRYM, "RU", yesterday)
    second = play_day(past, SYRYM, "RU", yesterday + timedelta(1))
    assert first.begins_at.utcoffset() == datetime.now(ZoneInfo(SYRYM.zone)).utcoffset()
    assert first.hours[-1].line == first.steps[-1].line
    before = (first.steps[-1].line, first.steps[-1].post, first.steps[-1].strip)
    begins = second.steps[0]
    assert all(abs(now - then) <= 5 for now, then in zip(begins[1:], before, strict=True))


def test_the_slider_is_given_what_the_table_tells(demo, yesterday):
    client, house = demo
    found = client.get(f"/replay-steps/syrym/{yesterday}").json()
    assert found["simulated"] is True
    played = play_day(past_of(house), SYRYM, "RU", yesterday)
    assert found["towards"]["RU"] == [list(one) for one in played.steps]
    page = client.get(f"/en/replay/syrym/{yesterday}").text
    table = re.findall(r'<th scope="row">\d\d:00</th><td class="number">(\d+)</td>', page)
    assert table[:24] == [str(one.line) for one in played.hours]
    assert f'data-steps="/replay-steps/syrym/{yesterday}"' in page


def test_a_log_of_the_same_events_is_played_as_the_ledger_is(demo, yesterday):
    client, _ = demo
    own = client.get(f"/replay-steps/syrym/{yesterday}").json()
    log = client.get(f"/replay-steps/syrym/{yesterday}?log=a-day").json()
    assert log["towards"] == own["towards"]
    assert log["simulated"] is True
    page = client.get("/en/replay-log/a-day").text
    assert f'href="/en/replay/syrym/{yesterday}?log=a-day"' in page
    assert 'href="/en/replay-log/a-day"' in client.get("/en/replay").text


@pytest.mark.parametrize(
    "path",
    [
        "/en/replay/syrym/2019-01-01", "/en/replay/syrym/yesterday", "/en/replay/nowhere/2026-11-28",
        "/en/replay/kairak", "/replay-steps/syrym/2019-01-01", "/en/replay/syrym/0001-01-01",
        "/en/replay-log/no-such-log", "/en/replay-log/%2e%2e", "/en/replay/syrym?log=../../etc",
        "/en/replay/syrym/2026-11-28?log=%00", "/replay-steps/syrym/9999-12-31",
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_told(demo, path):
    client, _ = demo
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_a_point_without_a_day_leads_to_its_newest(demo):
    client, house = demo
    newest = days_told(past_of(house), SYRYM)[0]
    answer = client.get("/ru/replay/syrym", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/ru/replay/syrym/{newest}")


def test_what_is_no_log_is_told_and_breaks_nothing(tmp_path):
    (tmp_path / "broken.parquet").write_bytes(b"nothing of the kind")
    (tmp_path / "-hidden.parquet").write_bytes(b"")
    logs = PlayedLogs(tmp_path)
    assert logs.names() == ("broken",)
    found = logs.get("broken")
    assert found.is_ready(10)
    assert found.failed
    with pytest.raises(UnknownNameError):
        PlayedLogs(None).get("broken")


def test_a_day_without_trucks_before_begins_with_nothing():
    class Kept:
        def day(self, point, towards, day):
            return {"line": {"0": 1, "1439": 2}} if day == date(2026, 11, 27) else {}

        def days(self, point, towards):
            return {date(2026, 11, 27): [3, 0, 0]}

    played = play_day(Kept(), SYRYM, "RU", date(2026, 11, 27))  # it begins at 19:00 UTC of the 26th
    assert [tuple(one) for one in played.steps] == [(0, 0, 0, 0), (300, 1, 0, 0)]
    after = play_day(Kept(), SYRYM, "RU", date(2026, 11, 28))
    assert [tuple(one) for one in after.steps] == [(0, 1, 0, 0), (299, 3, 0, 0)]
