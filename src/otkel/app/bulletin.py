"""Use case of the bulletin: what the queues of a ledger and the readings beside it say now, to be published.

Of a queue whose record is kept here three quantities are published. Vehicles waiting: trucks in line, and
those that stand there and lack something; not those that are away or on the list of the backlog. The wait:
how long the truck has stood that is called next, the "delay of the head of the line" [1]; an empty line has
none. Lanes: those that exit control has open.

[1] R. Ibrahim, W. Whitt: Real-time delay estimation based on delay history. M&SOM 11(3), 2009.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from otkel.app.bulletin_readings import figures_of, trend_of_readings
from otkel.app.bulletin_trend import trend_of_queue
from otkel.app.crossing.desk import Desk, Ledger, opened_ledger
from otkel.app.feed_words import SIMULATED
from otkel.app.feed_words import figure as shown
from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused
from otkel.app.tickets import stream_of
from otkel.facts import gazetteer
from otkel.facts.events.choices import Stage
from otkel.facts.events.posts import PolicyChanged
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.readings import Quantity, Reading
from otkel.feeds.bulletin import OWN, TRUCKS, Bulletin, Figure, Place, Situation, Standing, Trend
from otkel.ledger.readings import Readings, open_readings
from otkel.ledger.store import Store
from otkel.phrases import Phrase, phrase
from otkel.queueing import views
from otkel.queueing.simulated import says_simulated
from otkel.queueing.state import State

VALID_MIN = 60  # of a bulletin that is not renewed; our choice
TREND_H = 3.0  # hours over which a trend is told; our choice
READ_H = 24.0  # older readings are not published
PUBLISHER = "otkel"
TrendOf = Callable[[Desk, State, int, int], Trend | None]  # of a direction of a state, at an instant
_HOUR_US = 3_600_000_000
_LONGEST_NAME = 120


def make_bulletin(
    db: str, points: Sequence[CrossingPoint] = (), publisher: str = PUBLISHER, hours: float = READ_H
) -> Bulletin:
    """Give the bulletin of some points, or of all of which the ledger knows anything.

    A point that is named and of which nothing is known is told as that. Raises InputError, LedgerError.
    """
    if not publisher.strip() or len(publisher) > _LONGEST_NAME or not publisher.isprintable():
        what = phrase("a publisher is named in one line of at most {most} letters", most=_LONGEST_NAME)
        raise refused(what, phrase("name your organisation"), "--publisher")
    if not 0 < hours <= 24 * 366:
        what = phrase("{text} is out of range", text=f"{hours:g}")
        raise refused(what, phrase("write a number from {span}", span="1 to 8784"), "--hours")
    with opened_ledger(db) as ledger, closing(open_readings(db, ledger.store)) as readings:
        return bulletin_of(ledger, readings, [one.slug for one in points], publisher, hours)


def bulletin_of(
    ledger: Ledger,
    readings: Readings,
    slugs: Sequence[str] = (),
    publisher: str = PUBLISHER,
    hours: float = READ_H,
    trend: TrendOf | None = None,
) -> Bulletin:
    """Give the bulletin of a ledger that is open. Raises LedgerError.

    `trend` tells how a line has changed, for whoever keeps more of the past than the last events.
    """
    at_us = now_us()
    situations: list[Situation] = []
    simulated = False
    for slug in slugs or sorted({*readings.list_points(), *list_kept(ledger.store)}):
        read = readings.list_readings(slug, at_us - round(hours * _HOUR_US), at_us)
        point = gazetteer.find_point(slug)
        desk = ledger.desk(point) if point is not None and is_kept(ledger.store, slug) else None
        simulated = simulated or (desk is not None and is_simulated(ledger.store, slug))
        situations += _situations(slug, point, desk, read, at_us, trend or _trend)
    if simulated:
        situations = [_noted(one, SIMULATED) for one in situations]
    return Bulletin(
        made_us=at_us,
        valid_min=VALID_MIN,
        trend_h=TREND_H,
        publisher=publisher,
        simulated=simulated,
        situations=tuple(situations),
    )


def is_simulated(store: Store, slug: str) -> bool:
    """Whether the queue of a point is an experiment: its first policy says so."""
    bodies = (event.body for event in store.read_stream(stream_of(slug)))
    first = next((body for body in bodies if isinstance(body, PolicyChanged)), None)
    return says_simulated(first)


def list_kept(store: Store) -> Iterator[str]:
    """Give the crossing points whose queue is kept in a ledger."""
    return (one.slug for one in gazetteer.list_points() if is_kept(store, one.slug))


def is_kept(store: Store, slug: str) -> bool:
    """Whether the queue of a crossing point is kept in a ledger."""
    return store.version(stream_of(slug)) > 0


def _situations(
    slug: str,
    point: CrossingPoint | None,
    desk: Desk | None,
    read: Sequence[Reading],
    at_us: int,
    trend: TrendOf,
) -> Iterator[Situation]:
    """Give one situation a direction, those of the own record first; none at all: one without figures."""
    place = _place(slug, point)
    own = {} if desk is None else _own(desk, place, at_us, trend)
    towards = dict.fromkeys([*own, *(one.towards for one in read)]) or {None: None}
    for one in towards:
        base = own.get(one) or Situation(place=place, towards=one)
        theirs = [each for each in read if each.towards == one]
        figures = (*base.figures, *figures_of(theirs))
        told = base.trend if base.standing is not None else trend_of_readings(theirs, TREND_H)
        whole = _with(base, figures=figures, trend=told)
        yield _with(whole, notes=tuple(_notes(whole)))


def _own(desk: Desk, place: Place, at_us: int, trend: TrendOf) -> dict[str | None, Situation]:
    """Give what the queue's own record says, by direction; a direction whose queue was never opened: none."""

    def work(state: State) -> dict[str | None, Situation]:
        found = views.status(state, state.s_of(at_us))
        return {
            one.towards: _of_queue(state, at, one, place, at_us, trend(desk, state, at, at_us))
            for at, one in enumerate(found.directions)
            if one.is_open
        }

    return desk.look(work)


def _trend(desk: Desk, state: State, at: int, at_us: int) -> Trend | None:
    return trend_of_queue(desk.store, state, at, at_us, TREND_H)


def _of_queue(
    state: State, at: int, one: views.Direction, place: Place, at_us: int, trend: Trend | None
) -> Situation:
    numbers: list[tuple[Quantity, float]] = [
        (Quantity.VEHICLES_WAITING, float(sum(one.waiting.values()) + one.held))
    ]
    if one.next:
        numbers.append((Quantity.PHYSICAL_WAIT, max(0, at_us - one.next[0].arrived_us) / 60e6))
    lanes = state.lines[at].lanes.get(Stage.EXIT_CONTROL)
    if lanes is not None:
        numbers.append((Quantity.LANES_OPEN, float(len(lanes))))
    standing = Standing.OPEN
    if one.stopped:
        standing = Standing.CLOSED if any(each.is_closed for each in one.stopped) else Standing.PAUSED
    return Situation(
        place=place,
        towards=one.towards,
        standing=standing,
        stopped=tuple(dict.fromkeys(each.reason for each in one.stopped)),
        trend=trend,
        figures=tuple(
            Figure(
                quantity=quantity, vehicles=TRUCKS, low=value, high=value, observed_us=at_us, source=OWN,
                speakers=1,
            )
            for quantity, value in numbers
        ),
    )  # fmt: skip


def _place(slug: str, point: CrossingPoint | None) -> Place:
    if point is None:
        return Place(slug=slug, name=slug)
    return Place(
        slug=slug,
        name=point.sides[0].name,
        name_ru=point.sides[0].name_ru,
        countries=point.countries,
        lat=point.lat,
        lon=point.lon,
    )


def _notes(one: Situation) -> Iterator[Phrase]:
    """Tell in words what a format with one number a quantity cannot hold."""
    waiting = one.find(Quantity.VEHICLES_WAITING)
    wait, promised = one.find(Quantity.PHYSICAL_WAIT), one.find(Quantity.PROMISED_WAIT)
    if waiting is not None and waiting.low != waiting.high:
        yield phrase(
            "trucks waiting: {trucks}, as {n} say", trucks=shown(waiting.low, waiting.high),
            n=waiting.speakers,
        )  # fmt: skip
    if wait is not None and wait.low != wait.high:
        yield phrase("wait: {minutes} min, as {n} say", minutes=shown(wait.low, wait.high), n=wait.speakers)
    if promised is not None:
        yield phrase(
            "an electronic queue promises a wait of {minutes} min; nobody has seen it",
            minutes=shown(promised.low, promised.high),
        )  # fmt: skip


def _noted(one: Situation, note: Phrase) -> Situation:
    return _with(one, notes=(note, *one.notes))


def _with(one: Situation, **changes: object) -> Situation:
    return Situation(**{name: getattr(one, name) for name in one.__struct_fields__} | changes)
