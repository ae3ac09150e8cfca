"""Messages to the line: to whom they go, what they may hold, and that nobody's place changes by them."""

from __future__ import annotations

import msgspec
import pytest

from otkel.facts.events.choices import Prepared, Stage
from otkel.queueing import commands as c
from otkel.queueing import views
from otkel.queueing.policy import Policy, QueueClass
from tests.queueing.crossing import HOUR_S, NOW_S, Crossing, us

TWO = Policy(name="two", classes=(QueueClass(name="ordinary"), QueueClass(name="perishable")))
WATER = c.SendMessage(towards="RU", prepared=Prepared.WATER)
OWN = c.SendMessage(towards="RU", languages=("en", "ru"), texts=("5e" * 32, "6f" * 32), writing="0f" * 16)


def line() -> Crossing:
    """Give three trucks that wait, one that was called (perishable) and one at exit control."""
    x = Crossing(TWO)
    for number in range(5):
        x.arrive(number, queue_class="perishable" if number == 4 else None)
    assert x.call(2) == [0, 4]
    x.must(c.Start(passage=0, stage=Stage.EXIT_CONTROL))
    return x


def sent(x: Crossing, command: c.SendMessage):
    (one,) = x.must(command)
    return one


def test_all_in_line_are_who_waits_and_who_was_called():
    assert sent(line(), WATER).body.reached_trucks == 4


def test_a_class_and_a_single_truck():
    x = line()
    of_class = sent(x, msgspec.structs.replace(WATER, queue_class="perishable"))
    assert (of_class.body.reached_trucks, of_class.body.queue_class) == (1, "perishable")
    one = sent(x, c.SendMessage(passage=0, prepared=Prepared.COME_TO_DESK))
    assert (one.passage, one.body.towards, one.body.reached_trucks) == (0, "RU", 1)


def test_own_words_stand_there_as_digests():
    body = sent(line(), OWN).body
    assert (body.languages, body.texts) == (OWN.languages, OWN.texts)


def test_it_changes_nobodys_place():
    x = line()
    before = views.line(x.state, "RU")
    x.must(WATER)
    assert views.line(x.state, "RU") == before


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"prepared": None}, "message.empty"),
        ({"texts": ("5e" * 32,)}, "message.empty"),
        ({"texts": ("5e" * 32,), "languages": ("ru",)}, "message.empty"),  # held by nobody
        ({"texts": ("5e" * 32,) * 2, "languages": ("ru", "ru"), "writing": "0f" * 16}, "message.empty"),
        ({"writing": "0f" * 16}, "message.empty"),
        ({"until_us": us(NOW_S)}, "message.over"),
        ({"queue_class": "vip"}, "booking.class"),
        ({"towards": "KZ"}, "point.not_open"),
        ({"towards": "CN"}, "point.towards"),
        ({"towards": None}, "message.towards"),
        ({"towards": ""}, "message.towards"),
        ({"passage": 77}, "passage.unknown"),
        ({"passage": 1, "towards": "KZ"}, "point.passage"),
        ({"texts": ("words of a person",), "languages": ("ru",), "writing": "0f" * 16}, "command.field"),
    ],
)
def test_what_cannot_be_sent_is_refused(changes, rule):
    x = Crossing()
    x.policy(TWO, "RU")
    x.arrive(1)
    assert x.refused(msgspec.structs.replace(WATER, **changes), NOW_S + HOUR_S) == rule


def test_nobody_is_reached():
    assert Crossing(TWO).refused(WATER) == "message.nobody"
