"""Russia's registers of persons: who may not drive or enter, and what keeps a truck from leaving."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from otkel.facts.people import Driver
from otkel.facts.trip import Trip
from otkel.law import ruid
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.phrases import Phrase, phrase

SUBJECT = "registers"


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask for the driver's entry in the register, an entry ban, the ruID application, and exit blocks."""
    if "RU" not in trip.route:
        return
    if trip.driver.citizenship != "RU":
        yield from _register(trip.driver, law)
        yield _entry_ban(trip.driver, law)
    yield from ruid.check(trip, law)
    if trip.vehicle.country != "RU":
        yield from _exit_blocks(trip, law)


def _register(driver: Driver, law: LawDay) -> Iterator[Finding]:
    start = law.look("register.start")
    if not start.in_force:
        return
    if driver.in_register:
        yield _listed(law)
        return
    known = driver.in_register is not None
    yield Finding(
        id="register.controlled",
        subject=SUBJECT,
        says=Says.YES if known else Says.UNDECIDED,
        weight=Weight.INFORMS if known else Weight.WARNS,
        stage=Stage.ENTRY_CONTROL,
        reasons=(_NOT_LISTED,) if known else (_NOT_LOOKED_UP, _INFORMED),
        rests_on=(start, law.look("register.informed")),
        missing=() if known else (_LOOK_UP,),
        who=None if known else Who.CARRIER,
    )


def _listed(law: LawDay) -> Finding:
    """A person in the register may not drive; the truck needs another driver."""
    driving, bank = law.look("register.driving"), law.look("register.bank.month")
    ways_out, appeal = law.look("register.exit"), law.look("register.appeal")
    proofs, leaving = law.look("register.proofs"), law.look("register.leaving_duty")
    return Finding(
        id="register.controlled",
        subject=SUBJECT,
        says=Says.NO,
        weight=Weight.STOPS,
        stage=Stage.ENTRY_CONTROL,
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
        who=Who.CARRIER,
    )


def _entry_ban(driver: Driver, law: LawDay) -> Finding:
    says, weight, reason = {
        True: (Says.NO, Weight.STOPS, _BANNED),
        False: (Says.YES, Weight.INFORMS, _NOT_BANNED),
        None: (Says.UNDECIDED, Weight.INFORMS, _BAN_NOT_KNOWN),
    }[driver.entry_ban]
    return Finding(
        id="register.entry_ban",
        subject=SUBJECT,
        says=says,
        weight=weight,
        stage=Stage.ENTRY_CONTROL,
        reasons=(reason,),
        rests_on=(law.look("register.grounds"), law.look("control.outcome.driver")),
        missing=(_ASK_BAN,) if driver.entry_ban is None else (),
        cure=_REPLACE if driver.entry_ban else None,
        who=Who.CARRIER if driver.entry_ban else None,
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
    fines = (trip.vehicle.unpaid_fines, trip.driver.unpaid_fines)
    owed = {
        "exit.ru.fines": True if True in fines else trip.vehicle.unpaid_fines,
        "exit.ru.road_debt": trip.vehicle.road_debt,
    }
    for rule_id, block in _BLOCKS.items():
        rule = law.look(rule_id)
        if rule.is_on and (leaves or owed[rule_id]):
            says, weight, reason = {
                True: (Says.NO, Weight.STOPS if leaves else Weight.WARNS, block.owed),
                False: (Says.YES, Weight.INFORMS, block.clear),
                None: (Says.UNDECIDED, Weight.WARNS, block.not_known),
            }[owed[rule_id]]
            yield Finding(
                id=rule_id,
                subject=SUBJECT,
                says=says,
                weight=weight,
                stage=Stage.EXIT_CONTROL if leaves else Stage.AFTER,
                reasons=(reason,),
                rests_on=(rule,),
                missing=(block.ask,) if owed[rule_id] is None else (),
                cure=block.pay if owed[rule_id] else None,
                who=None if owed[rule_id] is False else Who.CARRIER,
            )


_NOT_LISTED = phrase("the driver is not in Russia's Register of Controlled Persons, as stated")
_NOT_LOOKED_UP = phrase("it is not known whether the driver is in Russia's Register of Controlled Persons")
_INFORMED = phrase("he counts as informed as soon as the entry is published")
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
