"""A day gets exactly one answer: a value, not in force, or not known."""

from datetime import date
from decimal import Decimal

import pytest

from otkel.law.timeline import (
    Choice,
    Confidence,
    Entry,
    Gap,
    Phase,
    Provision,
    State,
    look_up,
)
from otkel.phrases import phrase

LATE = date(2030, 1, 1)


def entry(value, from_on=None, to_on=None, **changes):
    known = {"phase": Phase.MANDATORY, "confidence": Confidence.C2, "sources": ("A1",)} | changes
    return Entry(value=value, from_on=from_on, to_on=to_on, **known)


def provision(*entries, gaps=(), switch=None):
    return Provision(
        id="x.y",
        subject="x",
        jurisdiction="RU",
        question="?",
        unit="day",
        sources=("A1",),
        confidence=Confidence.S1,
        checked_on=date(2026, 11, 22),
        entries=entries,
        gaps=tuple(gaps),
        switch=switch,
    )


def test_both_ends_of_a_window_are_in_force():
    rule = provision(entry(1, date(2026, 1, 2), date(2026, 1, 4)))
    states = [look_up(rule, date(2026, 1, day), LATE, None).state for day in range(1, 6)]
    value, not_in_force = State.VALUE, State.NOT_IN_FORCE
    assert states == [not_in_force, value, value, value, not_in_force]


def test_an_entry_without_a_beginning_or_an_end_is_open():
    rule = provision(entry(20))
    assert look_up(rule, date(1990, 1, 1), LATE, None).number == 20
    assert look_up(rule, date(2090, 1, 1), LATE, None).number == 20


def test_the_entry_that_began_last_holds():
    rule = provision(entry(20), entry(22, date(2026, 1, 1)))
    assert look_up(rule, date(2025, 12, 31), LATE, None).number == 20
    assert look_up(rule, date(2026, 1, 1), LATE, None).number == 22


def test_of_two_that_began_together_the_one_published_last_holds():
    start = date(2026, 6, 1)
    rule = provision(
        entry("late", start, known_on=date(2026, 5, 30)),
        entry("early", start, known_on=date(2026, 4, 17)),
    )
    assert look_up(rule, start, LATE, None).value == "late"
    assert look_up(rule, start, date(2026, 5, 29), None).value == "early"
    assert look_up(rule, start, date(2026, 5, 30), None).value == "late"


def test_an_entry_is_unknown_before_its_publication():
    rule = provision(entry(20), entry(22, date(2026, 1, 1), known_on=date(2025, 11, 28)))
    assert look_up(rule, date(2026, 3, 1), date(2025, 11, 27), None).number == 20
    assert look_up(rule, date(2026, 3, 1), date(2025, 11, 28), None).number == 22


def test_an_unrecorded_publication_is_the_first_day():
    rule = provision(entry(20), entry(22, date(2026, 1, 1)))
    assert look_up(rule, date(2026, 3, 1), date(2025, 12, 31), None).number == 20
    assert look_up(rule, date(2026, 3, 1), date(2026, 1, 1), None).number == 22


def test_an_end_published_later_ends_from_its_day():
    rule = provision(
        entry(True, date(2025, 6, 30)),
        entry(None, date(2026, 7, 1), phase=Phase.ENDED, known_on=date(2026, 6, 1)),
    )
    assert look_up(rule, date(2026, 6, 30), LATE, None).is_on
    ended = look_up(rule, date(2026, 7, 1), LATE, None)
    assert (ended.state, ended.value, ended.entry) == (State.NOT_IN_FORCE, None, None)
    assert look_up(rule, date(2026, 7, 1), date(2026, 5, 31), None).is_on


def test_an_announcement_never_stands_among_enacted_values():
    plan = entry(22, date(2026, 1, 1), phase=Phase.ANNOUNCED, known_on=date(2025, 9, 24))
    rule = provision(entry(20), plan)
    found = look_up(rule, date(2026, 2, 1), LATE, None)
    assert found.number == 20
    assert found.announced == (plan,)
    assert look_up(rule, date(2026, 2, 1), date(2025, 9, 23), None).announced == ()


def test_a_plan_alone_is_not_known_from_its_day_and_not_in_force_before():
    rule = provision(entry(True, date(2027, 3, 1), phase=Phase.ANNOUNCED, known_on=date(2026, 3, 6)))
    assert look_up(rule, date(2027, 2, 28), LATE, None).state is State.NOT_IN_FORCE
    found = look_up(rule, date(2027, 3, 1), LATE, None)
    assert found.state is State.NOT_KNOWN
    assert found.reason == phrase("announced, and its adoption is not confirmed")
    assert found.value is None


def test_an_ended_rule_with_a_plan_stays_not_in_force():
    rule = provision(
        entry(None, date(2026, 1, 1), phase=Phase.ENDED),
        entry(True, date(2026, 2, 1), phase=Phase.ANNOUNCED),
    )
    assert look_up(rule, date(2026, 3, 1), LATE, None).state is State.NOT_IN_FORCE


def test_a_gap_says_why():
    gaps = [Gap(reason="not looked up", from_on=date(2026, 1, 1), to_on=date(2026, 1, 31))]
    rule = provision(entry(1, date(2025, 1, 1), date(2025, 12, 31)), gaps=gaps)
    states = [
        look_up(rule, day, LATE, None).state
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    ]
    assert states == [State.VALUE, State.NOT_KNOWN, State.NOT_KNOWN, State.NOT_IN_FORCE]
    assert look_up(rule, date(2026, 1, 1), LATE, None).reason == phrase("not looked up")


def test_a_gap_without_ends_covers_every_day():
    rule = provision(gaps=[Gap(reason="not found")])
    assert look_up(rule, date(1990, 1, 1), LATE, None).state is State.NOT_KNOWN


def test_a_gap_stands_before_a_plan():
    rule = provision(entry(True, date(2027, 3, 1), phase=Phase.ANNOUNCED), gaps=[Gap(reason="not found")])
    assert look_up(rule, date(2027, 3, 1), LATE, None).reason == phrase("not found")


def test_a_switch_chooses_among_entries():
    rule = provision(
        entry(True, date(2026, 7, 1), option="july"),
        entry(True, date(2026, 6, 1), option="june"),
        switch="start",
    )
    june, july = Choice("start", "june", False), Choice("start", "july", True)
    assert look_up(rule, date(2026, 6, 15), LATE, june).is_on
    assert not look_up(rule, date(2026, 6, 15), LATE, july).in_force
    assert look_up(rule, date(2026, 6, 15), LATE, july).choice == july
    assert not look_up(rule, date(2026, 7, 15), LATE, None).in_force


def test_an_entry_without_an_option_holds_under_every_option():
    rule = provision(entry(7), switch="start")
    assert look_up(rule, date(2026, 1, 1), LATE, Choice("start", "june", False)).number == 7


def test_values_are_read_as_what_they_are():
    found = look_up(provision(entry("13855.50")), LATE, LATE, None)
    assert found.amount == Decimal("13855.50")
    assert not found.is_on
    assert found.phase is Phase.MANDATORY
    assert found.confidence is Confidence.C2


def test_without_a_value_the_provision_speaks_for_its_confidence_and_a_number_is_refused():
    found = look_up(provision(), LATE, LATE, None)
    assert found.confidence is Confidence.S1
    assert found.phase is None
    assert not found.is_on
    with pytest.raises(TypeError, match=r"^x\.y: not_in_force has no value; ask in_force first$"):
        _ = found.number
