"""The days of one person under one rule on one day."""

from __future__ import annotations

from collections.abc import Sequence

from otkel.facts.people import Stay
from otkel.law.corpus import LawDay
from otkel.law.stay.person import Person
from otkel.law.stay.result import Rule, StayAnswer


def answer_days(
    stays: Sequence[Stay],
    person: Person,
    rule: Rule,
    law: LawDay,
    plan: int | None = None,
    limit: int | None = None,
    wait: int | None = None,
) -> StayAnswer:
    """Count the days of a person under a rule on the day `law.on`."""
    raise NotImplementedError
