"""What readings are called, and how several of them are told beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from otkel.app.plain import Json
from otkel.facts.readings import UNITS, Quantity, Reading, Reliability, Seen
from otkel.phrases import Phrase, phrase

QUANTITY: dict[Quantity, Phrase] = {
    Quantity.PHYSICAL_WAIT: phrase("wait that was seen"),
    Quantity.PROMISED_WAIT: phrase("wait that was promised"),
    Quantity.VEHICLES_WAITING: phrase("vehicles waiting"),
    Quantity.QUEUE_LENGTH: phrase("length of the line"),
    Quantity.PASSED_PER_H: phrase("passed in an hour"),
    Quantity.FREE_SLOTS: phrase("free slots"),
    Quantity.LANES_OPEN: phrase("open lanes"),
}
SEEN: dict[Seen, Phrase] = {
    Seen.KNOWN: phrase("known"),
    Seen.UNKNOWN: phrase("not known"),
    Seen.CLOSED: phrase("closed"),
    Seen.PAUSED: phrase("paused"),
}
RELIABILITY: dict[Reliability, Phrase] = {
    Reliability.OFFICIAL: phrase("official"),
    Reliability.OUTLET: phrase("named firm or outlet"),
    Reliability.WITNESS: phrase("driver or channel"),
    Reliability.HEARSAY: phrase("hearsay"),
}
UNIT: dict[str, Phrase] = {
    "min": phrase("min"), "vehicles": phrase("vehicles"), "km": phrase("km"),
    "vehicles/h": phrase("vehicles/h"), "slots": phrase("slots"), "lanes": phrase("lanes"),
}  # fmt: skip

SIMULATED = phrase("simulated: a computer's experiment, nobody stood in this queue")


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """What several say of one quantity: the least, the most, who says them, and when it was last said."""

    quantity: Quantity
    vehicles: str
    towards: str | None
    low: float | None  # none: nobody knows a figure
    high: float | None
    readings: int
    speakers: tuple[str, ...]
    last_us: int

    @property
    def unit(self) -> str:
        """The unit of its figures."""
        return UNITS[self.quantity]


def ranges_of(readings: Sequence[Reading]) -> list[Range]:
    """Give for each quantity, class and direction the range of the last word of each speaker."""
    return [_range(key, said) for key, said in last_words(readings).items()]


def last_words(readings: Sequence[Reading]) -> dict[tuple[Quantity, str, str | None], list[Reading]]:
    """Give by quantity, class and direction the last word of each speaker.

    Who said something later has taken back what he said before; what others say stays beside it.
    """
    last: dict[tuple[Quantity, str, str | None], dict[tuple[str, str], list[Reading]]] = {}
    for one in sorted(readings, key=lambda one: (one.observed_us, one.received_us)):
        said = last.setdefault((one.quantity, one.vehicles, one.towards), {})
        speaker = one.source, one.said_by
        before = said.get(speaker, [])
        # Two figures for one instant contradict each other: neither is dropped.
        said[speaker] = [*before, one] if before and before[0].observed_us == one.observed_us else [one]
    return {key: [one for each in said.values() for one in each] for key, said in last.items()}


def _range(key: tuple[Quantity, str, str | None], said: list[Reading]) -> Range:
    figures = [one for one in said if one.value is not None]
    low = min((one.value for one in figures if one.value is not None), default=None)
    high = max((one.most if one.most is not None else one.value or 0.0 for one in figures), default=None)
    speakers = tuple(dict.fromkeys(one.said_by for one in said))
    quantity, vehicles, towards = key
    return Range(
        quantity=quantity, vehicles=vehicles, towards=towards, low=low, high=high, readings=len(said),
        speakers=speakers, last_us=max(one.observed_us for one in said),
    )  # fmt: skip


def instant(us: int) -> str:
    """Give an instant in ISO form, to the second, UTC."""
    return datetime.fromtimestamp(us // 1_000_000, UTC).isoformat().replace("+00:00", "Z")


def plain_reading(one: Reading) -> Json:
    """Give a reading as JSON can hold it."""
    told: Json = msgspec.to_builtins(one)
    told["observed_at"], told["received_at"] = (
        instant(told.pop("observed_us")),
        instant(told.pop("received_us")),
    )
    return {**told, "unit": one.unit}


def plain_range(one: Range) -> Json:
    """Give a range as JSON can hold it."""
    told: Json = msgspec.to_builtins(one)
    told["last_at"] = instant(told.pop("last_us"))
    return {**told, "unit": one.unit}


def figure(low: float | None, high: float | None) -> str:
    """Give a figure or range in short, such as 120 or 120–300."""
    if low is None:
        return "?"
    texts = [f"{one:.1f}".removesuffix(".0") for one in (low, low if high is None else high)]
    return texts[0] if texts[0] == texts[1] else "–".join(texts)
