"""The ranges that a truck's page tells hold about as often as they say, on simulated days that lay ahead.

A queue is played for 60 hours; every four hours the twin looks ahead from the record as it is then, and what
it says of each truck is held against what came. Trucks of one look go together, so the bounds are wide.
"""

import pytest

from otkel.app.crossing.asking import Asking
from otkel.app.ledger import now_us
from otkel.app.site.demo import clear_demo, set_policy
from otkel.app.site.demo_day import HOUR_US, MIN_US, DemoDay
from otkel.app.site.house import opened_house
from otkel.app.site.truck.ahead import ask_of, lanes_of, line_since_us, look_of
from otkel.app.site.truck.pace import pace_of
from otkel.app.site.truck.recent import Recent
from otkel.app.study_ahead import answer
from otkel.facts.events import passages
from otkel.facts.people import Language

HOURS, FIRST_H, EVERY_H, SEEDS = 60, 8, 4, (1, 2, 3)
LEAST, MOST = 0.65, 0.95  # 0.80 is meant


def look_at(house, desk, at_us):
    steps = Recent(house, desk.point.slug).steps(at_us)

    def ask(state):
        line = state.line_of("RU")
        pace = pace_of(steps, "RU", at_us, lanes_of(state, line), line_since_us(state, line))
        return ask_of(state, line, pace, at_us)

    asked = desk.look(ask)
    return None if asked is None else look_of(asked, answer(asked.ask))


def truths(house):
    called, through = {}, {}
    for event in house.ledger.store.read_all():
        if isinstance(event.body, passages.Called):
            called.setdefault(event.passage, []).append(event.occurred_us)
        elif isinstance(event.body, passages.Left) and event.body.way == "through":
            through[event.passage] = [event.occurred_us]
    return called, through


def held(spans, truth, at_us):
    for passage, (low, _, high) in spans.items():
        came = next((one for one in truth.get(passage, ()) if one > at_us), None)
        if came is not None:
            yield low <= came <= high


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    calls, through = [], []
    for seed in SEEDS:
        with opened_house(clear_demo(tmp_path_factory.mktemp("ranges") / "site")) as house:
            desk, began_us = house.desk("syrym"), now_us() - HOURS * HOUR_US
            set_policy(desk, began_us)
            day, looks = DemoDay(Asking(desk, Language.EN), began_us, seed=seed), []
            for hour in range(FIRST_H, HOURS - 2, EVERY_H):
                at_us = began_us + hour * HOUR_US + seed * 7 * MIN_US
                day.play_until(at_us)
                looks.append((at_us, look_at(house, desk, at_us)))
            day.play_until(now_us())
            came = truths(house)
            for at_us, look in looks:
                if look is not None:
                    calls += held(look.calls, came[0], at_us)
                    through += held(look.through, came[1], at_us)
    return calls, through


@pytest.mark.parametrize("which", [0, 1], ids=["call", "passage"])
def test_ranges_hold_as_often_as_they_say(found, which):
    assert len(found[which]) > 1_000
    assert LEAST <= sum(found[which]) / len(found[which]) <= MOST
