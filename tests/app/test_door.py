"""The door: the queue hears of papers, goods and vehicle; what is the driver's stays with him."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from otkel.app.cases import list_cases
from otkel.app.check import Asked
from otkel.app.door import _AT_THE_DOOR, _OPEN, Door, desk_json, screen_at_door, tell_driver, without_driver
from otkel.app.live.decider import Decider
from otkel.app.words import words_for
from otkel.facts.events.choices import Readiness
from otkel.facts.gazetteer import get_point
from otkel.facts.people import Driver, Language, RuidStatement, Stay
from otkel.facts.trip import Trip
from otkel.feeds.trip_file import read_trip
from otkel.law.corpus import LawDay, read_rulebook
from otkel.law.finding import AFTER, NO, STOPS, YES, Finding
from otkel.law.screening import screen
from otkel.ledger.memory import MemoryStore
from otkel.phrases import phrase
from otkel.queueing import commands
from otkel.queueing.discipline import digest_of, to_numbers
from otkel.queueing.policy import Policy
from tests.helpers import bases, trip
from tests.test_cases import STORIES, law_of, trip_of

BOOK = read_rulebook()
PERSONAL = {"stay", "registers"}
AT_US = 1_780_000_000_000_000
Told = tuple[str, Trip, Asked]


def all_trips() -> Iterator[Told]:
    """Give every shipped trip, every base and every story of a trip, each with the day it asks about."""
    for path in list_cases():
        yield path.stem, read_trip(path).trip, Asked()
    for base in bases():
        yield base, trip(base=base), Asked()
    for story in (param.values[0] for param in STORIES):
        if isinstance(story, dict) and "trip" in story:
            law: LawDay = law_of(story)  # type: ignore[no-untyped-call]
            known_at = None if law.known_at == date.max else law.known_at
            asked = Asked(on=law.on, known_at=known_at, options=law.options)
            of_story: Trip = trip_of(story["trip"])  # type: ignore[no-untyped-call]
            yield story["story"], of_story, asked


TRIPS = list(all_trips())


def bad_drivers(on: date) -> Iterator[Driver]:
    """Give drivers of whom the law says no in every way it can."""
    long_stay = Stay(country="RU", entered_on=on - timedelta(days=213))
    for citizenship in ("KZ", "UZ", "KG", "DE", None):
        yield Driver(
            citizenship=citizenship,
            name="Zhambyl Secretovich",
            in_register=True,
            entry_ban=True,
            unpaid_fines=True,
            ruid_filed=False,
            stays=(long_stay, Stay(country="KZ", entered_on=on - timedelta(days=317))),
            language=Language.KK,
        )
    yield Driver(citizenship="AZ", ruid=RuidStatement(filed_on=on, qr=False), in_register=None)
    yield Driver(citizenship="RU", stays=())


def recorded(door: Door) -> bytes:
    """Give the bytes of all events of a truck that is booked, comes, and is asked about again."""
    store = MemoryStore(lambda: AT_US)
    decider = Decider(store, get_point("syrym"), now_us=lambda: AT_US)
    truck: dict[str, Any] = {"passage": 1, "vehicle": "a" * 32, "towards": "RU"}
    policy = Policy(name="live")
    for number, command in enumerate(
        (
            commands.SetPolicy(numbers=to_numbers(policy), digest=digest_of(policy)),
            commands.Book(**truck, told=door.told),
            commands.Arrive(**truck, told=door.told),
            commands.TellReadiness(passage=1, told=commands.Told(readiness=Readiness.UNDECIDED)),
            commands.TellReadiness(passage=1, told=door.told),
        )
    ):
        decider.handle(command, key=str(number), by="desk", at_us=AT_US)
    rows = [stored for _, stored in store.read_rows()]
    assert len(rows) >= 4
    return b"\n".join(rows)


def desk(door: Door) -> bytes:
    return msgspec.json.encode(desk_json(door), order="sorted")


def test_there_is_something_to_keep_apart() -> None:
    assert len(TRIPS) > 60
    doors = [
        screen_at_door(msgspec.structs.replace(one, driver=driver), asked, BOOK)
        for _, one, asked in TRIPS
        for driver in bad_drivers(asked.on or one.enters_on)
    ]
    found = {f.id for door in doors for f in door.private if f.says is not YES}
    assert {"register.controlled", "register.entry_ban", "stay.ru.days", "ruid.statement"} <= found


@pytest.mark.parametrize(("name", "one", "asked"), TRIPS, ids=[name for name, _, _ in TRIPS])
def test_whoever_drives_the_queue_hears_the_same(name: str, one: Trip, asked: Asked) -> None:
    at_first = screen_at_door(one, asked, BOOK)
    for driver in bad_drivers(asked.on or one.enters_on):
        changed = msgspec.structs.replace(one, driver=driver, stay_days=301, wait_days=17)
        door = screen_at_door(changed, asked, BOOK)
        assert door.told == at_first.told
        assert recorded(door) == recorded(at_first)
        assert desk(door) == desk(at_first)


@pytest.mark.parametrize("language", list(Language))
def test_nothing_of_the_driver_is_in_events_or_at_the_desk(language: Language) -> None:
    words = words_for(language)
    for _, one, asked in TRIPS:
        asking = msgspec.structs.replace(asked, language=language)
        for driver in bad_drivers(asked.on or one.enters_on):
            door = screen_at_door(msgspec.structs.replace(one, driver=driver), asking, BOOK)
            out = (recorded(door) + desk(door)).decode()
            for finding in door.private:
                assert finding.subject in PERSONAL
                assert f'"{finding.id}"' not in out
                for reason in (*finding.reasons, *finding.missing, finding.cure):
                    assert reason is None or words.say(reason) not in out
            assert not any(f.subject in PERSONAL for f in door.public)
            assert "Secretovich" not in out
            stay = (asked.on or one.enters_on) - timedelta(days=213)
            assert stay.isoformat() not in out


def test_nothing_is_lost_between_the_two() -> None:
    """Together they hear what a whole screening says, each finding once."""
    for _, one, asked in TRIPS:
        law = BOOK.on(asked.on or one.enters_on, asked.known_at, asked.options)
        door = screen_at_door(one, asked, BOOK)
        whole = sorted((f.id, f.says, f.weight) for f in screen(one, law).findings)
        assert sorted((f.id, f.says, f.weight) for f in (*door.public, *door.private)) == whole


def test_every_subject_of_today_is_placed_by_hand() -> None:
    subjects = {
        finding.subject
        for _, one, asked in TRIPS
        for finding in screen(one, BOOK.on(asked.on or one.enters_on)).findings
    }
    assert subjects == _OPEN | PERSONAL
    assert {"queue", "controls"} == _OPEN - _AT_THE_DOOR


def test_a_complete_load_is_ready_also_with_a_bad_driver() -> None:
    good = read_trip(next(path for path in list_cases() if "everything-right" in path.name)).trip
    bad = msgspec.structs.replace(good, driver=next(bad_drivers(good.enters_on)))
    door = screen_at_door(bad, Asked(), BOOK)
    assert door.told.readiness is Readiness.READY
    assert door.told.missing == ()
    assert door.told.rulebook == BOOK.digest
    stops = [f for f in door.private if f.says is NO and f.weight is STOPS]
    assert stops


def test_what_is_missing_is_told_with_its_cure_and_who_and_a_message() -> None:
    door = screen_at_door(trip({"spot.0.qr": "false"}, enters_on="2026-08-14"), Asked(), BOOK)
    assert door.told.readiness is Readiness.LACKING
    assert "spot.qr" in door.told.missing
    cure = next(one for one in door.cures if one.id == "spot.qr")
    assert cure.stops
    assert cure.who == "carrier"
    assert cure.cure
    assert cure.until == date(2026, 8, 14)
    # The carrier is Kyrgyz, and is written to in the language his country's letters are read in.
    assert cure.message is not None
    assert "Что сделать: Получите QR-код у импортёра" in cure.message
    assert "Не позднее: 14 августа 2026" in cure.message


def test_an_open_question_of_the_load_is_undecided_and_not_ready() -> None:
    door = screen_at_door(trip({"consignments.0.goods.0.code": None}), Asked(), BOOK)
    assert door.told.readiness in (Readiness.UNDECIDED, Readiness.LACKING)
    assert door.told.missing


def test_a_booking_is_not_lacking_because_there_is_no_booking_yet() -> None:
    door = screen_at_door(trip({"queue": None}), Asked(), BOOK)
    assert not any(name.startswith("queue.") for name in door.told.missing)


def test_controlled_goods_are_sent_to_the_licensing_body_and_nowhere_else() -> None:
    listed = trip({"consignments.0.goods.0.code": "8542310000"}, enters_on="2026-08-14")
    door = screen_at_door(listed, Asked(), BOOK)
    flagged = next(cure for cure in door.cures if cure.id == "goods.chpl")
    assert "goods.chpl" in door.told.missing
    assert flagged.cure is not None
    assert "in writing, whether an export licence is needed" in flagged.cure
    around = ("another code", "split", "another route", "re-export", "instead", "below the", "other goods")
    text = f"{flagged.cure} {flagged.message} {flagged.reasons}".lower()
    assert [words for words in around if words in text] == []


def test_the_driver_and_his_carrier_are_told_in_words() -> None:
    on = date(2026, 8, 14)
    driver = next(bad_drivers(on))
    one = msgspec.structs.replace(trip(enters_on=on.isoformat()), driver=driver)
    door = screen_at_door(one, Asked(), BOOK)
    told = {note.id: note for note in tell_driver(door, one, Asked())}
    assert told["register.controlled"].stops
    assert "Register of Controlled Persons" in told["register.controlled"].reasons
    assert told["register.controlled"].cure
    assert told["stay.ru.days"].reasons
    assert all(note.subject in PERSONAL for note in told.values())


def test_the_desk_is_shown_a_trip_without_its_driver() -> None:
    one = msgspec.structs.replace(trip(), driver=next(bad_drivers(date(2026, 6, 1))), stay_days=9)
    bare = without_driver(one)
    assert (bare.driver, bare.stay_days, bare.wait_days) == (Driver(), None, 0)
    assert bare.consignments == one.consignments


def test_also_a_rule_of_papers_that_asks_for_the_driver_is_not_told_who_he_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever the rulebook will ask some day: what goes to the queue is asked of a trip without him."""

    def curious(asked: Trip, law: LawDay) -> Iterator[Finding]:
        del law
        says = NO if asked.driver.in_register else YES
        reasons = (phrase("{name} {days}", name=asked.driver.name, days=asked.stay_days),)
        yield Finding(
            id="doc.new", subject="documents", says=says, weight=STOPS, stage=AFTER, reasons=reasons
        )

    monkeypatch.setattr("otkel.app.door.SUBJECTS", (curious,))
    bad = msgspec.structs.replace(trip(), driver=next(bad_drivers(date(2026, 6, 1))), stay_days=9)
    door = screen_at_door(bad, Asked(), BOOK)
    assert door.told.readiness is Readiness.READY
    assert door.public[0].reasons[0].values == {"name": None, "days": None}


def test_a_subject_that_nobody_placed_goes_to_driver_and_carrier_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def new(asked: Trip, law: LawDay) -> Iterator[Finding]:
        del asked, law
        yield Finding(
            id="health.new", subject="health", says=NO, weight=STOPS, stage=AFTER, reasons=(phrase("ill"),)
        )

    monkeypatch.setattr("otkel.app.door.SUBJECTS", (new,))
    door = screen_at_door(trip(), Asked(), BOOK)
    assert door.told.readiness is Readiness.READY
    assert (door.public, door.cures) == ((), ())
    assert [one.id for one in tell_driver(door, trip(), Asked())][:1] == ["health.new"]
