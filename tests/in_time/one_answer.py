"""What must hold of every provision on every day, whatever was known and whichever option is taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from otkel.law.corpus import Rulebook
from otkel.law.timeline import Choice, Confidence, Phase, Provision, State, look_up

FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)


def choices(provision: Provision, rulebook: Rulebook) -> Iterator[Choice | None]:
    """Give every choice a provision may be asked under."""
    if provision.switch is None:
        yield None
        return
    switch = rulebook.switches[provision.switch]
    for option in switch.options:
        yield Choice(provision.switch, option, option == switch.default)


def rivals(provision: Provision, on: date, known_at: date, choice: Choice | None) -> int:
    """Count enacted entries that claim the day with the same first day and the same publication."""
    claims = [
        (entry.from_on or date.min, entry.known_on or entry.from_on or date.min)
        for entry in provision.entries
        if entry.phase is not Phase.ANNOUNCED
        and (entry.option is None or (choice is not None and entry.option == choice.option))
        and (entry.from_on is None or entry.from_on <= on)
        and (entry.to_on is None or on <= entry.to_on)
        and (entry.known_on or entry.from_on or date.min) <= known_at
    ]
    return claims.count(max(claims)) if claims else 0


def require_one_answer(provision: Provision, on: date, known_at: date, choice: Choice | None) -> State:
    """Give the state of the day; raise AssertionError when it is not exactly one of the three."""
    found = look_up(provision, on, known_at, choice)
    place = (provision.id, on, known_at, choice and choice.option)
    held = rivals(provision, on, known_at, choice)
    assert held <= 1, ("two entries hold the day", place)
    if found.state is State.VALUE:
        assert held == 1, place
        assert found.entry is not None, place
        assert found.entry.value is not None, ("a value is said", place)
        assert found.entry.confidence in Confidence, place
        assert found.entry.phase in (Phase.MANDATORY, Phase.PILOT, Phase.TOLERATED), place
        assert found.entry.sources or provision.confidence is Confidence.K, place
        assert found.reason is None, place
    else:
        assert found.entry is None, place
        assert found.value is None, place
        assert (found.reason is not None) == (found.state is State.NOT_KNOWN), place
        if found.reason is not None:
            assert found.reason.text.strip(), place
    return found.state
