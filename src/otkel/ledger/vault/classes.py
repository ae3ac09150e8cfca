"""What personal data are held, by class: how long, and in which fields. Nothing else is taken in.

The days are Otkel's own choice, no law's; the policy of a crossing point may set others. What a driver's
stay or a register came to is in no class: such findings are never kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from otkel.facts.plates import fold
from otkel.phrases import Phrase, phrase

DAY_US = 86_400_000_000


class DataClass(msgspec.Struct, frozen=True):
    """One class of personal data."""

    name: str
    days: int  # how long it is held after it was put in
    what: Phrase
    fields: frozenset[str]


CLASSES = {
    one.name: one
    for one in (
        DataClass(
            "plates",
            1095,
            phrase("number plates and VINs"),
            frozenset({"plate", "vin", "trailer_plate", "trailer_vin", "country", "make"}),
        ),
        DataClass(
            "names",
            180,
            phrase("names, days of birth and citizenship of persons; names of firms"),
            frozenset({"name", "latin_name", "born_on", "citizenship", "firm", "firm_number"}),
        ),
        DataClass(
            "documents",
            180,
            phrase("numbers of documents"),
            frozenset({"kind", "number", "country", "issued_on", "valid_until_on"}),
        ),
        DataClass(
            "contacts",
            30,
            phrase("telephone numbers and addresses"),
            frozenset({"phone", "email", "language"}),
        ),
        DataClass(
            "positions", 90, phrase("positions of navigation seals"), frozenset({"positions", "device"})
        ),
        DataClass("words", 180, phrase("words that a person wrote"), frozenset({"text", "language"})),
    )
}
# Fields by which a subject is found again, and the kind of look-up that each serves.
LOOK_UPS = {
    "plate": "plate", "vin": "vin", "trailer_plate": "plate", "trailer_vin": "vin", "device": "device",
}  # fmt: skip
KINDS = frozenset(LOOK_UPS.values())


def require_fields(name: str, content: Mapping[str, Any]) -> None:
    """Raise ValueError unless the class is known, and every field belongs to it."""
    held = CLASSES.get(name)
    if held is None:
        raise ValueError(f"{name} is no class of personal data: {', '.join(CLASSES)}")
    strange = sorted(set(content) - held.fields)
    if strange or not content:
        raise ValueError(
            f"{name} holds {', '.join(sorted(held.fields))}, not {', '.join(strange) or 'nothing'}"
        )


def look_ups(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give kind and folded text of all by which this content is to be found."""
    found = ((LOOK_UPS[field], content.get(field)) for field in LOOK_UPS)
    return [(kind, fold(text)) for kind, text in found if isinstance(text, str) and fold(text)]


def last_days(policy: Mapping[str, int] | None = None) -> dict[str, int]:
    """Give the days by class; `policy` overrides single ones. Raises ValueError."""
    days = {one.name: one.days for one in CLASSES.values()}
    for name, number in (policy or {}).items():
        if name not in days:
            raise ValueError(f"{name} is no class of personal data: {', '.join(days)}")
        if type(number) is not int or not 0 <= number <= 36_525:
            raise ValueError(f"{name} is held for whole days from 0 to 36525, not {number}")
        days[name] = number
    return days
