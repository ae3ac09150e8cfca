"""Seconds and civil days of a crossing point, with the clocks of its zone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from otkel.app.live.origin import FIRST_DAY, LAST_DAY, day_starts_s, new_state, origin_us
from otkel.facts.gazetteer import get_point, list_points


def day(starts, zone, iso):
    """Give the beginning of a civil day in UTC."""
    number = (date.fromisoformat(iso) - FIRST_DAY).days
    return datetime.fromtimestamp(origin_us(zone) / 1e6 + starts[number], UTC).isoformat()


def test_seconds_count_from_the_midnight_of_2020():
    assert origin_us("Asia/Atyrau") == 1_577_818_800_000_000  # 2019-12-31 19:00 UTC
    assert day_starts_s("Asia/Atyrau")[:2] == (0.0, 86_400.0)


def test_every_day_up_to_2045_has_its_beginning():
    starts = day_starts_s("Asia/Qyzylorda")
    assert len(starts) == (LAST_DAY - FIRST_DAY).days + 2 == 9498
    assert all(82_800 <= later - one <= 90_000 for one, later in pairwise(starts))


def test_the_day_on_which_kazakhstan_put_its_clocks_back_has_25_hours():
    starts = day_starts_s("Asia/Almaty")
    number = (date(2024, 2, 29) - FIRST_DAY).days
    assert starts[number + 1] - starts[number] == 25 * 3600
    assert day(starts, "Asia/Almaty", "2024-02-29") == "2024-02-28T18:00:00+00:00"
    assert day(starts, "Asia/Almaty", "2024-03-01") == "2024-02-29T19:00:00+00:00"


def test_summer_time_makes_days_of_23_and_25_hours():
    starts = day_starts_s("Europe/Riga")
    numbers = [
        (date.fromisoformat(iso) - FIRST_DAY).days for iso in ("2026-03-29", "2026-07-28", "2026-10-25")
    ]
    assert [(starts[number + 1] - starts[number]) / 3600 for number in numbers] == [23, 24, 25]


def test_a_day_without_a_midnight_begins_where_the_clocks_go_forward():
    place = ZoneInfo("Asia/Beirut")
    starts = day_starts_s("Asia/Beirut")
    number = (date(2026, 3, 29) - FIRST_DAY).days
    begins = datetime(2020, 1, 1, tzinfo=place).astimezone(UTC) + timedelta(seconds=starts[number])
    assert begins.astimezone(place).isoformat() == "2026-03-29T01:00:00+03:00"
    assert (begins - timedelta(seconds=1)).astimezone(place).isoformat() == "2026-03-28T23:59:59+02:00"


@pytest.mark.parametrize("point", list_points(), ids=lambda point: point.slug)
def test_every_crossing_point_has_an_empty_state(point):
    state = new_state(point)
    assert state.towards == (point.countries[1], point.countries[0])
    assert state.day_of(0.0) == 0
    assert state.day_of(state.s_of(origin_us(point.zone) + 86_400_000_000 - 1)) == 0


def test_a_truck_out_of_the_first_side_goes_towards_the_second():
    assert new_state(get_point("kurmangazy")).towards == ("RU", "KZ")
