"""What the rules of stay ask about a person."""

from __future__ import annotations

from datetime import date

import msgspec

from otkel.facts.people import Driver, Occupation, Permit


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A person under a rule of stay. None means: not known.

    `permit` is a paper of the country asked; `contract_until` the last day of a Russian work
    contract; `statement_on` the day the ruID statement of international haulage was filed.
    `statement_absent` says that there certainly is no such statement.
    """

    citizenship: str | None = None
    occupation: Occupation | None = None
    permit: Permit | None = None
    contract_until: date | None = None
    statement_on: date | None = None
    statement_absent: bool = False


def get_person(driver: Driver) -> Person:
    """Give the person a driver is.

    A statement counts only when it names international haulage as the purpose of entry: one that
    does not is no statement, and one of which this is not known leaves the question open.
    """
    statement = driver.ruid
    haulage = statement.haulage if statement is not None else None
    filed_on: date | None = None
    if statement is not None and haulage:
        filed_on = statement.filed_on or (statement.filed_at.date() if statement.filed_at else None)
    return Person(
        citizenship=driver.citizenship,
        occupation=driver.occupation,
        permit=driver.permit,
        contract_until=driver.contract_until,
        statement_on=filed_on,
        statement_absent=driver.ruid_filed is False or haulage is False,
    )
