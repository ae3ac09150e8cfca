"""Options that the verbs of `otkel account` share."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from otkel.app.ledger_files import refused
from otkel.facts.events.shapes import CODE
from otkel.phrases import phrase

Db = Annotated[str, Parameter(help="The ledger: sqlite:///FILE or postgresql://….")]
Name = Annotated[
    str,
    Parameter(name="NAME", help="Small letters, digits, - and _: a number of service, not a person's name."),
]
By = Annotated[str, Parameter(help="Who sets it, by a code.")]
Reason = Annotated[str, Parameter(help="Why, by a code; it goes into the record.")]


def require_codes(by: str, reason: str) -> None:
    """Refuse what is no code. Raises InputError."""
    for name, text in (("--by", by), ("--reason", reason)):
        if not CODE.fits(text):
            raise refused(
                phrase("{text} is no code", text=text[:40]),
                phrase(
                    "write small letters, digits, - and _ without blanks, such as {example}", example="duty"
                ),
                name,
            )
