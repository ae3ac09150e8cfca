"""What rules of risk may ask of a vehicle's past: counted from its deeds, as they stand in the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from otkel.ledger.vault.classes import DAY_US
from otkel.ledger.view_vehicle_past import CHECK, KEPT_US, NO_SHOW, SEAL, THROUGH, Past
from otkel.queueing.risk import Feature
from otkel.queueing.risk_rules import Rule

LATELY_DAYS = 30


def features_of_past(past: Past, at_us: int) -> dict[str, Feature | tuple[str, ...]]:
    """Give what is known of a vehicle's past at an instant [µs]; an empty list: nothing of it happened."""
    deeds = [one for one in past.deeds if one.counts and one.at_us >= at_us - KEPT_US]
    through_us = [one.at_us for one in deeds if one.kind == THROUGH]
    checks = [one for one in deeds if one.kind == CHECK]
    since_us = at_us - max((one.at_us for one in checks), default=at_us)
    return {
        "earlier_passages": len(through_us),
        "passages_30_days": sum(one >= at_us - LATELY_DAYS * DAY_US for one in through_us),
        "first_crossing": not through_us,
        "earlier_no_shows": sum(one.kind == NO_SHOW for one in deeds),
        "days_since_check": max(0, since_us // DAY_US) if checks else (),
        "earlier_outcomes": tuple(dict.fromkeys(one.outcome for one in checks if one.outcome)),
        "earlier_situations": tuple(
            dict.fromkeys(one.outcome for one in deeds if one.kind == SEAL and one.outcome)
        ),
        "earlier_found": tuple(dict.fromkeys(code for one in checks for code in one.found)),
    }


_ASKED = frozenset(features_of_past(Past(), 0))


def asks_past(rules: Sequence[Rule]) -> bool:
    """Tell whether rules ask about what happened before; only then it is looked up."""
    return any(one.feature in _ASKED for rule in rules for one in rule.when)
