"""The answer about one person's days: numbers, dates, and what they rest on."""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from otkel.law.timeline import Lookup
from otkel.phrases import Phrase

Rule = Literal["ru", "kz", "schengen"]
Kind = Literal["year", "uninterrupted", "window"]


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """One limit on the day asked [days]. `warns`: going over it is a warning, no breach.

    `from_on … to_on` are the counted dates, both ends included; for an uninterrupted stay from its
    entry to the day asked, and null for a person who is outside.
    """

    kind: Kind
    used: int
    left: int
    limit: int
    from_on: date | None
    to_on: date | None
    warns: bool = False


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """What `days` further days inside the territory do.

    A person inside waits from the day after the day asked, a person outside from that day.
    `used` and `left` [days] are those of the last day of waiting; `breach_on` is the first day of
    the waiting that goes over a limit.
    """

    days: int
    until_on: date
    used: int | None
    left: int | None
    breach_on: date | None


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """Days used, left and allowed [days], and the dates that follow from them. See `StayAnswer`."""

    used: int | None = None
    left: int | None = None
    limit: int | None = None
    window_from_on: date | None = None
    window_to_on: date | None = None
    must_leave_on: date | None = None
    breach_on: date | None = None
    earliest_entry_on: date | None = None
    binds: Kind | None = None
    limits: tuple[Limit, ...] = ()
    wait: Wait | None = None
    answer: Literal["yes", "no", "undecided"] = "undecided"


class StayAnswer(Numbers, frozen=True, kw_only=True):
    """The answer for one person, one rule and one day.

    - `used`: days of presence in the main counting window up to the day asked, planned days left out.
    - `left`: the least that any binding limit leaves, never below zero. `binds` names that limit.
    - `must_leave_on`: the last day of a stay that goes on from the day asked (or begins on it)
      and breaks no limit. For somebody already over: the last lawful day, in the past.
    - `breach_on`: the first day on which recorded or planned presence goes over that day's limit.
    - `earliest_entry_on`: the first day on which the planned stay fits.
    - `if_limit`: where the limit is not known, the numbers under each limit; numbers that differ
      are null above. `missing` names the facts that would decide, as they are called in the input.
    - `tolerated`: the breach was let pass in practice, on the day asked, by the option taken.
    """

    rule: Rule = "ru"
    notices: tuple[Phrase, ...] = ()
    missing: tuple[str, ...] = ()
    if_limit: dict[str, Numbers] | None = None
    tolerated: bool = False
    rests_on: tuple[Lookup, ...] = ()
