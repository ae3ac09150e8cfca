"""Messages: ready to send, in the language of the one who must act."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from otkel.app.message import find_party, language_for, write_message
from otkel.app.words import words_for
from otkel.facts.people import Driver, Language, Party
from otkel.facts.trip import Consignment, Goods, Trip
from otkel.facts.vehicles import Vehicle
from otkel.law.corpus import read_rulebook
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.timeline import State
from otkel.phrases import phrase

ON = date(2026, 6, 5)


def finding(who: Who | None, says: Says = Says.NO, weight: Weight = Weight.STOPS, **more: Any) -> Finding:
    return Finding(
        id="x",
        subject="spot",
        says=says,
        weight=weight,
        stage=Stage.BEFORE_DEPARTURE,
        reasons=(phrase("there is no QR code"),),
        who=who,
        **more,
    )


def trip(**more: Any) -> Trip:
    facts: dict[str, Any] = {
        "enters_on": ON,
        "route": ("KZ", "RU"),
        "vehicle": Vehicle(plate="777 ABC 02"),
        "driver": Driver(citizenship="KZ"),
        "carrier": Party(country="KG"),
        "consignments": (
            Consignment(
                id="1", goods=(Goods(),), consignor=Party(country="KZ"), consignee=Party(country="RU")
            ),
            Consignment(id="2", goods=(Goods(),), consignee=Party(country="KZ", language=Language.EN)),
        ),
    }
    return Trip(**{**facts, **more})


@pytest.mark.parametrize(
    ("who", "language"),
    [
        (Who.DRIVER, Language.KK),
        (Who.CARRIER, Language.RU),
        (Who.CONSIGNOR, Language.KK),
        (Who.CONSIGNEE, Language.RU),
        (Who.AUTHORITY, Language.RU),
        (None, Language.EN),
    ],
)
def test_each_is_written_to_in_his_language(who: Who | None, language: Language) -> None:
    assert language_for(finding(who), trip(), Language.EN) is language


@pytest.mark.parametrize(
    ("country", "language"),
    [
        ("RU", Language.RU),
        ("KZ", Language.KK),
        *((c, Language.RU) for c in ("KG", "UZ", "BY", "AM", "TJ")),
        ("CN", Language.EN),
        (None, Language.EN),
    ],
)
def test_a_country_has_a_language_of_letters(country: str | None, language: Language) -> None:
    asked = trip(carrier=Party(country=country))
    assert language_for(finding(Who.CARRIER), asked, Language.EN) is language


def test_a_language_that_is_stated_goes_before_the_country() -> None:
    asked = trip(driver=Driver(citizenship="KZ", language=Language.RU))
    assert language_for(finding(Who.DRIVER), asked, Language.EN) is Language.RU


def test_the_consignment_a_finding_names_decides_who_is_written_to() -> None:
    assert find_party(finding(Who.CONSIGNEE, values={"consignment": "2"}), trip()) == Party(
        country="KZ", language=Language.EN
    )
    assert find_party(finding(Who.CONSIGNEE), trip()) == Party(country="RU")
    assert find_party(finding(Who.CONSIGNEE), trip(consignments=())) is None
    assert find_party(finding(Who.DRIVER), trip()) is None


def test_the_whole_message() -> None:
    stops = finding(
        Who.CARRIER,
        missing=(phrase("the number of the notice"), phrase("its day")),
        cure=phrase("ask the importer for the QR code"),
        until=date(2026, 6, 3),
    )
    asked = trip(carrier=Party(language=Language.EN))
    assert write_message(stops, asked, ON, Language.RU) == (
        "Truck 777 ABC 02, border crossing on 5 June 2026. This stops the truck: There is no QR code. "
        "Please tell us: the number of the notice, its day. What to do: ask the importer for the QR code. "
        "Not later than: 3 June 2026."
    )


def test_a_yes_needs_no_message() -> None:
    assert write_message(finding(Who.CARRIER, Says.YES, Weight.INFORMS), trip(), ON, Language.EN) is None


def test_nobody_to_write_to_means_no_message() -> None:
    assert write_message(finding(None), trip(), ON, Language.EN) is None


def test_what_only_the_makers_of_the_law_know_is_asked_of_nobody() -> None:
    unknown = read_rulebook().on(ON).look("queue.kz.grace")
    assert unknown.state is State.NOT_KNOWN
    open_law = finding(Who.CARRIER, Says.UNDECIDED, rests_on=(unknown,))
    assert write_message(open_law, trip(), ON, Language.EN) is None
    assert write_message(finding(Who.CARRIER, rests_on=(unknown,)), trip(), ON, Language.EN)
    known = read_rulebook().on(ON).look("stay.ru.year")
    open_fact = finding(Who.CARRIER, Says.UNDECIDED, rests_on=(known,))
    assert write_message(open_fact, trip(), ON, Language.EN)


def test_an_authority_is_asked_and_not_told_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otkel.app.message.words_for", lambda language: words_for(Language.EN))
    asks = finding(
        Who.AUTHORITY,
        missing=(phrase("the answer of the licensing body"),),
        cure=phrase("ask the licensing body in writing"),
        until=date(2026, 6, 3),
    )
    assert write_message(asks, trip(), ON, Language.EN) == (
        "Truck 777 ABC 02, border crossing on 5 June 2026. We ask you about this: There is no QR code. "
        "We do not know: the answer of the licensing body. "
        "Please give us your written answer: may this truck go? We need it not later than: 3 June 2026."
    )
    assert str(write_message(finding(Who.AUTHORITY), trip(), ON, Language.EN)).endswith("may this truck go?")


@pytest.mark.parametrize(
    ("says", "weight", "words"),
    [
        (Says.UNDECIDED, Weight.STOPS, "Until this is known, nobody can say that the truck may go: "),
        (Says.NO, Weight.WARNS, "Please note: "),
        (Says.UNDECIDED, Weight.WARNS, "Please note: "),
    ],
)
def test_how_grave_it_is(says: Says, weight: Weight, words: str) -> None:
    asked = trip(carrier=Party(language=Language.EN))
    told = write_message(finding(Who.CARRIER, says, weight), asked, ON, Language.EN)
    assert told is not None
    assert words in told


@pytest.mark.parametrize(
    ("facts", "opening"),
    [
        ({"vehicle": Vehicle(), "id": "A-17"}, "Trip A-17, border crossing on 5 June 2026."),
        ({"vehicle": Vehicle()}, "Your truck, border crossing on 5 June 2026."),
    ],
)
def test_a_truck_without_a_plate(facts: dict[str, Any], opening: str) -> None:
    asked = trip(**facts, carrier=Party(language=Language.EN))
    told = write_message(finding(Who.CARRIER), asked, ON, Language.EN)
    assert told is not None
    assert told.startswith(opening)
