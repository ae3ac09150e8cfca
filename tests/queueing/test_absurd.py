"""Whatever stands in the fields of a command: a refusal, or events that a ledger takes; no exception."""

from __future__ import annotations

from enum import StrEnum
from math import inf, nan
from random import Random
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from otkel.facts.events.choices import Readiness
from otkel.facts.events.envelope import Draft
from otkel.facts.events.mistakes import find_mistakes
from otkel.queueing import commands as c
from otkel.queueing.decide import decide
from otkel.queueing.discipline import digest_of, to_numbers
from otkel.queueing.refusal import Refusal
from tests.queueing.crossing import DAY_S, HOUR_S, NOW_S, Crossing, us, vehicle
from tests.queueing.policies import ALL
from tests.queueing.walks import Walk

ABSURD = (
    None, nan, inf, -inf, -1, 0, 1, 3, 60, 2**31, 2**63, -(2**63), 10**30, 1.5, -0.0, "", "x", "RU", "XX",
    "ordinary", "Not a code!", "a\0b", "\udc00", "e" * 32, "e" * 64, "ё" * 64, True, (), ("a", "a"), (nan,),
    {}, {1: nan}, {"name": nan}, [], b"x",
)  # fmt: skip
DEFAULTS = {
    "digest": "5e" * 32, "seed": "aa" * 32, "requests_digest": "bb" * 32, "towards": "RU", "reason": "rain",
    "trucks": 2, "taken_trucks": 5, "interval_us": 3_600_000_000, "shift": "a", "lanes": ("red",),
    "people": 3, "service": "water", "what": "holiday", "purpose": "checks", "draws": {}, "batch": "b1",
    "rule": "check.prolong", "ticket": "11" * 32, "certificate": "22" * 32, "signer": "33" * 32,
    "quantity": "queue", "low": 1, "mid": 2, "high": 3, "coverage_pct": 80, "method": "seasonal",
    "told": c.Told(readiness=Readiness.LACKING, missing=("cmr.copy",)),
    "drawn": c.Drawn(draw=1, purpose="checks", seed="5e" * 32),
}  # fmt: skip


def plain(kind: type[c.Command], r: Random) -> dict[str, Any]:
    """Give fields of a command that make some sense."""
    values: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for field in msgspec.structs.fields(kind):
        hint = hints[field.name]
        choice = next((one for one in (hint, *get_args(hint)) if _is_choice(one)), None)
        if field.name in ("passage",):
            values[field.name] = r.randint(1, 14)
        elif field.name == "vehicle":
            values[field.name] = vehicle(r.randint(0, 13))
        elif field.name.endswith("_us") and field.name != "interval_us":
            values[field.name] = us(NOW_S // HOUR_S * HOUR_S + r.randint(-3, 80) * HOUR_S)
        elif choice is not None:
            values[field.name] = r.choice([*choice])
        elif field.name == "numbers":
            values[field.name] = to_numbers(r.choice(ALL))
        elif field.name in DEFAULTS and (field.required or r.random() < 0.5):
            values[field.name] = DEFAULTS[field.name]
    return values


def _is_choice(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, StrEnum)


def spoilt(kind: type[c.Command], r: Random) -> c.Command:
    """Give a command with one or several absurd fields."""
    values = plain(kind, r)
    names = [field.name for field in msgspec.structs.fields(kind)]
    for name in r.sample(names, min(len(names), r.choice([0, 1, 1, 1, 2]))):
        values[name] = r.choice(ABSURD)
        if name == "numbers" and r.random() < 0.8:
            numbers = dict(to_numbers(r.choice(ALL)))
            numbers[r.choice(list(numbers))] = r.choice(ABSURD)
            values[name] = numbers
        elif name in ("told", "drawn") and r.random() < 0.8:
            part = DEFAULTS[name]
            values[name] = msgspec.structs.replace(
                part, **{r.choice(part.__struct_fields__): r.choice(ABSURD)}
            )
    return kind(**values)


def answered(x: Crossing, command: c.Command, t_s: float) -> None:
    """Ask, and look at all that is said to have happened as a ledger would."""
    answer = decide(x.state, command, t_s)
    if isinstance(answer, Refusal):
        return
    for one in answer:
        occurred_us = one.occurred_us if one.occurred_us is not None else us(max(t_s, x.state.t_s))
        draft = Draft(
            body=one.body, point="syrym", occurred_us=occurred_us, recorded_by="test", passage=one.passage
        )
        assert not (found := find_mistakes(draft)), (command, found)
    x.ask(command, t_s)


@pytest.mark.parametrize("seed", range(30))
def test_no_field_of_a_command_can_break_a_crossing(seed):
    r = Random(seed)
    x = Walk(seed).run(60).x
    for _ in range(40):
        for kind in c.COMMANDS:
            answered(x, spoilt(kind, r), x.state.t_s + r.choice([0, 0, 1, -1, 60, HOUR_S]))


@pytest.mark.parametrize("t_s", [nan, inf, -inf, -1.0, 1e300, 10**40, 90 * 366 * DAY_S])
def test_a_time_beyond_all_days_is_refused(t_s):
    x = Crossing(ALL[0])
    answer = decide(x.state, c.Tick(), t_s)
    assert isinstance(answer, Refusal)
    assert answer.rule == "clock.range"


def test_a_policy_with_numbers_that_cannot_be_is_refused():
    x = Crossing(ALL[0])
    for name, value in (("day_trucks", -5), ("lead_min", nan), ("slot_min", 10**9), ("nonsense", 1)):
        numbers = {**to_numbers(ALL[0]), name: value}
        assert x.refused(c.SetPolicy(numbers=numbers, digest=digest_of(ALL[0]))) == "post.number"
