"""Follow a queue that runs in another system: what its public register says becomes events of ours.

The policy of the point has `mode: shadow`: nothing is commanded, and what the rules here would refuse is
recorded all the same. Each visit has keys of its own, made of the point, the vehicle's subject and the slot,
so that a register read again, or yesterday's after today's, changes nothing. What comes too late to be put
in its place, or contradicts what stands, is set aside with its reason: `otkel feed rejects` tells it.
"""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import msgspec

from otkel.app.crossing.desk import Desk, opened_ledger
from otkel.app.crossing.reading import MOST_PASSAGE
from otkel.app.crossing.vehicles import Named
from otkel.app.crossing.visits import Act, Do, acts_of, merge, seen_at
from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.app.live.acts import Recorded
from otkel.app.set_asides import SetAsides
from otkel.errors import InputError, Mistake
from otkel.facts.events.choices import Side, Stage, WayOut, Witness
from otkel.facts.gazetteer import CrossingPoint
from otkel.feeds.cargoruqsat import Status as Told
from otkel.feeds.cargoruqsat import Visit, mistake_at, read_visits
from otkel.ledger.readings import FeedRun, Readings, open_readings
from otkel.phrases import phrase
from otkel.queueing import commands as c
from otkel.queueing.policy import Mode
from otkel.queueing.refusal import Refusal
from otkel.queueing.state import State
from otkel.queueing.truck import Status, Truck

KIND = "cargoruqsat"
BY = "feed.cargoruqsat"
AT_ONCE = 500  # acts whose keys are asked for in one question, and acts on their way to the ledger
_LATER = phrase("nothing: what came before is recorded; read the registers oftener")


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a register. `run` counts acts: recorded, recorded before, lines and acts set aside."""

    visits: int
    elsewhere: int  # lines of other crossing points
    run: FeedRun


class _Named(msgspec.Struct, frozen=True):
    """An act with the vehicle's subject and the key under which it is recorded."""

    act: Act
    subject: str
    sealed: str
    key: str


def follow_register(
    db: str, point: CrossingPoint, source: Path | bytes, *, name: str | None = None, by: str = BY
) -> Followed:
    """Let a queue in shadow mode follow a register of CarGoRuqsat.

    Raises InputError where nothing can be read, or the queue is not followed but commanded; LedgerError.
    """
    read = _read(point, source, name)
    with opened_ledger(db) as ledger, closing(open_readings(db, ledger.store)) as readings:
        return _follow(ledger.desk(point), readings, read, by)


def follow_at(
    desk: Desk, readings: Readings, source: Path | bytes, *, name: str | None = None, by: str = BY
) -> Followed:
    """Let a queue in shadow mode follow a register, at a desk that others use meanwhile.

    Raises InputError as `follow_register` does, LedgerError.
    """
    return _follow(copy.copy(desk), readings, _read(desk.point, source, name), by)


class _Register(NamedTuple):
    """What was read of a register before any truck was named."""

    file: str
    received_us: int
    visits: list[Visit]
    elsewhere: int
    aside: SetAsides


def _read(point: CrossingPoint, source: Path | bytes, name: str | None) -> _Register:
    received_us, file = now_us(), name or (source.name if isinstance(source, Path) else KIND)
    aside = SetAsides()
    here: list[Visit] = []
    elsewhere = 0
    for one in read_visits(source, name=file, received_us=received_us):
        if isinstance(one, Mistake):
            aside.add(one)
        elif one.point == point.slug:
            here.append(one)
        else:
            elsewhere += 1
    visits, contradictions = merge(here)
    for mistake in contradictions:
        aside.add(mistake)
    return _Register(file, received_us, visits, elsewhere, aside)


def _follow(desk: Desk, readings: Readings, read: _Register, by: str) -> Followed:
    desk.goes_on = True
    _require_shadow(desk, read.visits)
    seen_us = seen_at(read.visits, read.received_us)
    acts = sorted(act for one in read.visits for act in acts_of(one, seen_us))
    follower = _Follower(desk, by, read.aside)
    follower.run(acts)
    run = read.aside.write_down(
        readings, kind=KIND, file=read.file, taken=follower.recorded, repeated=follower.repeated,
        at_us=read.received_us,
    )  # fmt: skip
    return Followed(visits=len(read.visits), elsewhere=read.elsewhere, run=run)


def _require_shadow(desk: Desk, visits: Sequence[Visit]) -> None:
    towards = {one.towards for one in visits}

    def find(state: State) -> list[str]:
        return [
            line.towards
            for at, line in enumerate(state.lines)
            if line.towards in towards
            and not (state.is_open[at] and line.rules.policy.mode is Mode.SHADOW)
        ]  # fmt: skip

    wrong = desk.look(find)
    if wrong:
        raise refused(
            phrase("the queue of {point} towards {towards} is not followed here",
                   point=desk.point.slug, towards=tuple(wrong)),
            phrase("open it with a policy whose mode is shadow: otkel queue open POINT --policy FILE"),
            "POINT",
        )  # fmt: skip


class _Follower:
    """Records acts in order of their time."""

    def __init__(self, desk: Desk, by: str, aside: SetAsides) -> None:
        self.desk, self.by, self.aside = desk, by, aside
        self.recorded = self.repeated = 0
        self._waiting: deque[tuple[Act, Callable[[], Recorded | Refusal]]] = deque()
        self._missing: set[int] = set()  # rows whose first act was set aside: the others rest on it

    def run(self, acts: list[Act]) -> None:
        each = iter(acts)
        while batch := list(islice(each, AT_ONCE)):
            self.desk.vehicles.put_ahead(_named(act.visit) for act in batch)
            named = list(self._identified(batch))
            known = self.desk.store.look_up([one.key for one in named], []).keys
            for one in named:
                if one.key in known:
                    self.repeated += 1
                elif one.act.row not in self._missing:
                    self._record(one)
        while self._waiting:
            self._finish()

    def _identified(self, acts: Sequence[Act]) -> Iterator[_Named]:
        for act in acts:
            try:
                found = self.desk.vehicles.get_or_put(_named(act.visit))
            except InputError as error:  # plate and VIN are known as two vehicles
                self._set_aside(act, mistake_at(act.row, error.mistakes[0].what, error.mistakes[0].do))
                continue
            key = f"{KIND}/{_digest(act.visit, found.subject, act.do.name)}"
            yield _Named(act, found.subject, found.sealed, key)

    def _record(self, one: _Named) -> None:
        made = self.desk.look(lambda state: _command(state, one))
        if isinstance(made, Mistake):
            self._set_aside(one.act, made)
            return
        command, at_us = made
        self._waiting.append(
            (one.act, self.desk.decider.begin(command, key=one.key, by=self.by, at_us=at_us))
        )
        if len(self._waiting) > AT_ONCE:
            self._finish()

    def _finish(self) -> None:
        """Wait for the answer to the act that was decided first."""
        act, wait = self._waiting.popleft()
        answer = wait()
        if isinstance(answer, Refusal):
            do = _LATER if answer.rule == "clock.back" else answer.do
            self._set_aside(act, mistake_at(act.row, answer.why, do))
        else:
            self.recorded += 1

    def _set_aside(self, act: Act, mistake: Mistake) -> None:
        """Count a visit once, however many of its acts cannot be recorded."""
        if act.row not in self._missing:
            self._missing.add(act.row)
            self.aside.add(mistake)


def _named(visit: Visit) -> Named:
    return Named(plate=visit.plate, vin=visit.vin)


def _digest(visit: Visit, subject: str, what: str) -> str:
    at_us = visit.entered_us if visit.slot_us is None else visit.slot_us
    return sha256(msgspec.json.encode((visit.point, subject, at_us, what))).hexdigest()


def _command(state: State, one: _Named) -> tuple[c.Command, int] | Mistake:
    """Give the command of an act and its time, or why there is none."""
    act, visit = one.act, one.act.visit
    new = int(_digest(visit, one.subject, "passage")[:16], 16) % (MOST_PASSAGE - 1) + 1
    live = state.trucks.get(state.live.get(one.subject, 0))
    truck = state.trucks.get(new) or (live if live is not None and _is_same(state, live, visit) else None)
    at_us = act.at_us if state.t_s == float("-inf") else max(act.at_us, state.us_of(state.t_s))
    if truck is None and live is not None:
        if act.do is Do.BOOK and live.status is Status.BOOKED and visit.status in (Told.IN_QUEUE, Told.LATE):
            assert visit.slot_us is not None
            return c.Move(passage=live.passage, slot_from_us=visit.slot_us, reason="register"), at_us
        return mistake_at(act.row, phrase("another visit of this vehicle is under way here"),
                          phrase("it is over as soon as a register says so"))  # fmt: skip
    if act.do is Do.BOOK:
        return c.Book(passage=new, vehicle=one.subject, towards=visit.towards, slot_from_us=visit.slot_us,
                      queue_class=_slot_class(state, visit), sealed=one.sealed), at_us  # fmt: skip
    if act.do is Do.ARRIVE:
        # Who comes into the record late is put where he came, as far as the record still takes it.
        return c.Arrive(passage=truck.passage if truck is not None else new, vehicle=one.subject,
                        towards=visit.towards, since_us=act.at_us, sealed=one.sealed,
                        witness=Witness.IMPORTED), at_us  # fmt: skip
    return _onward(act.do, truck.passage if truck is not None else new), act.at_us


def _is_same(state: State, truck: Truck, visit: Visit) -> bool:
    """Tell whether a truck that is under way is that of a visit."""
    if visit.slot_us is not None and truck.has_slot:
        return state.us_of(truck.slot_from_s) == visit.slot_us
    return visit.slot_us is None or truck.status > Status.BOOKED or not truck.has_slot


def _slot_class(state: State, visit: Visit) -> str | None:
    """Give the class of the policy whose trucks have slots; None: its fallback."""
    at = state.line_of(visit.towards)
    classes = () if at is None else state.lines[at].rules.policy.classes
    return next((one.name for one in classes if one.by_slot), None)


def _onward(do: Do, passage: int) -> c.Command:
    """Give the command of what happens with a truck that is known."""
    seen = Witness.IMPORTED
    if do is Do.START:
        return c.Start(passage=passage, stage=Stage.EXIT_CONTROL, witness=seen)
    if do is Do.LEAVE:
        return c.Leave(passage=passage, way=WayOut.THROUGH, witness=seen)
    if do is Do.GO_BACK:
        return c.Leave(passage=passage, way=WayOut.BACK, witness=seen)
    return c.Cancel(passage=passage, side=Side.POST, reason="register")
