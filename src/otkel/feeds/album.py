"""What the forms of the Russian customs' album have in common: who, where, which paper, which day.

Names of elements are those of album 5.23.0, its slips of the pen included (`CounryName`).
"""

from __future__ import annotations

import re
from typing import Any

from otkel.facts.countries import find_country
from otkel.feeds.paper_names import kind_of_paper
from otkel.feeds.parts import Part, Said

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?")
# Where a party's taxpayer number stands, by the state that gave it; the first that is filled is taken.
_TAX_IDS: dict[str, tuple[str, ...]] = {
    "RU": ("RFOrganizationFeatures/INN",),
    "KZ": ("RKOrganizationFeatures/BIN", "RKOrganizationFeatures/IIN"),
    "BY": ("RBOrganizationFeatures/UNP",),
    "AM": ("RAOrganizationFeatures/UNN",),
    "KG": ("KGOrganizationFeatures/KGINN",),
}


def party(part: Part | None, country: Said | None) -> dict[str, Any]:
    """Give a consignor, consignee or carrier; a number of another state than its country's is left."""
    if part is None:
        return {}
    name = part.text("OrganizationName") or part.text("ShortName")
    return filled(name=name, country=country, tax_id=_tax_id(part, country))


def _tax_id(part: Part, country: Said | None) -> Said | None:
    states = [str(country)] if country else list(_TAX_IDS)
    for state in states:
        for path in _TAX_IDS.get(state, ()):
            if number := part.text(path):
                return number
    return None


def country(part: Part | None, code: str = "CountryCode", name: str | None = "CounryName") -> Said | None:
    """Give the country of an address: its code, else its name. 00 and 99 stand for no known country."""
    if part is None:
        return None
    said = part.text(code)
    if said is not None and said not in ("00", "99"):
        return as_country(said)
    if said is not None:
        part.account.give_back(said)
    return as_country(part.text(name)) if name is not None else None


def as_country(said: Said | None) -> Said | None:
    """Give a country by its code where its name is known; the walk tells what is wrong with another."""
    return said.changed(find_country(said) or said) if said is not None else None


def day(said: Said | None) -> Said | None:
    """Give the civil day of a date that may carry an hour or a zone; another text as it is."""
    found = _DAY.fullmatch(said) if said is not None else None
    return said.changed(found[1]) if said is not None and found else said


def paper(part: Part, consignment: str | None, ends: str | None = None) -> dict[str, Any] | None:
    """Give a paper by the name it is called by; None, and nothing taken, where the name tells no kind."""
    name = part.text("PrDocumentName")
    kind = kind_of_paper(name) if name is not None else None
    if name is None or kind is None:
        if name is not None:
            part.account.give_back(name)
        return None
    return filled(
        kind=name.changed(kind.value),
        number=part.text("PrDocumentNumber"),
        issued_on=day(part.text("PrDocumentDate")),
        valid_until=day(part.text(ends)) if ends else None,
        consignment=consignment,
    )


def filled(**values: Any) -> dict[str, Any]:
    """Give what is there: without None and without empty lists and mappings."""
    return {name: value for name, value in values.items() if value is not None and value not in ({}, [])}
