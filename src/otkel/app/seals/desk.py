"""What people do with a seal: put it on, activate it, confirm what it showed, take it off, look at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from otkel.app.crossing.vehicles import Named, Vehicles
from otkel.app.intake.keeping import Devices
from otkel.app.ledger import now_us
from otkel.app.ledger_files import refused, require_keys_folder, require_ledger
from otkel.app.seals.story import CLAIM, Story, story_of, stream_of
from otkel.app.seals.terms import terms_on
from otkel.app.seals.watch import undecided_of
from otkel.app.seals.way import Way, way_of
from otkel.errors import ClaimTakenError
from otkel.facts.events.choices import Situation, Witness
from otkel.facts.events.envelope import Draft
from otkel.facts.events.seals import SealActivated, SealPutOn, SealRemoved, SealSituation
from otkel.facts.events.shapes import CODE, Body
from otkel.facts.gazetteer import get_point
from otkel.feeds.clocks import hours_off
from otkel.feeds.corridor import read_route
from otkel.feeds.opening import read_bytes
from otkel.ledger.opening import open_store
from otkel.ledger.positions import Positions, open_positions
from otkel.ledger.store import Claim, Receipt, Store
from otkel.ledger.vault.opening import open_vault
from otkel.ledger.vault.vault import Vault
from otkel.phrases import Phrase, phrase

BY = "officer"
MINUTE_US = 60_000_000
_MOST_MIN = 10_080  # of an exchange period: a week
_ROUTE_MB = 5
_LATELY = 20  # messages by which a clock is judged
OPERATORS = ("KZ", "RU", "KG")  # states whose national operator the rulebook names


class Undecided(msgspec.Struct, frozen=True):
    """What a message may show: when, which situation, and why it may be one."""

    at_us: int
    situation: Situation
    reason: Phrase


class SealTold(msgspec.Struct, frozen=True, kw_only=True):
    """The story of a seal, and what it may have shown."""

    story: Story
    undecided: tuple[Undecided, ...]
    positions: int
    way: Way  # of its truck, by the queue's own record
    clock_off_h: float | None = None  # its clock stands in another zone than its server takes it for


class Desk:
    """Open tables, and the seal that is meant."""

    def __init__(self, store: Store, positions: Positions, vault: Vault, subject: str) -> None:
        """Stand on open tables."""
        self.store, self.positions, self.vault, self.subject = store, positions, vault, subject

    @property
    def story(self) -> Story:
        """The story of the seal up to now."""
        return story_of(self.subject, self.store.read_stream(stream_of(self.subject)))

    def record(self, body: Body, point: str, at_us: int, what: str, **more: object) -> Receipt:
        """Record what was done with the seal. The same done twice at one instant is done once."""
        cause = more.get("cause")
        draft = Draft(
            body=body, point=point, occurred_us=at_us, recorded_by=BY,
            cause=cause if isinstance(cause, int) else None,
        )  # fmt: skip
        claim = (Claim(CLAIM, self.subject),)
        return self.store.append(
            stream_of(self.subject),
            [draft],
            client_key=f"seal/{self.subject}/{what}/{at_us}",
            claims=claim if what == "put_on" else (),
            releases=claim if what == "removed" else (),
        )


def put_on(
    db: str, number: str, operator: str, point: str, named: Named | None = None, at_us: int | None = None
) -> Story:
    """A seal was put on a vehicle. Raises InputError where it is on already."""
    if operator.upper() not in OPERATORS:
        raise refused(
            phrase("no national operator of {country} is known", country=operator[:20]),
            phrase("take one of: {options}", options=OPERATORS),
            "--operator",
        )
    slug = get_point(point).slug
    with opened(db, number, make=True) as desk:
        vehicle = None if named is None else Vehicles(desk.vault).get_or_put(named).subject
        body = SealPutOn(seal=desk.subject, vehicle=vehicle, operator=operator.lower())
        try:
            desk.record(body, slug, _now(at_us), "put_on")
        except ClaimTakenError:
            raise refused(
                phrase("the seal is on already"), phrase("take it off first: otkel seal remove"), "NUMBER"
            ) from None
        return desk.story


def activate(
    db: str,
    number: str,
    *,
    period_min: int | None = None,
    corridor_km: int | None = None,
    route: Path | None = None,
    at_us: int | None = None,
) -> Story:
    """The seal watches from now on. Raises InputError where it is not on, or a bound is none."""
    _require("--period", period_min, _MOST_MIN)
    _require("--corridor", corridor_km, 1_000)
    told = None if route is None else read_bytes(route, _ROUTE_MB)
    if told is not None and route is not None:
        read_route(told, route.name)
    with opened(db, number) as desk:
        story = _require_on(desk)
        if told is not None:
            desk.positions.put_route(desk.subject, told)
        body = SealActivated(
            seal=desk.subject,
            exchange_period_us=None if period_min is None else period_min * MINUTE_US,
            corridor_m=None if corridor_km is None else corridor_km * 1000,
        )
        desk.record(body, story.point, _now(at_us), "activated")
        return desk.story


def confirm(db: str, number: str, situation: str, at_us: int | None = None) -> Story:
    """An officer says that a situation is one: it confirms what the seal showed, or stands by itself."""
    try:
        code = Situation(situation.strip().zfill(2))
    except ValueError:
        options = tuple(one.value for one in Situation)
        fix = phrase("take one of: {options}", options=options)
        raise refused(phrase("there is no such situation"), fix, "SITUATION") from None
    with opened(db, number) as desk:
        story = _require_on(desk)
        open_ones = [one for one in story.shown if one.situation is code and one.confirmed_us is None]
        cause = open_ones[-1].position if open_ones else None
        body = SealSituation(seal=desk.subject, situation=code, witness=Witness.OFFICER)
        desk.record(body, story.point, _now(at_us), f"confirmed/{code}", cause=cause)
        return desk.story


def remove(db: str, number: str, reason: str, at_us: int | None = None) -> Story:
    """The seal was taken off; its route is erased."""
    if not CODE.fits(reason):
        fix = phrase("give a code such as way_ended, examination or damage")
        raise refused(phrase("the reason is no code"), fix, "--reason")
    with opened(db, number) as desk:
        story = _require_on(desk)
        desk.record(SealRemoved(seal=desk.subject, reason=reason), story.point, _now(at_us), "removed")
        desk.positions.drop_route(desk.subject)
        return desk.story


def show(db: str, number: str) -> SealTold:
    """Give the story of a seal, and what its messages may have shown since it was activated."""
    with opened(db, number) as desk:
        story = desk.story
        since_us = story.activated_us or story.put_on_us or 0
        until_us = story.removed_us or now_us()
        sent = desk.positions.list_positions(desk.subject, since_us - 1, until_us)
        terms = terms_on(datetime.fromtimestamp(until_us / 1e6, UTC).date())
        may_be = tuple(Undecided(*one) for one in undecided_of(sent, terms))
        lately = sent[-_LATELY:]
        return SealTold(
            story=story,
            undecided=may_be,
            positions=len(sent),
            way=way_of(desk.store, story, until_us),
            clock_off_h=hours_off(lately),
        )


@contextmanager
def opened(db: str, number: str, *, make: bool = False) -> Iterator[Desk]:
    """Open a ledger for a seal. Raises InputError where it is not known and not to be made."""
    if not make:
        require_ledger(db, "--db")
    folder = require_keys_folder(db)
    with ExitStack() as stack:
        store = stack.enter_context(closing(open_store(db, now_us)))
        positions = stack.enter_context(closing(open_positions(db, store, now_us)))
        vault = stack.enter_context(closing(open_vault(db, store, folder, now_us)))
        subject = vault.find_subject("device", number)
        if subject is None and make and number.strip():
            subject = Devices(vault, now_us).subjects_of([number])[number]
        if subject is None:
            raise refused(
                phrase("nothing is known of this seal"), phrase("put it on: otkel seal put-on"), "NUMBER"
            )
        yield Desk(store, positions, vault, subject)


def _require_on(desk: Desk) -> Story:
    story = desk.story
    if story.put_on_us is None or story.removed_us is not None:
        raise refused(phrase("the seal is not on"), phrase("put it on: otkel seal put-on"), "NUMBER")
    return story


def _require(option: str, value: int | None, most: int) -> None:
    if value is not None and not 1 <= value <= most:
        raise refused(phrase("this is out of bounds"), phrase("give 1 to {most}", most=most), option)


def _now(at_us: int | None) -> int:
    return now_us() if at_us is None else at_us
