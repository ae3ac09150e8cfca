"""Private risk rules: points and reasons, as data. Pure.

A rule adds its points to a truck that fits all its conditions; from the threshold of the plan on the truck
is checked. The rules stay with the operator. The record holds their digest alone, salted so that nobody
finds them by trying, and an auditor who is shown rules and salt can hold them against it.

Rules speak of goods, papers, way, seal and what happened before. There is a closed list of what they may ask:
nobody is checked for who he is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec

from otkel.errors import Mistake
from otkel.queueing.risk_rules import NUMBER, Ask, Condition, Rule, find_mistakes, rules_of

Feature = str | int | float | Decimal | bool | None
Features = Mapping[str, Feature | Sequence[str] | Sequence[Decimal]]
DIGEST_FORMAT = "otkel-risk-rules-1"
SALT_BYTES = 32


class Score(NamedTuple):
    """The points of a truck, the reason with the most of them, and the ids of the rules it fits."""

    points: int = 0
    reason: str | None = None
    matched: tuple[str, ...] = ()


def check_rules(tree: Any) -> tuple[Rule, ...] | list[Mistake]:
    """Give the rules of plain data (`rules:` with a list), or everything that is wrong with them.

    Values may be texts as they stand in YAML, or numbers and truth values. Never raises.
    """
    mistakes = find_mistakes(tree)
    return mistakes or rules_of(tree)


def score(rules: Sequence[Rule], features: Features) -> Score:
    """Give the points of a truck. What is not known of it fits no condition but `missing`."""
    fitting = [rule for rule in rules if all(_fits(one, features) for one in rule.when)]
    if not fitting:
        return Score()
    by_reason: dict[str, int] = {}
    for rule in fitting:
        by_reason[rule.reason] = by_reason.get(rule.reason, 0) + rule.points
    most = max(by_reason.values())
    reason = next(reason for reason, points in by_reason.items() if points == most)
    return Score(sum(by_reason.values()), reason, tuple(rule.id for rule in fitting))


def not_known(rules: Sequence[Rule], features: Features) -> tuple[str, ...]:
    """Give what rules ask of a truck that is not known, where nothing else keeps the rule from fitting.

    An empty list of values is known: there are none.
    """
    found: dict[str, None] = {}
    for rule in rules:
        lacking = [
            one for one in rule.when if one.ask is not Ask.MISSING and features.get(one.feature) is None
        ]
        if all(one in lacking or _fits(one, features) for one in rule.when):
            found |= dict.fromkeys(one.feature for one in lacking)
    return tuple(found)


def rules_digest(rules: Sequence[Rule], salt: bytes) -> str:
    """Give the SHA-256 that the record holds: over the format, the salt [32 bytes] and the canonical rules.

    Canonical: JSON with sorted names and no blanks, in the order of the rules. Raises ValueError for a
    salt of another length: a short one could be guessed.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("the salt has 32 bytes")
    content = msgspec.json.encode(list(rules), order="sorted")
    return sha256(DIGEST_FORMAT.encode() + b"\n" + salt + b"\n" + content).hexdigest()


def _fits(condition: Condition, features: Features) -> bool:
    known = features.get(condition.feature)
    values = () if known is None else known if isinstance(known, tuple | list) else (known,)
    if condition.ask is Ask.MISSING:
        return not values
    return any(_fits_one(condition, value) for value in values)


def _fits_one(condition: Condition, value: Any) -> bool:
    if isinstance(value, bool):
        return ("true" if value else "false") in condition.values
    if not isinstance(value, int | float | Decimal):
        return value in condition.values and condition.ask not in _BOUNDS
    amount = Decimal(str(value))
    if amount.is_nan() or not all(NUMBER.fullmatch(one) for one in condition.values):
        return False  # it compares with nothing
    bounds = [Decimal(one) for one in condition.values]
    if condition.ask is Ask.AT_LEAST:
        return amount >= bounds[0]
    if condition.ask is Ask.AT_MOST:
        return amount <= bounds[0]
    return amount in bounds


_BOUNDS = (Ask.AT_LEAST, Ask.AT_MOST)
