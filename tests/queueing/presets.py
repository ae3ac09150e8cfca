"""A crossing point opened by a shipped preset, and what the tests of presets ask of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from otkel.queueing import commands as c
from tests.queueing.crossing import DAY_S, HOUR_S, NOW_S, READY, Crossing, us, vehicle
from tests.queueing.policies import preset

TODAY = date(2026, 11, 28)
SLOT_S = NOW_S + 2 * DAY_S
AGAIN = 1000  # passages from here on are of the vehicle of passage 1


def opened(name: str, on: date = TODAY, **more: Any) -> Crossing:
    """Open a crossing point by a preset as the law of a day makes it, with numbers of its own."""
    return Crossing(msgspec.structs.replace(preset(name, on), **more))


def vehicle_of(passage: int) -> str:
    return vehicle(1 if passage >= AGAIN else passage)


def book(passage: int, slot_s: float | None = None, queue_class: str | None = None) -> c.Book:
    slot_us = None if slot_s is None else us(slot_s)
    return c.Book(
        passage=passage,
        vehicle=vehicle_of(passage),
        towards="RU",
        queue_class=queue_class,
        slot_from_us=slot_us,
    )


def come(passage: int, queue_class: str | None = None) -> c.Arrive:
    return c.Arrive(
        passage=passage, vehicle=vehicle_of(passage), towards="RU", queue_class=queue_class, told=READY
    )


def enter(x: Crossing, passage: int, queue_class: str | None = None, t_s: float | None = None) -> None:
    """Enter the line from afar, and come."""
    x.must(book(passage, queue_class=queue_class), t_s)
    x.must(come(passage, queue_class))


def move(passage: int, slot_s: float, **more: Any) -> c.Move:
    return c.Move(passage=passage, slot_from_us=us(slot_s), **more)


def lapsed(x: Crossing, t_s: float) -> list[int | None]:
    """Give who did not come, as it is found at an instant."""
    return [one.passage for one in x.must(c.Tick(), t_s) if type(one.body).__name__ == "NoShow"]


def classes_called(x: Crossing, trucks: int) -> list[str]:
    x.call(trucks)
    return [one.queue_class for one in x.bodies("Called")[-trucks:]]


def blocked_for(x: Crossing, days: int, slots: bool) -> None:
    """See that the vehicle of passage 1 may not book for so many days from now on, and then it may."""
    from_s = x.t_s
    for late_s, is_blocked in ((0, True), (days * DAY_S - 1, True), (days * DAY_S, False)):
        t_s = from_s + late_s
        asked = book(AGAIN + 90, next_slot(t_s) if slots else None)
        if is_blocked:
            assert x.refused(asked, t_s) == "booking.blocked"
        else:
            x.must(asked, t_s)


def next_slot(t_s: float) -> float:
    return (t_s // HOUR_S + 5) * HOUR_S
