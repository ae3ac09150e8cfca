"""The causes that speakers named for the jams of autumn 2025, as a dated timeline.

Each cause is a switch of the scenario, so that the same weeks can be run without it. What is an
assumption says so, with its reason; what a source says names the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from otkel.errors import OtkelError
from otkel.facts.gazetteer import list_points
from otkel.feeds.yaml_tree import read_yaml_tree

TIMELINE = Path(__file__).parent / "data" / "causes_2025.yaml"

# The switches; a scenario is run without one of them by this name.
CAUSES = {
    "exit_screening": "Kazakh customs look into trucks with controlled goods on the way out",
    "roadside_checks": "Russian mobile groups stop trucks on the road behind the border",
    "papers": "proof of VAT, status and receiver is asked for and often missing",
    "stay_90_days": "drivers may be 90 days a year in Russia, with Belarus counted in",
    "reconstruction": "posts are rebuilt, and their electronic queue has a cap",
    "transit_stop": "trucks of transit are not let forward",
    "demand_surge": "more trucks come than on other days",
}


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A published page."""

    title: str
    address: str


class Amount(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number of a cause with its range: from a source, or an assumption with its reason."""

    name: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str
    source: str | None = None
    assumption: str | None = None


class Cause(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"from_on": "from", "to_on": "to"},
):
    """What changed, where, and from when to when. Without `to`: no end was found."""

    id: str
    cause: str
    from_on: date
    to_on: date | None = None
    place: str
    what: str
    grade: str  # C2: two sources or more, S1: one, U: unclear or contradicted
    sources: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    note: str | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether it is in force on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


class Timeline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All causes in the order of their first days, with the sources they name by key."""

    sources: dict[str, Source]
    causes: tuple[Cause, ...]


PLACES = frozenset({"kz-ru", "kz-ru.several", "kz-cn", "ru"})
GRADES = frozenset({"C2", "S1", "U"})


@lru_cache(maxsize=4)
def read_causes(path: Path = TIMELINE) -> Timeline:
    """Give the timeline. Raises OtkelError with everything that is wrong in it."""
    tree: dict[str, Any] = read_yaml_tree(path.read_text(encoding="utf-8"), path.name).data
    try:
        timeline = msgspec.convert(tree, Timeline, strict=False)
    except msgspec.ValidationError as error:
        raise OtkelError(f"{path.name}: {error}") from error
    ids = [one.id for one in timeline.causes]
    wrong = [f"{one} stands twice" for one in sorted({one for one in ids if ids.count(one) > 1})]
    wrong += [f"{one.id}: {what}" for one in timeline.causes for what in _faults(one, timeline.sources)]
    if list(timeline.causes) != sorted(timeline.causes, key=lambda one: one.from_on):
        wrong.append("the causes do not stand in the order of their first days")
    if wrong:
        raise OtkelError(f"{path.name}: " + "; ".join(wrong))
    return timeline


def _faults(one: Cause, sources: dict[str, Source]) -> Iterator[str]:
    """Tell what cannot be in an entry."""
    if one.cause not in CAUSES:
        yield f"no cause {one.cause}"
    if one.place not in PLACES and one.place not in {point.slug for point in list_points()}:
        yield f"no place {one.place}"
    if one.grade not in GRADES:
        yield f"no grade {one.grade}"
    if one.to_on is not None and one.to_on < one.from_on:
        yield "it ends before it begins"
    if not one.sources and one.grade != "U":
        yield "a source is missing"
    for key in (*one.sources, *(amount.source for amount in one.amounts if amount.source)):
        if key not in sources:
            yield f"no source {key}"
    for amount in one.amounts:
        yield from (f"{amount.name}: {what}" for what in _amount_faults(amount))


def _amount_faults(amount: Amount) -> Iterator[str]:
    if (amount.source is None) == (amount.assumption is None):
        yield "a number rests on a source or on an assumption"
    if amount.assumption is not None and (amount.low is None or amount.high is None):
        yield "an assumption has a range"
    told = [one for one in (amount.low, amount.value, amount.high) if one is not None]
    if not told or told != sorted(told):
        yield "low, value and high do not rise"
