"""Take a list of acts of another system, or of paper after a power cut: each with its own time, once.

The key of an act is made of point, plate, act, stage and time: so a list that is read again, or a longer
one that holds an earlier one, records nothing twice. What the queue refuses is set aside with its reason.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from otkel.app.crossing.asking import Asking, Done
from otkel.app.crossing.desk import Ledger
from otkel.app.crossing.options import options_of
from otkel.app.crossing.reading import Envelope, Refused, Typed, get_verb, read_local, read_options
from otkel.app.ledger import now_us
from otkel.app.set_asides import SetAsides
from otkel.errors import ClientKeyReusedError, InputError, Mistake, Where
from otkel.facts.events.choices import Witness
from otkel.facts.events.envelope import as_us
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.people import Language
from otkel.facts.plates import fold
from otkel.feeds.acts import ActLine, read_acts
from otkel.ledger.readings import FeedRun, Readings
from otkel.phrases import phrase

KIND = "acts"
AT_ONCE = 200  # acts that are on their way to the ledger
_ENTERED = ("arrive",)  # acts that need a direction; others go the way of their truck


def take_acts(
    ledger: Ledger, readings: Readings, point: CrossingPoint, source: Path | bytes, *, name: str, by: str,
    towards: str | None = None,
) -> FeedRun:  # fmt: skip
    """Record the acts of a list in order of their times, and say how many were taken.

    `towards` is that of rows which name none. Raises InputError where the file is no such list, LedgerError.
    """
    aside = SetAsides()
    lines: list[tuple[int, ActLine]] = []
    for one in read_acts(source, name):
        at_us = one if isinstance(one, Mistake) else _instant(one, point)
        if isinstance(at_us, Mistake):
            aside.add(at_us)
        elif isinstance(one, ActLine):
            lines.append((at_us, one))
    desk = copy.copy(ledger.desk(point))
    desk.goes_on = True  # the acts rest on each other, and share the flushes of the disk
    taker = _Taker(Asking(desk, Language.EN, folder=None), by, towards, aside)
    for at_us, line in sorted(lines, key=lambda one: (one[0], one[1].row)):
        taker.begin(line, at_us)
    taker.finish_all()
    return aside.write_down(
        readings, kind=KIND, file=name, taken=taker.recorded, repeated=taker.repeated, at_us=now_us()
    )


class _Taker:
    """Decides acts in order, and waits for the answers some acts later."""

    def __init__(self, asking: Asking, by: str, towards: str | None, aside: SetAsides) -> None:
        self.asking, self.by, self.towards, self.aside = asking, by, towards, aside
        self.recorded = self.repeated = 0
        self._waiting: deque[tuple[int, Callable[[], Done]]] = deque()

    def begin(self, line: ActLine, at_us: int) -> None:
        try:
            typed = self._typed(line, at_us)
            self._waiting.append((line.row, self.asking.begin(typed)))
        except InputError as error:
            self.aside.add(error.mistakes[0].at(row=line.row))
        while len(self._waiting) > AT_ONCE:
            self._finish()

    def finish_all(self) -> None:
        while self._waiting:
            self._finish()

    def _typed(self, line: ActLine, at_us: int) -> Typed:
        verb = get_verb(line.act)
        options = options_of(verb)
        values = {name: value for name, value in line.values.items() if name in options}
        if line.act in _ENTERED and self.towards is not None:
            values.setdefault("towards", self.towards)
        if line.act == "refuse":
            values.setdefault("reason", "other")
        if line.act == "call":  # a list says whom another one called: here that is an act out of turn
            values["towards"] = values.get("towards") or self.towards or ""
            values.setdefault("reason", "list")
        if line.act == "cancel":
            values |= {"side": "post", "reason": values.get("reason", "list")}
        if "witness" in options:
            values["witness"] = Witness.IMPORTED.value
        read = read_options(line.act, options, values, self.asking.desk.zone, False)
        key = _key(line, at_us, self.asking.desk.point.slug)
        return Typed(verb=verb, values=read, envelope=Envelope(at_us=at_us, key=key, by=self.by))

    def _finish(self) -> None:
        row, wait = self._waiting.popleft()
        try:
            done = wait()
        except ClientKeyReusedError:
            self.aside.add(_twice(row))
            return
        except InputError as error:
            self.aside.add(error.mistakes[0].at(row=row))
            return
        if done.refusal is not None:
            self.aside.add(Mistake(done.refusal.why, done.refusal.do, Where(row=row)))
        elif done.repeated:
            self.repeated += 1
        else:
            self.recorded += 1


def _key(line: ActLine, at_us: int, slug: str) -> str:
    told = (slug, fold(line.values["plate"]), line.act, line.values.get("stage", ""), str(at_us))
    return f"{KIND} {sha256(repr(told).encode()).hexdigest()[:40]}"


def _instant(line: ActLine, point: CrossingPoint) -> int | Mistake:
    try:
        return as_us(read_local(line.at, point.zone))
    except Refused:
        what = phrase("the time cannot be read")
        return Mistake(what, phrase("nothing: the other lines were read"), Where(row=line.row, field="at"))


def _twice(row: int) -> Mistake:
    what = phrase("this act was recorded before as something else")
    return Mistake(what, phrase("nothing: the other lines were read"), Where(row=row))
