"""Who went forward before a truck that had come earlier, read from the public events of a crossing point.

One walk over the events, in the order in which things happened. A truck goes forward when it is called,
or when exit control takes it on without a call. Nobody's plate is needed, and none is in the events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from otkel.facts.events import passages
from otkel.facts.events.choices import Readiness
from otkel.facts.events.envelope import Event
from otkel.queueing.corrected import Reading, corrected

# The rules by which a discipline sets an order beforehand. Whoever goes forward by another one was let
# through by a decision on this very truck, and is marked.
ORDINARY_RULES = frozenset(
    {"order_of_arrival", "order_of_booking", "slot", "class", "rank", "weave", "priority", "backlog"}
)
NO_RULE = "none"  # it went forward, and no rule was named

_GONE = (passages.Left, passages.TurnedBack, passages.Cancelled, passages.NoShow)
_Since = tuple[int, int]  # when it came, and the position of the event that says so


class Overtake(msgspec.Struct, frozen=True, kw_only=True):
    """One truck that came later and went forward before. Times in µs of UTC since 1970."""

    passage: int
    came_us: int | None  # none: it went forward before any arrival was recorded
    came_position: int | None
    called_us: int
    called_position: int
    called: bool  # false: exit control took it on without a call
    rule: str
    queue_class: str | None
    ordinary: bool  # by a rule that sets the order beforehand
    held: str | None  # why the overtaken truck could not go itself: exception, lacking, refused
    backdated: bool  # written down later, as having come earlier
    corrected_by: tuple[int, ...] = ()


class PlaceInLine(msgspec.Struct, frozen=True, kw_only=True):
    """Where a truck stands in line after the last event, and who overtook it until then."""

    passage: int
    towards: str | None
    queue_class: str | None
    since_us: int | None  # none: it has not come
    since_position: int | None
    waits: bool
    ahead_trucks: int | None  # that came earlier and still wait; none: it does not wait
    ahead_in_class_trucks: int | None
    overtakes: tuple[Overtake, ...] = ()
    # No overtakes if the record is right; listed, so that an arrival cannot be backdated unseen.
    backdated: tuple[Overtake, ...] = ()

    @property
    def by_rule(self) -> dict[str, int]:
        """How many went forward before it, by the rule that was named, the most frequent first."""
        return dict(Counter(one.rule for one in self.overtakes).most_common())

    @property
    def marked(self) -> tuple[Overtake, ...]:
        """Those that went forward by no rule that sets the order beforehand."""
        return tuple(one for one in self.overtakes if not one.ordinary)


def is_ordinary(rule: str) -> bool:
    """Tell whether a rule sets the order of a line beforehand, such as order_of_arrival or call.slot."""
    return rule.removeprefix("call.") in ORDINARY_RULES


def place_of(passage: int, events: Iterable[Event]) -> PlaceInLine:
    """Give the place of a passage, and every overtake of it, from the events of its crossing point."""
    walk = _Walk(passage)
    for one in corrected(events):
        if one.event.passage is not None:
            walk.take(one, one.event.passage)
    return walk.result()


class _Walk:
    """The lines of a crossing point as the events go by."""

    def __init__(self, passage: int) -> None:
        self.mine = passage
        self.towards: dict[int, str] = {}
        self.classes: dict[int, str] = {}
        self.since: dict[int, _Since] = {}  # of all that have come
        self.waits: set[int] = set()
        self.called: set[int] = set()
        self.held: dict[str, bool] = {}
        self.found: list[tuple[str | None, Overtake]] = []  # with its direction

    def take(self, one: Reading, passage: int) -> None:
        """Take the next event of some truck."""
        body = one.event.body
        if isinstance(body, (passages.Booked, passages.Arrived)):
            self.towards[passage] = body.towards
            self.classes[passage] = body.queue_class
        if passage == self.mine:
            self._note_held(body)
        if isinstance(body, passages.Arrived):
            self._stands(passage, (one.event.occurred_us, one.event.position))
        elif isinstance(body, passages.PlaceLost) and passage in self.since:
            self.since[passage] = one.event.occurred_us, one.event.position
        elif isinstance(body, passages.Called):
            self._goes(one, passage)
            self.called.add(passage)
        elif isinstance(body, passages.ExitStarted):
            if passage not in self.called:
                self._goes(one, passage)
            self.waits.discard(passage)
        elif isinstance(body, passages.ExitRefused) or (
            isinstance(body, passages.ExceptionGranted) and passage in self.called
        ):
            self._stands(passage, self.since.get(passage))
        elif isinstance(body, _GONE):
            self.waits.discard(passage)
            self.called.discard(passage)

    def _stands(self, passage: int, since: _Since | None) -> None:
        self.called.discard(passage)
        if since is not None:
            self.since[passage] = since
            self.waits.add(passage)

    def _goes(self, one: Reading, passage: int) -> None:
        since, mine = self.since.get(passage), self.since.get(self.mine)
        self.waits.discard(passage)
        if passage == self.mine or self.mine not in self.waits or mine is None:
            return
        if since is None or since > mine or since[1] > mine[1]:
            self.found.append((self.towards.get(passage), self._overtake(one, passage, since)))

    def _overtake(self, one: Reading, passage: int, since: _Since | None) -> Overtake:
        body = one.event.body
        is_call = isinstance(body, passages.Called)
        rule = body.rule if is_call else NO_RULE
        return Overtake(
            passage=passage,
            came_us=since[0] if since else None,
            came_position=since[1] if since else None,
            called_us=one.event.occurred_us,
            called_position=one.event.position,
            called=is_call,
            rule=rule,
            queue_class=(body.queue_class if is_call else None) or self.classes.get(passage),
            ordinary=is_call and is_ordinary(rule),
            held=next((why for why, is_so in self.held.items() if is_so), None),
            backdated=since is not None and since < self.since[self.mine],
            corrected_by=one.by,
        )

    def _note_held(self, body: object) -> None:
        """Keep why the truck itself could not go."""
        readiness = getattr(body, "readiness", None)
        if readiness is not None and readiness is not Readiness.NOT_ASKED:
            self.held["lacking"] = readiness is Readiness.LACKING
            self.held["refused"] = False
        if isinstance(body, passages.ExceptionGranted):
            self.held["exception"] = True
        elif isinstance(body, passages.ExitRefused):
            self.held["refused"] = True
        elif isinstance(body, (passages.ExceptionEnded, passages.PlaceLost, passages.Called)):
            self.held["exception"] = False
        if isinstance(body, passages.Called):
            self.held["refused"] = False

    def result(self) -> PlaceInLine:
        """Sum up after the last event."""
        mine, towards = self.since.get(self.mine), self.towards.get(self.mine)
        waits = self.mine in self.waits and mine is not None
        ahead = [
            one
            for one in self.waits
            if mine is not None and self.since[one] < mine and self.towards.get(one) == towards
        ]
        queue_class = self.classes.get(self.mine)
        found = [one for towards_of, one in self.found if towards_of == towards]
        return PlaceInLine(
            passage=self.mine,
            towards=towards,
            queue_class=queue_class,
            since_us=mine[0] if mine else None,
            since_position=mine[1] if mine else None,
            waits=waits,
            ahead_trucks=len(ahead) if waits else None,
            ahead_in_class_trucks=sum(self.classes.get(one) == queue_class for one in ahead)
            if waits
            else None,
            overtakes=tuple(one for one in found if not one.backdated),
            backdated=tuple(one for one in found if one.backdated),
        )
