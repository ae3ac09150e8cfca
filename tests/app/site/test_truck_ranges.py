"""Ranges: what is shown stands in the record; it is stated for those who follow, no oftener than it must."""

import threading

import pytest

from otkel.app.site.truck import ranges as module
from otkel.app.site.truck.ahead import ask_of, look_of
from otkel.app.site.truck.holder import holders_of
from otkel.app.site.truck.pace import pace_of
from otkel.app.site.truck.ranges import Range, Why, is_due, ranges_of
from otkel.app.study_ahead import AheadFound, AheadRun, answer
from otkel.errors import EngineError
from otkel.facts.events.choices import Quantity
from tests.web.site import opened_site
from tests.web.trucks import Post

MIN = 60_000_000


class Twin:
    """Answers what it is told to, and counts how often it is asked."""

    def __init__(self, minutes=60.0):
        self.minutes, self.asked = minutes, []

    def __call__(self, asked):
        self.asked.append(asked)
        one = (self.minutes, self.minutes + 30, self.minutes + 60)
        rows = (one,) * len(asked.trucks)
        return AheadFound(taken_on=rows, through=rows)


@pytest.fixture
def post(tmp_path):
    with opened_site(tmp_path) as (_, house):
        made = Post(house)
        made.holders = [holders_of(house).find(made.ticket(made.come(40 - n), 40 - n).code) for n in range(3)]
        made.ranges = ranges_of(house)
        made.twin = made.ranges.twin = Twin()
        yield made


def stated(post):
    return [one for one in post.house.ledger.store.read_all() if one.word == "range_stated"]


def look_again(post, monkeypatch):
    """Let the next look be due at once."""
    monkeypatch.setattr(module, "EVERY_S", -1.0)
    post.ranges.work()


def test_nobody_who_is_not_followed_gets_a_range(post):
    post.ranges.work()
    assert (stated(post), post.twin.asked) == ([], [])


def test_what_is_shown_is_what_stands_in_the_record(post):
    follower = post.holders[1]
    assert post.ranges.follow(follower).why is Why.SOON
    post.ranges.work()
    shown = post.ranges.follow(follower)
    kept = {one.body.quantity: one for one in stated(post)}
    assert set(kept) == {Quantity.CALL_AT, Quantity.PASSAGE_AT}
    assert {one.passage for one in kept.values()} == {follower.passage}
    for quantity, span in ((Quantity.CALL_AT, shown.call), (Quantity.PASSAGE_AT, shown.through)):
        body = kept[quantity].body
        assert (span.low_us, span.mid_us, span.high_us) == (body.low, body.mid, body.high)
        assert (body.coverage_pct, body.method) == (80, "twin")
        assert len(body.inputs) == 64


def test_one_look_serves_all_who_follow(post):
    for one in post.holders:
        post.ranges.follow(one)
    post.ranges.work()
    post.ranges.work()
    assert len(post.twin.asked) == 1
    assert len(stated(post)) == 2 * len(post.holders)


def test_who_comes_later_is_told_by_the_look_that_there_is(post):
    post.ranges.follow(post.holders[0])
    post.ranges.work()
    assert post.ranges.follow(post.holders[2]).why is Why.SOON
    post.ranges.work()
    assert post.ranges.follow(post.holders[2]).through is not None
    assert len(post.twin.asked) == 1


def test_a_range_that_hardly_moved_is_stated_once(post, monkeypatch):
    post.ranges.follow(post.holders[0])
    post.ranges.work()
    for _ in range(3):
        look_again(post, monkeypatch)
    assert len(post.twin.asked) == 4
    assert len(stated(post)) == 2


def test_the_record_is_read_before_anything_is_stated_anew(post):
    """A site that was started again states nothing that it had stated just before."""
    post.ranges.follow(post.holders[0])
    post.ranges.work()
    again = module.Ranges(post.house)
    again.twin = post.twin
    again.follow(post.holders[0])
    again.work()
    assert len(stated(post)) == 2
    assert again.follow(post.holders[0]).through == post.ranges.follow(post.holders[0]).through


def test_no_call_is_foretold_to_one_who_was_called(post):
    post.ranges.follow(post.holders[1])
    post.ranges.work()
    post.ask("call", 0, towards="RU", trucks=1)
    post.ranges.follow(post.holders[0])
    post.ranges.work()
    called = [one.body.quantity for one in stated(post) if one.passage == post.holders[0].passage]
    assert called == [Quantity.PASSAGE_AT]


def test_nothing_is_told_while_nobody_is_taken_on(post):
    post.ask("pause", 0, stage="exit_control", towards="RU", reason="power")
    post.ranges.follow(post.holders[0])
    post.ranges.work()
    assert post.ranges.follow(post.holders[0]).why is Why.NOT_NOW
    assert (stated(post), post.twin.asked) == ([], [])


def test_where_nobody_looks_ahead_nothing_is_said(post):
    post.ranges.twin = None
    assert post.ranges.follow(post.holders[0]) is None


NOW = 1_000_000 * MIN
BEFORE = Range(
    low_us=NOW + 60 * MIN, mid_us=NOW + 90 * MIN, high_us=NOW + 120 * MIN, stated_us=NOW - 10 * MIN
)


@pytest.mark.parametrize(
    ("ago_min", "moved_min", "due"),
    [(10, 0, False), (10, 9, False), (10, 20, True), (10, -20, True), (4, 60, False), (61, 0, True)],
)
def test_a_range_is_stated_anew_where_it_moved_or_is_old(ago_min, moved_min, due):
    before = Range(
        low_us=BEFORE.low_us, mid_us=BEFORE.mid_us, high_us=BEFORE.high_us, stated_us=NOW - ago_min * MIN
    )
    span = tuple(one + moved_min * MIN for one in (BEFORE.low_us, BEFORE.mid_us, BEFORE.high_us))
    assert is_due(before, span, NOW) is due
    assert is_due(None, span, NOW)


# -- the twin itself ----------------------------------------------------------------------------


def asked_of(post):
    desk = post.desk
    now_us = desk.now_us()
    return desk.look(lambda state: ask_of(state, state.line_of("RU"), pace_of([], "RU", now_us), now_us))


def test_the_twin_takes_trucks_on_in_the_order_of_the_line(post):
    asked = asked_of(post)
    found = look_of(asked, answer(asked.ask))
    order = [one.passage for one in post.holders]
    assert [found.calls[one][1] for one in order] == sorted(found.calls[one][1] for one in order)
    assert all(low <= mid <= high for low, mid, high in found.through.values())
    assert all(found.through[one][1] > asked.now_us for one in order)
    assert found.is_assumed


def test_the_twin_answers_the_same_in_a_process_of_its_own(post):
    asked = asked_of(post)
    assert AheadRun(asked.ask).wait() == answer(asked.ask)


def test_a_twin_that_is_stopped_gives_no_answer(post):
    run = AheadRun(asked_of(post).ask)
    threading.Timer(0.1, run.stop).start()
    with pytest.raises(EngineError):
        run.wait()
