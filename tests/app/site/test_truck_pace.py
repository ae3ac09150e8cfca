"""The pace of a post, read off its steps: by hand."""

import pytest

from otkel.app.site.truck.pace import CV, EXIT_MIN, FEWEST, LAG_MIN, pace_of
from otkel.app.site.truck.recent import ARRIVED, CALLED, CLEARED, ENTRY, EXIT, IN, LEFT, Step

MIN, HOUR = 60_000_000, 3_600_000_000
NOW = 1_000 * HOUR


def a_way(passage, began_min_ago, exit_min=10, towards="RU"):
    """Give the steps of a truck that was taken on so long ago: called 20 min before, 5 min on the strip."""
    began = NOW - began_min_ago * MIN
    after = {ARRIVED: -60, CALLED: -20, EXIT: 0, CLEARED: exit_min, ENTRY: exit_min + 5, IN: exit_min + 13,
             LEFT: exit_min + 17}  # fmt: skip
    steps = [Step(round(began + minutes * MIN), what, passage, towards) for what, minutes in after.items()]
    return [one for one in steps if one.at_us <= NOW]


def in_order(*ways):
    return sorted((one for way in ways for one in way), key=lambda one: one.at_us)


def test_times_are_the_means_of_the_day():
    steps = in_order(*(a_way(n, 60 + 30 * n, 8 + 4 * (n % 2)) for n in range(20)))
    found = pace_of(steps, "RU", NOW)
    assert found.exit.mean_min == pytest.approx(10)
    assert found.exit.cv == pytest.approx(0.2)
    assert (found.lag_min, found.strip_min, found.tail_min) == (20, 5, 4)
    assert found.entry.mean_min == pytest.approx(8)
    assert found.arrivals_per_day == 20
    assert not found.is_assumed


def test_a_short_record_is_told_and_our_own_numbers_stand_for_it():
    found = pace_of(in_order(*(a_way(n, 60 + 30 * n) for n in range(FEWEST - 1))), "RU", NOW)
    assert found.is_assumed
    assert (found.exit.mean_min, found.exit.cv, found.lag_min) == (EXIT_MIN, CV, LAG_MIN)
    assert pace_of([], "RU", NOW).exit.servers == 1


def test_as_many_are_served_at_once_as_were_seen_or_as_lanes_are_open():
    steps = in_order(*(a_way(n, 100 + 30 * (n // 3)) for n in range(24)))
    assert pace_of(steps, "RU", NOW).exit.servers == 3
    assert pace_of(steps, "RU", NOW, lanes=(5, 0)).exit.servers == 5


def test_who_was_sent_back_serves_for_nobody_any_more():
    back = [Step(NOW - 300 * MIN, EXIT, 99, "RU"), Step(NOW - 290 * MIN, LEFT, 99, "RU")]
    steps = in_order(back, *(a_way(n, 60 + 20 * n) for n in range(12)))
    assert pace_of(steps, "RU", NOW).exit.servers == 1


def test_while_a_line_stands_the_pace_is_the_one_that_was_seen():
    """One server of 10 minutes could take on 6 an hour; it took on 3, while trucks stood there."""
    steps = in_order(*(a_way(n, 10 + 20 * n) for n in range(18)))
    assert pace_of(steps, "RU", NOW).exit.mean_min == pytest.approx(10)
    slow = pace_of(steps, "RU", NOW, line_since_us=NOW - 6 * HOUR)
    assert slow.exit.mean_min == pytest.approx(20)
    just_came = pace_of(steps, "RU", NOW, line_since_us=NOW - HOUR // 4)
    assert just_came.exit.mean_min == pytest.approx(10)


def test_the_other_direction_is_another_matter():
    steps = in_order(*(a_way(n, 60 + 30 * n, 10, "KZ") for n in range(20)))
    assert pace_of(steps, "RU", NOW).is_assumed
