"""The queue's no: a value with the rule it rests on, why, and what to do next."""

from __future__ import annotations

import msgspec

from otkel.phrases import Phrase


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked is not done, and nothing changed."""

    rule: str  # id in `refusals.RULES`
    why: Phrase
    do: Phrase
    passage: int | None = None
    until_us: int | None = None  # from when on it may be asked again, where that is known
