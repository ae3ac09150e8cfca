"""Whether a person is bound by a rule of stay at all, and what is known of that."""

from __future__ import annotations

from datetime import date
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from otkel.facts.people import Occupation, Permit
from otkel.facts.places import CIS, EAEU, VISA_FREE_TO_RUSSIA
from otkel.law.corpus import LawDay
from otkel.law.stay.person import Person
from otkel.law.stay.result import Rule
from otkel.law.stay.rules import RESIDENCE, get_segments
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

VISA_FREE = VISA_FREE_TO_RUSSIA | EAEU


class Bound(Enum):
    """Whether the limits bind a person."""

    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Standing(NamedTuple):
    """How a person stands to a rule; `until_on` is the end of a stay that follows a contract."""

    bound: Bound
    notices: tuple[Phrase, ...] = ()
    rests_on: tuple[Lookup, ...] = ()
    until_on: date | None = None


class Statement(Enum):
    """Whether the driver's ruID statement raises his limit."""

    COUNTS = "counts"
    NONE = "none"
    NOT_KNOWN = "not_known"


@lru_cache(maxsize=4096)
def get_standing(person: Person, rule: Rule, law: LawDay) -> Standing:
    """Say whether a rule binds a person on the day of the law."""
    if rule == "ru":
        return _in_russia(person, law)
    if rule == "kz":
        return _in_kazakhstan(person, law)
    if person.citizenship in law.look("stay.schengen.members").value:
        members = (law.look("stay.schengen.members"),)
        return Standing(Bound.NO, (phrase("A citizen of the area has no limit of stay in it."),), members)
    return Standing(Bound.YES)


def get_statement(person: Person, law: LawDay) -> Statement:
    """Say what a driver's ruID statement does on the day of the law. One filed later does nothing yet."""
    if person.occupation is Occupation.OTHER or person.citizenship not in {None, *CIS}:
        return Statement.NONE
    if person.statement_on is not None and person.statement_on <= law.on:
        return Statement.COUNTS
    if person.statement_absent or person.statement_on is not None:
        return Statement.NONE
    if get_segments("ru_driver", law) == get_segments("ru", law) or not _is_raised(law):
        return Statement.NONE
    return Statement.NOT_KNOWN


def _is_raised(law: LawDay) -> bool:
    return law.look("stay.ru.driver.year").in_force


def _in_russia(person: Person, law: LawDay) -> Standing:
    citizenship = person.citizenship
    if citizenship == "RU":
        return Standing(Bound.NO, (phrase("A citizen of Russia has no limit of stay in it."),))
    exempt = law.look("stay.ru.exempt.belarus")
    if citizenship == "BY" and exempt.is_on:
        return Standing(Bound.NO, (phrase("Citizens of Belarus are outside the limit of stay."),), (exempt,))
    if person.permit in RESIDENCE:
        return _with_residence_permit(law)
    if person.permit is Permit.VISA or citizenship not in {None, *VISA_FREE}:
        return Standing(Bound.UNCLEAR, (phrase("The rules of stay under a visa are not coded."),))
    if person.contract_until is not None and citizenship in EAEU:
        return _with_contract(person.contract_until, law)
    if person.permit is Permit.PATENT and citizenship not in EAEU:
        return _with_patent(law)
    return Standing(Bound.YES, (_TAKEN_AS_VISA_FREE,) if citizenship is None else ())


_TAKEN_AS_VISA_FREE = phrase(
    "The citizenship is not known; the person is taken for a foreigner who needs no visa."
)


def _with_residence_permit(law: LawDay) -> Standing:
    exempt = law.look("stay.ru.exempt.permit")
    if exempt.is_on:
        text = phrase("The holder of a residence permit is not bound by the limit of stay.")
        return Standing(Bound.NO, (text,), (exempt,))
    return Standing(Bound.UNCLEAR, (exempt.reason,) if exempt.reason else (), (exempt,))


def _with_contract(until_on: date, law: LawDay) -> Standing:
    exempt = law.look("stay.ru.exempt.contract_eaeu")
    if until_on < law.on:
        ended = phrase("The work contract ended on {day}; the limit of stay is counted again.", day=until_on)
        return Standing(Bound.YES, (ended,), (exempt,))
    text = phrase("The stay of a citizen of the Union follows his work contract, until {day}.", day=until_on)
    return Standing(Bound.NO, (text,), (exempt,), until_on)


def _with_patent(law: LawDay) -> Standing:
    rests_on = (law.look("stay.ru.patent"), law.look("stay.ru.driver.work_papers"))
    notices = (
        phrase("A patent lengthens the stay; by how much is not coded."),
        phrase("Drivers of international haulage get no work papers."),
    )
    return Standing(Bound.UNCLEAR, notices, rests_on)


def _in_kazakhstan(person: Person, law: LawDay) -> Standing:
    if person.citizenship == "KZ":
        return Standing(Bound.NO, (phrase("A citizen of Kazakhstan has no limit of stay in it."),))
    if person.permit not in {None, Permit.NONE}:
        text = phrase("Kazakhstan's rules of stay under a permit or visa are not coded.")
        return Standing(Bound.UNCLEAR, (text,))
    exempt = law.look("stay.kz.driver.exempt")
    notices: tuple[Phrase, ...] = ()
    if person.occupation is Occupation.DRIVER and exempt.is_on:
        text = phrase("Kazakhstan does not apply its limit of stay to drivers of international transport.")
        return Standing(Bound.NO, (text,), (exempt,))
    if person.occupation is None and exempt.is_on:
        notices += (phrase("Kazakhstan does not apply its limit to drivers of international transport."),)
    if person.occupation is not Occupation.OTHER and exempt.reason is not None:
        notices += (exempt.reason,)
    if person.citizenship is None:
        notices += (
            phrase(
                "The citizenship is not known; citizens from outside the Union have 30 days a trip as well."
            ),
        )
    return Standing(Bound.YES, notices, (exempt,))
