"""Russia's registers of persons: who may not drive or enter, and what keeps a truck from leaving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from otkel.facts.trip import Trip
from otkel.law import ruid
from otkel.law.corpus import LawDay
from otkel.law.finding import (
    AFTER,
    CARRIER,
    ENTRY_CONTROL,
    EXIT_CONTROL,
    INFORMS,
    NO,
    STOPS,
    UNDECIDED,
    WARNS,
    YES,
    Finding,
)
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

SUBJECT = "registers"


class _Day(NamedTuple):
    """What is told of a driver on one day, by what is stated: yes, no, or not known."""

    register: dict[bool | None, Finding] | None  # None: there is no register yet
    entry_ban: dict[bool | None, Finding]


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask for the driver's entry in the register, an entry ban, the ruID application, and exit blocks."""
    if "RU" not in trip.route:
        return
    driver = trip.driver
    if driver.citizenship != "RU":
        day = law.remember(SUBJECT, _read)
        if day.register is not None:
            yield day.register[driver.in_register]
        yield day.entry_ban[driver.entry_ban]
    yield from ruid.check(trip, law)
    if trip.vehicle.country != "RU":
        yield from _exit_blocks(trip, law)


def _read(law: LawDay) -> _Day:
    return _Day(
        register=_register(law) if law.look("register.start").in_force else None,
        entry_ban={banned: _entry_ban(banned, law) for banned in (True, False, None)},
    )


def _register(law: LawDay) -> dict[bool | None, Finding]:
    not_listed = Finding(
        id="register.controlled",
        subject=SUBJECT,
        says=YES,
        weight=INFORMS,
        stage=ENTRY_CONTROL,
        reasons=(_NOT_LISTED,),
        rests_on=(law.look("register.start"), law.look("register.informed")),
    )
    not_looked_up = msgspec.structs.replace(
        not_listed,
        says=UNDECIDED,
        weight=WARNS,
        reasons=(_NOT_LOOKED_UP, _INFORMED),
        missing=(_WHETHER_LISTED,),
        cure=_LOOK_UP,
        who=CARRIER,
    )
    return {True: _listed(law), False: not_listed, None: not_looked_up}


def _listed(law: LawDay) -> Finding:
    """A person in the register may not drive; the truck needs another driver."""
    driving, bank = law.look("register.driving"), law.look("register.bank.month")
    ways_out, appeal = law.look("register.exit"), law.look("register.appeal")
    proofs, leaving = law.look("register.proofs"), law.look("register.leaving_duty")
    return Finding(
        id="register.controlled",
        subject=SUBJECT,
        says=NO,
        weight=STOPS,
        stage=ENTRY_CONTROL,
        reasons=(_LISTED, _LEAVING, _CORRECT, _PROOFS),
        rests_on=(
            law.look("register.start"),
            driving,
            bank,
            leaving,
            law.look("register.grounds"),
            ways_out,
            appeal,
            proofs,
            law.look("control.outcome.driver"),
        ),
        values={
            "may_drive": driving.value,
            "bank_month_rub": bank.value,
            "ways_out": ways_out.value,
            "appeal": appeal.value,
            "proofs": proofs.value,
        },
        cure=_ANOTHER_DRIVER,
        who=CARRIER,
    )


def _entry_ban(banned: bool | None, law: LawDay) -> Finding:
    says, weight, reason = {
        True: (NO, STOPS, _BANNED),
        False: (YES, INFORMS, _NOT_BANNED),
        None: (UNDECIDED, INFORMS, _BAN_NOT_KNOWN),
    }[banned]
    return Finding(
        id="register.entry_ban",
        subject=SUBJECT,
        says=says,
        weight=weight,
        stage=ENTRY_CONTROL,
        reasons=(reason,),
        rests_on=(law.look("register.grounds"), law.look("control.outcome.driver")),
        missing=(_ASK_BAN,) if banned is None else (),
        cure=_REPLACE if banned else None,
        who=CARRIER if banned else None,
    )


class _Block(msgspec.Struct, frozen=True):
    """What may keep a truck from leaving Russia, in words: owed, not owed, not known."""

    owed: Phrase
    clear: Phrase
    not_known: Phrase
    ask: Phrase
    pay: Phrase


def _exit_blocks(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Stop a truck that leaves Russia with debts; warn one that goes in and could not come out."""
    leaves = "RU" in trip.route[:-1]
    vehicle = trip.vehicle
    fines = True if trip.driver.unpaid_fines else vehicle.unpaid_fines
    for rule_id, owed in (("exit.ru.fines", fines), ("exit.ru.road_debt", vehicle.road_debt)):
        if (leaves or owed) and (rule := law.look(rule_id)).is_on:
            yield _exit_block(rule, owed, leaves)


def _exit_block(rule: Lookup, owed: bool | None, leaves: bool) -> Finding:
    block = _BLOCKS[rule.provision.id]
    says, weight, reason = {
        True: (NO, STOPS if leaves else WARNS, block.owed),
        False: (YES, INFORMS, block.clear),
        None: (UNDECIDED, WARNS, block.not_known),
    }[owed]
    return Finding(
        id=rule.provision.id,
        subject=SUBJECT,
        says=says,
        weight=weight,
        stage=EXIT_CONTROL if leaves else AFTER,
        reasons=(reason,),
        rests_on=(rule,),
        missing=(block.ask,) if owed is None else (),
        cure=block.pay if owed else None,
        who=None if owed is False else CARRIER,
    )


_NOT_LISTED = phrase("the driver is not in Russia's Register of Controlled Persons, as stated")
_NOT_LOOKED_UP = phrase("it is not known whether the driver is in Russia's Register of Controlled Persons")
_INFORMED = phrase("he counts as informed as soon as the entry is published")
_WHETHER_LISTED = phrase("whether the driver is in the public register of controlled persons")
_LOOK_UP = phrase(
    "look him up in the public register of the Interior Ministry before departure, by name and document"
)
_LISTED = phrase("the driver is in Russia's Register of Controlled Persons: he may not drive")
_LEAVING = phrase("inside Russia he must tell the day, place and route of leaving, or he may be expelled")
_CORRECT = phrase(
    "the entry can be corrected or appealed: a request to the Interior Ministry, a complaint, or a court; it ends when he leaves or his status is put in order"  # noqa: E501
)
_PROOFS = phrase(
    "proofs that help: a record of a breakdown, proof of force majeure, proof of the place and days of waiting in line"  # noqa: E501
)
_ANOTHER_DRIVER = phrase(
    "send another driver; let this one find out the ground of the entry and ask the Interior Ministry to correct it, with his proofs"  # noqa: E501
)
_BANNED = phrase("there is a decision that bans the driver from entering Russia")
_NOT_BANNED = phrase("there is no entry ban on the driver, as stated")
_BAN_NOT_KNOWN = phrase(
    "it is not known whether the driver is banned from entering Russia; such a decision stands in the register too"  # noqa: E501
)
_ASK_BAN = phrase("whether there is an entry ban on the driver")
_REPLACE = phrase("send another driver")

_BLOCKS = {
    "exit.ru.fines": _Block(
        owed=phrase("a foreign truck may not leave Russia with unpaid traffic fines"),
        clear=phrase("no unpaid Russian traffic fines are stated"),
        not_known=phrase("it is not known whether Russian traffic fines are unpaid; they block the exit"),
        ask=phrase("whether there are unpaid Russian traffic fines"),
        pay=phrase("pay the fines before the truck comes to the exit, and take the receipts along"),
    ),
    "exit.ru.road_debt": _Block(
        owed=phrase("a foreign truck may not leave Russia with unpaid tolls or unpaid damage to roads"),
        clear=phrase("no unpaid Russian tolls or damage to roads are stated"),
        not_known=phrase(
            "it is not known whether Russian tolls or damage to roads are unpaid; they block the exit"
        ),
        ask=phrase("whether there are unpaid Russian tolls or damage to roads"),
        pay=phrase(
            "pay the tolls and damages before the truck comes to the exit, and take the receipts along"
        ),
    ),
}
