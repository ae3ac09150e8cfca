"""What may be chosen in the form, in words: members of enumerations, states, currencies, crossing points."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from otkel.app.site.board import name_of
from otkel.app.words import Words
from otkel.facts.countries import CODES
from otkel.facts.gazetteer import list_points
from otkel.facts.people import Language, Occupation, PartyKind, Permit
from otkel.facts.trip import Duty, GoodsStatus, Marking, Procedure, QueueKind, VatRate
from otkel.phrases import Phrase, phrase


class Option(NamedTuple):
    """One choice: what is sent, what is read, and under which heading it stands."""

    value: str
    text: str
    heading: str = ""


# The states that a truck of this region meets, those most asked first.
_NEAR = "KZ RU KG UZ BY AM TJ TM AZ GE CN MN TR IR AF UA MD PL LT LV EE FI DE IT FR NL"
NEAR = tuple(_NEAR.split())
CURRENCIES = ("RUB", "KZT", "KGS", "UZS", "BYN", "CNY", "USD", "EUR")
WORDS: dict[type[StrEnum], dict[str, Phrase]] = {
    PartyKind: {
        "legal_entity": phrase("a firm"),
        "entrepreneur": phrase("an individual entrepreneur"),
        "person": phrase("a person"),
    },
    Language: {"en": phrase("English"), "ru": phrase("Russian"), "kk": phrase("Kazakh")},
    Occupation: {
        "driver": phrase("driver in international haulage"),
        "other": phrase("for another reason"),
    },
    Permit: {
        "none": phrase("no such paper"),
        "temporary_residence": phrase("temporary residence permit"),
        "residence": phrase("residence permit"),
        "patent": phrase("patent to work"),
        "visa": phrase("visa"),
    },
    GoodsStatus: {
        "eaeu": phrase("goods of the Union"),
        "foreign": phrase("foreign, not released"),
        "released": phrase("foreign, released in a member state"),
    },
    Duty: {
        "full": phrase("the full common tariff"),
        "reduced_wto": phrase("Kazakhstan's lower WTO rate"),
        "not_paid": phrase("duty not paid"),
    },
    VatRate: {"standard": phrase("standard"), "reduced": phrase("reduced")},
    Marking: {
        "applied": phrase("they are on the goods"),
        "missing": phrase("they are missing"),
        "not_required": phrase("not required"),
    },
    Procedure: {
        "mutual_trade": phrase("sale between member states"),
        "customs_transit": phrase("customs transit"),
        "export": phrase("export out of the Union"),
        "own_goods": phrase("own goods, no sale"),
        "personal": phrase("a person's own goods"),
    },
    QueueKind: {
        "normal": phrase("in the usual order"),
        "out_of_turn": phrase("out of turn"),
        "accelerated": phrase("accelerated"),
        "rebooked": phrase("booked anew"),
    },
}


def states(words: Words, every: bool = False) -> list[Option]:
    """Give the states near by; with `every` all others after them."""
    near = [Option(code, words.state(code)) for code in NEAR]
    if not every:
        return near
    others = sorted((words.state(code), code) for code in CODES.difference(NEAR))
    return near + [Option(code, name) for name, code in others]


def points(words: Words) -> Iterator[Option]:
    """Give every crossing point, by border."""
    for point in list_points():
        heading = " – ".join(map(words.state, point.countries))
        yield Option(point.slug, name_of(point, words.language), heading)


def words_of(kind: type[StrEnum], words: Words) -> list[Option]:
    """Give the members of an enumeration."""
    return [Option(value, words.say(text)) for value, text in WORDS[kind].items()]
