"""Measures in words: what each is called, and numbers with the unit that a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from otkel.app.words import Words
from otkel.phrases import Phrase, phrase
from otkel.queueing.measures import Estimate, Hands

PARTS: dict[str, Phrase] = {
    "booked": phrase("from booking to coming"),
    "waiting": phrase("from coming to the call"),
    "called": phrase("from the call to exit control"),
    "line": phrase("wait in line for exit control"),
    "exit_control": phrase("exit control"),
    "strip": phrase("wait on the strip for entry control"),
    "entry_control": phrase("entry control"),
    "after_refusal": phrase("after a refusal"),
    "through": phrase("time inside, of trucks that got through"),
    "back": phrase("time inside, of trucks that went back"),
}
PLACES: dict[str, Phrase] = {
    "line": phrase("in line"),
    "road_queue": phrase("on the road"),
    "waiting_area": phrase("in the waiting area"),
    "called": phrase("called"),
    "exit_control": phrase("at exit control"),
    "strip": phrase("on the strip"),
    "entry_control": phrase("at entry control"),
    "after_refusal": phrase("refused, and still there"),
    "roadside_check": phrase("at the roadside check"),
    "inside": phrase("inside, all together"),
}
HANDS: dict[Hands, Phrase] = {
    Hands.QUEUE: phrase("waiting before the first office"),
    Hands.LEFT_STATE: phrase("agencies of the state that is left"),
    Hands.BETWEEN: phrase("waiting between the offices"),
    Hands.ENTERED_STATE: phrase("agencies of the state that is entered"),
    Hands.TRADER: phrase("with the trader"),
}
GROUPS: dict[str, Phrase] = {
    "point": phrase("crossing point"),
    "class": phrase("class"),
    "direction": phrase("direction"),
    "hour": phrase("hour"),
    "day": phrase("day"),
}
SIDES: dict[str, Phrase] = {
    "truck": phrase("trucks against their slots"),
    "post": phrase("the post against its word"),
}


EARLY_S = float("-inf")  # who is early is late by less than nothing
_UNITS = ((3 * 3600, 60, "min"), (3 * 86400, 3600, "h"), (float("inf"), 86400, "d"))


def lasted(seconds: float) -> str:
    """Write a length of time: minutes below three hours, hours below three days, else days."""
    unit_s, unit = _unit_of(seconds)
    return f"{seconds / unit_s:.1f} {unit}"


def _unit_of(seconds: float) -> tuple[int, str]:
    return next((unit_s, unit) for most_s, unit_s, unit in _UNITS if abs(seconds) < most_s)


def ranged(estimate: Estimate | None, least_s: float = 0.0) -> str:
    """Write a length of time with the interval of its estimate, where it has one.

    An interval found by batches may reach below `least_s`, where no length of time is; it is cut there.
    """
    if estimate is None:
        return "–"
    if estimate.low is None or estimate.high is None:
        return lasted(estimate.value)
    unit_s, unit = _unit_of(estimate.value)
    told = (estimate.value, max(estimate.low, least_s), estimate.high)
    value, low, high = (f"{one / unit_s:.1f}" for one in told)
    return f"{value} {unit} ({low} … {high})"


def share(value: float | None) -> str:
    """Write a share in hundredths."""
    return "–" if value is None else f"{100 * value:.1f} %"


def trucks(value: float) -> str:
    """Write a number of trucks, a mean with one digit."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def instant(at_us: int, ahead_us: int) -> str:
    """Write an instant by a clock that is so far ahead of UTC, to the minute."""
    zone = timezone(timedelta(microseconds=ahead_us))
    return (
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us))
        .astimezone(zone)
        .strftime("%Y-%m-%d %H:%M")
    )


def group_told(group: Mapping[str, str | int | None], ahead_us: int, words: Words) -> str:
    """Write a group, such as "crossing point syrym, day 2026-06-01"; nothing for all together."""
    return ", ".join(f"{words.say(GROUPS[name])} {cell}" for name, cell in cells_of(group, ahead_us).items())


def named(name: str, group: str | None) -> str:
    """Write what is told with the group it is of, where there is one."""
    return f"{name} ({group})" if group else name


def cells_of(group: Mapping[str, str | int | None], ahead_us: int) -> dict[str, str]:
    """Give the texts of a group by name: instants by the clock, an unknown as a dash."""
    found = {}
    for name, value in group.items():
        if isinstance(value, int):
            told = instant(value, ahead_us)
            found[name] = told[:10] if name == "day" else told
        else:
            found[name] = "–" if value is None else value
    return found
