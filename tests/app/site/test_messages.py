"""Messages to the line, from what was typed to what a driver is told; and forgotten again."""

import pytest

from otkel.app.crossing.options import options_of
from otkel.app.crossing.reading import Envelope, Typed, get_verb, read_options
from otkel.app.site.house import opened_house
from otkel.app.site.messages import messages_of
from otkel.app.site.stream import events_between, version_at
from otkel.app.tickets import stream_of
from otkel.facts.people import Language

POINT, MIN_US = "syrym", 60_000_000
NOBODY = "there is no place here that would be a person's"


@pytest.fixture
def house(tmp_path):
    with opened_house(f"sqlite:///{tmp_path / 'otkel.db'}") as found:
        ask(found, "open", preset="otkel")
        for number in (1, 2):
            plate = f"{number} AAA 07"
            ask(found, "arrive", plate=plate, country="KZ", towards="RU", passage=number, readiness="ready")
        yield found


def ask(house, name, /, **given):
    verb, desk = get_verb(name), house.desk(POINT)
    values = read_options(name, options_of(verb), given, desk.zone, False)
    done = house.ask(POINT, Typed(verb=verb, values=values, envelope=Envelope(by="desk-1")), Language.EN)
    assert done.refusal is None, done.refusal
    return done


def told(house, passage, language=Language.EN):
    return [
        one.prepared.text if one.prepared else one.text(language)[0]
        for one in messages_of(house).to(POINT, passage)
    ]


def test_a_message_to_the_line_is_told_to_each_truck_and_also_to_who_comes_later(house):
    done = ask(house, "message", towards="RU", prepared="water")
    assert done.events[-1].body.reached_trucks == 2
    ask(house, "arrive", plate="3 AAA 07", country="KZ", towards="RU", passage=3, readiness="ready")
    assert [len(told(house, one)) for one in (1, 2, 3)] == [1, 1, 1]
    (shown,) = messages_of(house).now(POINT)
    assert (shown.sent_by, shown.reached_trucks) == ("desk-1", 2)


def test_a_message_to_one_truck_is_told_to_no_other(house):
    ask(house, "message", passage=2, text_ru="Подойдите к окну", text_en="Come to the window")
    assert (told(house, 1), told(house, 2)) == ([], ["Come to the window"])
    assert told(house, 2, Language.RU) == ["Подойдите к окну"]
    assert told(house, 2, Language.KK) == ["Подойдите к окну"]  # not said in Kazakh


def test_the_record_holds_no_word_that_somebody_wrote(house):
    ask(house, "message", towards="RU", text_en=NOBODY)
    rows = b"".join(row for _, row in house.ledger.store.read_rows())
    assert b"message_sent" in rows
    assert NOBODY.encode() not in rows


def test_who_is_forgotten_is_told_no_more(house):
    ask(house, "message", passage=2, text_en="Come to the window")
    (shown,) = messages_of(house).to(POINT, 2)
    assert shown.texts
    event = next(one for one in house.ledger.store.read_all() if one.word == "message_sent")
    house.ledger.vehicles.vault.forget(event.body.writing)
    assert messages_of(house).to(POINT, 2)[0].text(Language.EN) is None


def test_who_has_left_is_told_nothing(house):
    ask(house, "message", towards="RU", prepared="food")
    ask(house, "leave", passage=1, way="gave_up")
    assert (told(house, 1), len(told(house, 2))) == ([], 1)


def test_a_message_ends_by_itself(house, monkeypatch):
    ask(house, "message", towards="RU", prepared="food")
    (shown,) = messages_of(house).now(POINT)
    assert round((shown.until_us - shown.sent_us) / MIN_US) == 12 * 60
    monkeypatch.setattr("otkel.app.site.messages.now_us", lambda: shown.until_us)
    assert messages_of(house).now(POINT) == []


def test_what_is_typed_under_the_same_key_is_held_once(house):
    verb = get_verb("message")
    values = {"towards": "RU", "text_en": "Come to the window"}
    for _ in range(2):
        typed = Typed(verb=verb, values=values, envelope=Envelope(key="the same", by="desk-1"))
        done = house.ask(POINT, typed, Language.EN)
    assert done.repeated
    assert len(messages_of(house).now(POINT)) == 1


@pytest.mark.parametrize("back", [0, 1, 30, 59, 60, 61, 90, 200])
def test_an_instant_is_found_in_a_long_record(tmp_path, back):
    with opened_house(f"sqlite:///{tmp_path / 'otkel.db'}") as house:
        desk = house.desk(POINT)
        ends_us = desk.now_us()
        verb = get_verb("open")
        envelope = Envelope(at_us=ends_us - 100 * MIN_US)
        house.ask(POINT, Typed(verb=verb, values={"preset": "otkel"}, envelope=envelope), Language.EN)
        for minute in range(99, -1, -1):
            values = {"plate": f"{minute} AAA 07", "country": "KZ", "towards": "RU", "readiness": "ready"}
            if minute % 7 == 0:
                values["since_us"] = ends_us - (minute + 50) * MIN_US
            given = {"since" if name == "since_us" else name: value for name, value in values.items()}
            envelope = Envelope(at_us=ends_us - minute * MIN_US)
            house.ask(POINT, Typed(verb=get_verb("arrive"), values=given, envelope=envelope), Language.EN)
        from_us, to_us = ends_us - back * MIN_US, ends_us - (back - 20) * MIN_US
        every = list(house.ledger.store.read_stream(stream_of(POINT)))
        found = list(events_between(house.ledger.store, POINT, from_us, to_us))
        assert found == [one for one in every if from_us <= one.occurred_us < to_us]
        assert version_at(house.ledger.store, POINT, ends_us + MIN_US) >= len(every) - 40
