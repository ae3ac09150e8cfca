"""The fair draw: a share for those who wait longest, the rest by draw, nobody twice, no slot too full."""

from hashlib import sha256

import pytest

from otkel.facts.events.choices import Allocation, Stage
from otkel.queueing.core.allocation import allocate, longest_share, serve_order
from otkel.queueing.drawing import (
    Asking,
    Committed,
    Grants,
    checks_purpose,
    choose_seed,
    plan_draw,
    requests_digest,
    slots_purpose,
)

LONG, DRAW = Allocation.LONGEST_WAIT, Allocation.DRAW
NONCE = "ab" * 32


def asked(*since, choices=()):
    return [Asking(passage, one, choices) for passage, one in enumerate(since, 1)]


def test_nobody_asks():
    assert plan_draw([], {10: 3}, {}, 50) == Grants((), ())


def test_there_are_no_slots():
    assert plan_draw(asked(5, 4), {}, {1: 7, 2: 3}, 50) == Grants((), (2, 1))
    assert plan_draw(asked(5, 4), {10: 0, 20: -2}, {1: 7, 2: 3}, 50) == Grants((), (2, 1))


def test_those_who_wait_longest_come_first_and_then_the_draw_decides():
    plan = plan_draw(asked(50, 10, 30, 20, 40), {100: 4}, {1: 1, 2: 9, 3: 5, 4: 8, 5: 2}, 50)
    assert plan.granted == ((2, 100, LONG), (4, 100, LONG), (1, 100, DRAW), (5, 100, DRAW))
    assert plan.not_drawn == (3,)


@pytest.mark.parametrize(
    ("capacity", "pct", "share"), [(7, 30, 2), (10, 30, 3), (3, 33, 0), (4, 100, 4), (9, 0, 0)]
)
def test_the_share_is_rounded_down(capacity, pct, share):
    assert longest_share(capacity, pct) == share
    plan = plan_draw(asked(*range(20)), {1: capacity}, {n: n for n in range(1, 21)}, pct)
    assert [one.allocation for one in plan.granted] == [LONG] * share + [DRAW] * (capacity - share)


def test_of_equals_the_smaller_draw_and_then_the_smaller_passage_comes_first():
    draws = {1: 8, 2: 8, 3: 2, 4: 9}
    plan = plan_draw(asked(5, 5, 5, 5), {1: 4}, draws, 50)
    assert [one.passage for one in plan.granted] == [3, 1, 2, 4]
    assert [one.passage for one in plan_draw(asked(5, 6, 7, 8), {1: 4}, draws, 0).granted] == [3, 1, 2, 4]


def test_a_request_takes_its_best_wish_that_has_room():
    requests = [Asking(1, 0, (30, 10)), Asking(2, 0, (30, 10)), Asking(3, 0, (30, 10)), Asking(4, 0)]
    plan = plan_draw(requests, {10: 1, 20: 1, 30: 1}, {1: 1, 2: 2, 3: 3, 4: 4}, 0)
    assert plan.granted == ((1, 30, DRAW), (2, 10, DRAW), (4, 20, DRAW))
    assert plan.not_drawn == (3,)


def test_a_wish_that_is_no_slot_of_the_day_has_no_room():
    plan = plan_draw([Asking(1, 0, (99,)), Asking(2, 0, (99, 10))], {10: 5}, {1: 1, 2: 2}, 0)
    assert (plan.granted, plan.not_drawn) == (((2, 10, DRAW),), (1,))


def test_a_place_of_the_longest_that_finds_no_room_goes_to_the_draw():
    requests = [Asking(1, 0, (10,)), Asking(2, 1, (10,)), Asking(3, 2), Asking(4, 3)]
    plan = plan_draw(requests, {10: 1, 20: 2}, {1: 4, 2: 3, 3: 2, 4: 1}, 67)
    assert plan.granted == ((1, 10, LONG), (4, 20, DRAW), (3, 20, DRAW))
    assert plan.not_drawn == (2,)


def test_the_room_that_was_handed_in_is_left_alone():
    capacity = {10: 2}
    plan_draw(asked(1, 2, 3), capacity, {1: 1, 2: 2, 3: 3}, 0)
    assert capacity == {10: 2}


def test_a_passage_asks_once_and_needs_a_draw():
    with pytest.raises(ValueError, match="once"):
        plan_draw([Asking(1, 0), Asking(1, 5)], {10: 2}, {1: 1}, 0)
    with pytest.raises(KeyError):
        plan_draw([Asking(1, 0), Asking(2, 5)], {10: 2}, {1: 1}, 0)


def test_the_core_works_in_place():
    order, spare, granted, free = [0] * 3, [0] * 3, [7] * 3, [1, 1]
    assert serve_order(order, spare, 9, [3.0, 1.0, 2.0], [1, 2, 3], [11, 12, 13]) == 3
    assert order == [1, 2, 0]
    assert serve_order(order, spare, -1, [3.0, 1.0, 2.0], [1, 2, 3], [11, 12, 13]) == 0
    assert order == [0, 1, 2]
    assert allocate(order, [0, 1, 1, 3], [1, -1, 5], free, granted) == 2
    assert (granted, free) == ([1, 0, -1], [0, 0])


def test_the_digest_can_be_made_with_other_tools():
    requests = [Asking(17, 1000, (2000, 3000), NONCE), Asking(4, 500)]
    text = f"otkel-requests-1 RU 99\n17 1000 2000,3000 {NONCE}\n4 500 - -\n"
    assert requests_digest(requests, towards="RU", day_us=99) == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    "other",
    [
        [Asking(4, 500), Asking(17, 1000, (2000,), NONCE)],
        [Asking(17, 1000, (2000,), NONCE)],
        [Asking(18, 1000, (2000,), NONCE), Asking(4, 500)],
        [Asking(17, 1001, (2000,), NONCE), Asking(4, 500)],
        [Asking(17, 1000, (2001,), NONCE), Asking(4, 500)],
        [Asking(17, 1000, (2000,), "ac" * 32), Asking(4, 500)],
        [Asking(17, 1000, (2000,)), Asking(4, 500)],
    ],
)
def test_every_part_of_a_request_is_in_the_digest(other):
    requests = [Asking(17, 1000, (2000,), NONCE), Asking(4, 500)]
    digest = requests_digest(requests, towards="RU", day_us=99)
    assert requests_digest(other, towards="RU", day_us=99) != digest
    assert requests_digest(requests, towards="KZ", day_us=99) != digest
    assert requests_digest(requests, towards="RU", day_us=100) != digest


def test_there_is_one_seed_that_a_draw_must_be_made_from():
    seeds = [
        Committed("a", "slots.ru", 0, 10),
        Committed("b", "checks", 0, 90),
        Committed("c", "slots.ru", 5, 50),
        Committed("d", "slots.ru", 5, 20),
    ]
    assert choose_seed(seeds, "slots.ru", 5, 20) == seeds[2]
    assert choose_seed(seeds, "slots.ru", 5, 10) == seeds[0]
    assert choose_seed(seeds, "slots.ru", 4, 20) is None
    assert choose_seed(seeds, "slots.ru", 5, 51) is None
    assert choose_seed(seeds, "slots.kz", 5, 6) is None


def test_the_purposes_are_stable_words():
    assert slots_purpose("RU") == "slots.ru"
    assert (checks_purpose(), checks_purpose(Stage.EXIT_CONTROL)) == ("checks", "checks.exit_control")
