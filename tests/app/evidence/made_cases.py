"""A ledger of invented incidents, and a log of trucks before and after a day. For tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import read_options
from otkel.app.incident_options import TELL
from otkel.app.incidents import tell_incident
from otkel.facts.events import passages
from otkel.facts.events.choices import WayOut
from otkel.queueing.log import log_of, save_log
from tests.queueing.made_passages import Stream

SYRYM = get_point("syrym")
HELD = {
    "measure": "held", "country": "RU", "from": "2025-11-19 08:00", "until": "2025-11-19 17:00",
    "authority": "ru.customs.mobile_group", "place": "m-5.km-1204", "plate": "777 ABC 02",
    "name": "Ivan Ivanov", "words": "They said: wait. Nobody said for what.", "paper": "denied",
    "consent": ("case", "words", "named"),
}  # fmt: skip


def tell(db: str, point: Any = SYRYM, **changes: Any) -> None:
    given = {name: value for name, value in {**HELD, **changes}.items() if value is not None}
    tell_incident(db, point, read_options("incident tell", TELL, given, point.zone, shell=True))


def write_waits(path: Path, simulated: bool = False) -> None:
    """Write a log of four days from 6 August 2026, 12:06 at Syrym: one truck an hour into Russia.

    Trucks that come in the first two days wait one hour, later ones five; one a day goes to Kazakhstan.
    """
    moves: list[tuple[float, Any, int]] = []
    for n in range(96):
        came = n * 60.0
        wait = 60.0 if came < 2880 else 300.0
        into = "KZ" if n % 24 == 23 else "RU"
        way: list[tuple[float, Any]] = [
            (0, passages.Arrived(vehicle=f"{n:032x}", towards=into, queue_class="ordinary")),
            (wait - 10, passages.Called(rule="call.order_of_arrival")),
            (wait, passages.ExitStarted()),
            (wait + 10, passages.ExitCleared()),
            (wait + 15, passages.EntryStarted()),
            (wait + 25, passages.EntryCleared()),
            (wait + 26, passages.Left(way=WayOut.THROUGH)),
        ]
        moves += [(came + after, body, n) for after, body in way]
    stream = Stream()
    for minute, body, passage in sorted(moves, key=lambda one: (one[0], one[2])):
        stream.add(minute, body, passage)
    save_log(log_of(stream.events)._replace(simulated=simulated), path)
