"""The watch: a situation is recorded once, when it begins, whatever comes late or twice; silence is ours."""

from contextlib import ExitStack, closing
from datetime import date

import pytest

from otkel.app.seals.story import CLAIM, story_of, stream_of
from otkel.app.seals.terms import terms_on
from otkel.app.seals.watch import Watch, undecided_of
from otkel.facts.events.choices import Witness
from otkel.facts.events.envelope import Draft
from otkel.facts.events.seals import SealActivated, SealPutOn, SealRemoved, SealSituation
from otkel.feeds.corridor import read_route
from otkel.ledger.opening import open_store
from otkel.ledger.positions import open_positions
from otkel.ledger.store import Claim
from tests.contract.acts import ticking
from tests.feeds.traccar_forms import AT_US, read

SEAL = "0" * 31 + "a"
MIN = 60_000_000
CLOSED = 1 << 13 | 1 << 6 | 1 << 7
ROUTE = b'{"type": "LineString", "coordinates": [[49.7, 51.1], [50.0, 51.1], [50.3, 51.2]]}'
TERMS = terms_on(date(2026, 8, 31))


class World:
    def __init__(self, store, positions):
        self.store, self.positions, self.now_us = store, positions, AT_US
        self.watch = self.new_watch()

    def new_watch(self):
        return Watch(self.store, self.positions, lambda: TERMS, read_route, lambda: self.now_us)

    def record(self, body, key, **more):
        draft = Draft(body=body, point="syrym", occurred_us=self.now_us, recorded_by="test")
        self.store.append(stream_of(SEAL), [draft], client_key=key, **more)

    def begin(self, **told):
        self.record(SealPutOn(seal=SEAL, operator="kz"), "on", claims=[Claim(CLAIM, SEAL)])
        self.record(SealActivated(seal=SEAL, **told), "activated")

    def send(self, minute, word=CLOSED, *, at_min=None, **attributes):
        """A message of `minute`, that comes at `at_min`."""
        self.now_us = AT_US + (minute if at_min is None else at_min) * MIN
        told = {"status": word, "blocked": True, "batteryLevel": 80, **attributes}
        self.send_message(minute, {name: value for name, value in told.items() if value is not None})

    def send_message(self, minute, attributes, **changed):
        at = f"2026-08-31T{8 + minute // 60:02}:{minute % 60:02}:00Z"
        one = read(
            {"uniqueId": SEAL}, self.now_us, deviceTime=at, fixTime=at, attributes=attributes, **changed
        )
        self.positions.put([(SEAL, one)])
        self.watch.see([one])

    def shown(self):
        return [
            (event.body.situation.value, (event.occurred_us - AT_US) // MIN)
            for event in self.store.read_stream(stream_of(SEAL))
            if isinstance(event.body, SealSituation)
        ]


@pytest.fixture
def world(tmp_path):
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path}/ledger.db"
        store = stack.enter_context(closing(open_store(url, ticking())))
        yield World(store, stack.enter_context(closing(open_positions(url, store, ticking()))))


CUT = CLOSED | 1 << 3


def test_a_situation_is_recorded_when_it_begins_and_again_after_it_ended(world):
    world.begin()
    for minute, word in enumerate([CLOSED, CUT, CUT, CUT, CLOSED, CUT]):
        world.send(minute, word)
    assert world.shown() == [("01", 1), ("01", 5)]


def test_a_message_without_a_word_ends_nothing(world):
    world.begin()
    world.send(1, CUT)
    world.send(2, None, blocked=None, batteryLevel=None)
    world.send(3, CUT)
    assert world.shown() == [("01", 1)]


def test_a_low_battery_is_the_laws(world):
    world.begin()
    for minute, level in enumerate([30, 15, 14, 9, 40, 3]):
        world.send(minute, batteryLevel=level)
    assert world.shown() == [("05", 2), ("05", 5)]


def test_the_same_messages_again_record_nothing_also_in_a_new_watch(world):
    world.begin()
    for _ in range(2):
        for minute, word in enumerate([CLOSED, CUT, CLOSED, CUT]):
            world.send(minute, word, at_min=10 + minute)
    assert world.shown() == [("01", 1), ("01", 3)]
    world.watch = world.new_watch()
    world.now_us += 60 * MIN
    world.watch.tick()
    assert world.shown() == [("01", 1), ("01", 3)]


def test_what_comes_late_is_recorded_at_its_own_time(world):
    world.begin()
    world.send(1)
    world.send(20)
    world.send(10, CUT, at_min=21)  # stored, and sent later
    world.send(11, CUT, at_min=22)  # it goes on
    world.send(9, CUT, at_min=23)
    assert world.shown() == [("01", 10)]
    world.send(30, CUT)
    assert world.shown() == [("01", 10), ("01", 30)]


def test_a_watch_that_begins_later_sees_what_was_kept(world):
    world.begin()
    world.send(1, CUT)
    before = world.shown()
    world.watch = world.new_watch()
    world.now_us += MIN
    world.watch.tick()
    assert world.shown() == before == [("01", 1)]


def test_a_crash_between_position_and_event_loses_nothing(world):
    world.begin()
    see, world.watch.see = world.watch.see, lambda positions: None
    world.send(1, CUT)
    assert world.shown() == []
    world.watch.see = see
    world.watch = world.new_watch()
    world.watch.tick()
    assert world.shown() == [("01", 1)]


def test_off_its_route_by_more_than_the_law_or_the_corridor_says(world):
    world.positions.put_route(SEAL, ROUTE)
    world.begin()
    for minute, north in enumerate([51.1, 51.5, 51.56, 51.7, 51.1]):  # 0, 44, 51, 67 and 0 km off
        world.now_us = AT_US + minute * MIN
        world.send_message(minute, {}, latitude=north)
    assert world.shown() == [("03", 2)]


def test_a_corridor_of_its_own_goes_before_that_of_the_law(world):
    world.positions.put_route(SEAL, ROUTE)
    world.begin(corridor_m=5_000)
    for minute, north in enumerate([51.1, 51.14, 51.15]):  # 0, 4.5 and 5.6 km off
        world.send_message(minute, {}, latitude=north)
    world.send_message(4, {}, latitude=0.0, longitude=0.0)  # no place ends nothing
    world.send_message(5, {}, latitude=51.15)
    assert world.shown() == [("03", 2)]


def test_silence_of_two_periods_and_not_less(world):
    world.begin(exchange_period_us=10 * MIN)
    world.send(0)
    for minute in (9, 19):
        world.now_us = AT_US + minute * MIN
        world.watch.tick()
    assert world.shown() == []
    for minute in (20, 30, 45):
        world.now_us = AT_US + minute * MIN
        world.watch.tick()
    assert world.shown() == [("06", 20)]
    world.send(46)
    world.now_us = AT_US + 66 * MIN
    world.watch.tick()
    assert world.shown() == [("06", 20), ("06", 66)]


def test_who_has_no_period_is_never_silent(world):
    world.begin()
    world.send(0)
    world.now_us = AT_US + 10_000 * MIN
    world.watch.tick()
    assert world.shown() == []


def test_only_what_is_on_and_activated_is_watched(world):
    world.send(0, CUT)
    world.record(SealPutOn(seal=SEAL, operator="kz"), "on", claims=[Claim(CLAIM, SEAL)])
    world.send(1, CUT)
    world.now_us = AT_US + 2 * MIN
    world.record(SealActivated(seal=SEAL), "activated")
    world.send(3, CLOSED)
    assert world.shown() == []
    world.record(SealRemoved(seal=SEAL, reason="way_ended"), "off", releases=[Claim(CLAIM, SEAL)])
    world.send(5, CUT)
    assert world.shown() == []


def test_what_is_undecided_is_told_and_never_recorded(world):
    world.begin()
    for minute, word in enumerate([CLOSED, CLOSED | 1 << 10, CLOSED | 1 << 10, CLOSED, CLOSED | 1 << 9]):
        world.send(minute, word)
    assert world.shown() == []
    found = undecided_of(world.positions.list_positions(SEAL, 0, AT_US * 2), TERMS)
    assert [((at_us - AT_US) // MIN, code.value) for at_us, code, _ in found] == [(1, "07"), (4, "07")]


def test_an_officers_word_confirms_what_the_seal_showed(world):
    world.begin()
    world.send(1, CUT)
    shown = story_of(SEAL, world.store.read_stream(stream_of(SEAL))).shown
    draft = Draft(
        body=SealSituation(seal=SEAL, situation="01", witness=Witness.OFFICER), point="syrym",
        occurred_us=AT_US + 5 * MIN, recorded_by="officer", cause=shown[0].position,
    )  # fmt: skip
    world.store.append(stream_of(SEAL), [draft], client_key="word")
    (one,) = story_of(SEAL, world.store.read_stream(stream_of(SEAL))).shown
    assert (one.at_us, one.confirmed_us, one.witness) == (AT_US + MIN, AT_US + 5 * MIN, Witness.INSTRUMENT)
