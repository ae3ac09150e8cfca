"""A made-up day of trucks that goes on by the clock, played into a queue which says that it is simulated.

Trucks come at random, more by day than by night; they are called as the queue calls, and two lanes of exit
control and two of entry control take them on. All is drawn from one seed, so that the same hours come again.
What the queue refuses is left at that: the next look tries the next truck.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any

from otkel.app.crossing.asking import Asking, Done
from otkel.app.crossing.reading import Envelope, Typed, get_verb

MIN_US = 60_000_000
HOUR_US = 60 * MIN_US
TOWARDS = "RU"
EXIT, ENTRY = "exit_control", "entry_control"
LANES = {EXIT: ("one", "two"), ENTRY: ("one", "two")}
SERVICE_MIN = {EXIT: 10.5, ENTRY: 10.0}  # made up
ON_THE_WAY_MIN = 12.0
PER_H = (
    5,
    4,
    4,
    4,
    5,
    7,
    10,
    13,
    15,
    16,
    16,
    15,
    14,
    14,
    14,
    14,
    14,
    13,
    12,
    10,
    9,
    8,
    7,
    6,
)  # by hour of UTC
COUNTRIES = ("KZ", "KZ", "KZ", "KG", "KG", "UZ", "RU")
LACKS = ("documents.cmr", "spot.qr", "seals.import")  # never of the driver as a person
LACKS_PCT = 6
CALL_EVERY_MIN = 5
BY = "demonstration"
_FIRST_PASSAGE = 50_001


class DemoDay:
    """Plays trucks up to an instant, as often as it is asked to."""

    def __init__(self, asking: Asking, begin_us: int, seed: int) -> None:
        """Begin with an empty queue at an instant."""
        self._asking, self._rng, self._seed = asking, Random(seed), seed
        self._due: list[tuple[int, int, Callable[[int], None]]] = []
        self._number = 0
        self._passage = _FIRST_PASSAGE
        self._line: dict[str, deque[int]] = {EXIT: deque(), ENTRY: deque()}
        self._free = {stage: deque(lanes) for stage, lanes in LANES.items()}
        self._at(begin_us, self._come)
        self._at(begin_us + CALL_EVERY_MIN * MIN_US, self._call)

    def play_until(self, until_us: int) -> None:
        """Do everything that happens up to an instant, in order. Raises LedgerError."""
        while self._due and self._due[0][0] <= until_us:
            at_us, _, happens = heapq.heappop(self._due)
            happens(at_us)

    # -- what happens ---------------------------------------------------------------------------

    def _come(self, at_us: int) -> None:
        passage, self._passage = self._passage, self._passage + 1
        lacks = self._rng.random() * 100 < LACKS_PCT
        self._ask(
            "arrive", at_us, passage=passage, plate=f"{passage % 1000:03} DMO {passage // 1000:02}",
            country=self._rng.choice(COUNTRIES), towards=TOWARDS, people=1,
            readiness="lacking" if lacks else "ready",
            **({"missing": [self._rng.choice(LACKS)]} if lacks else {}),
        )  # fmt: skip
        if lacks:
            cured_us = at_us + self._minutes(90)
            self._at(cured_us, lambda now: self._cure(passage, now))
        hour = at_us // HOUR_US % 24
        self._at(at_us + round(self._rng.expovariate(PER_H[hour]) * HOUR_US), self._come)

    def _cure(self, passage: int, at_us: int) -> None:
        self._ask("ready", at_us, passage=passage, readiness="ready")

    def _call(self, at_us: int) -> None:
        done = self._ask("call", at_us, towards=TOWARDS, trucks=3)
        for event in () if done is None else done.events:
            if event.word == "called" and event.passage is not None:
                self._send(event.passage, at_us)
        self._at(at_us + CALL_EVERY_MIN * MIN_US, self._call)

    def _send(self, passage: int, at_us: int) -> None:
        self._at(at_us + self._minutes(ON_THE_WAY_MIN), lambda now: self._stand(EXIT, passage, now))

    def _stand(self, stage: str, passage: int, at_us: int) -> None:
        self._line[stage].append(passage)
        self._serve(stage, at_us)

    def _serve(self, stage: str, at_us: int) -> None:
        line, free = self._line[stage], self._free[stage]
        while line and free:
            done = self._ask("start", at_us, stage=stage, passage=line[0], lane=free[0])
            passage = line.popleft()
            if done is None or done.refusal is not None:
                continue
            lane = free.popleft()
            through_us = at_us + self._minutes(SERVICE_MIN[stage])
            self._at(through_us, lambda now, p=passage, at=lane: self._through(stage, p, at, now))  # type: ignore[misc]

    def _through(self, stage: str, passage: int, lane: str, at_us: int) -> None:
        done = self._ask("clear", at_us, stage=stage, passage=passage)
        if done is not None and done.refusal is not None and done.refusal.rule.startswith("check"):
            self._check(stage, passage, lane, at_us)
            return
        if done is not None and done.refusal is not None:
            self._at(at_us + 2 * MIN_US, lambda now: self._through(stage, passage, lane, now))
            return
        self._free[stage].append(lane)
        if stage == EXIT:
            self._at(at_us + self._minutes(6), lambda now: self._stand(ENTRY, passage, now))
        else:
            self._at(at_us + self._minutes(4), lambda now: self._leave(passage, now))
        self._serve(stage, at_us)

    def _check(self, stage: str, passage: int, lane: str, at_us: int) -> None:
        self._ask("check-start", at_us, stage=stage, passage=passage, lane=lane)

        def end(now: int) -> None:
            self._ask("check-result", now, stage=stage, passage=passage, outcome="nothing_found")
            self._through(stage, passage, lane, now)

        self._at(at_us + self._minutes(25), end)

    def _leave(self, passage: int, at_us: int) -> None:
        self._ask("leave", at_us, passage=passage)

    # -- how ------------------------------------------------------------------------------------

    def _ask(self, verb: str, at_us: int, **values: Any) -> Done | None:
        self._number += 1
        envelope = Envelope(at_us=at_us, key=f"demonstration {self._seed} {self._number}", by=BY)
        return self._asking.ask(Typed(verb=get_verb(verb), values=_typed(values), envelope=envelope))

    def _at(self, at_us: int, happens: Callable[[int], None]) -> None:
        self._number += 1
        heapq.heappush(self._due, (at_us, self._number, happens))

    def _minutes(self, mean: float) -> int:
        """Draw a time around a mean [µs]: never under a third of it."""
        return round(mean * MIN_US * (0.33 + 0.67 * self._rng.expovariate(1.0)))


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
