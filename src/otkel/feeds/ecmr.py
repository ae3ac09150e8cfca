"""The electronic consignment note of UN/CEFACT (eCMR, JSON, releases D22A to D23B), one or several loads.

Paths are those of the published schema; codes are those of its lists: kinds of papers of UNTDID 1001,
equipment of UNTDID 8053, units of Recommendation 20. Gross weights become kg. `ecmr_out` writes the form.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from otkel.facts.documents import DocumentKind
from otkel.feeds.album import as_country, day, filled
from otkel.feeds.parts import Part, Said
from otkel.feeds.trip_draft import Draft, one_carrier, one_truck, route_of

NAME = "eCMR"
KEYS = frozenset({"exchangedDocument", "specifiedConsignment"})  # by which the form is known
ROAD_NOTE = "730"
ROAD = "3"  # mode of transport, Recommendation 19
PAPERS: dict[str, DocumentKind] = {
    ROAD_NOTE: DocumentKind.CMR,
    "271": DocumentKind.PACKING_LIST,
    "315": DocumentKind.CONTRACT,
    "380": DocumentKind.INVOICE,
    "811": DocumentKind.EXPORT_LICENCE,
    "851": DocumentKind.PHYTOSANITARY,
    "853": DocumentKind.VETERINARY,
    "861": DocumentKind.CERTIFICATE_OF_ORIGIN,
}
TRAILERS = frozenset({"TE", "SM", "AE"})  # trailer, semi-trailer, body trailer
KG_OF_UNIT = {"KGM": 1, "TNE": 1000}
_MEANS = "mainCarriageLogisticsTransportMovement/usedLogisticsTransportMeans"


def draft_of_ecmr(notes: list[Part]) -> Draft:
    """Give what a note says of the trip. Raises InputError where its loads are on two trucks."""
    (note,) = notes
    draft = Draft()
    loads = note.all("specifiedConsignment")
    vehicle = one_truck([(load.text(f"{_MEANS}/id"), _trailer(load)) for load in loads])
    countries = [one for load in loads if (one := load.text(f"{_MEANS}/registrationTradeCountry/id"))]
    draft.set("vehicle", vehicle | filled(country=countries[0] if countries else None))
    carriers = [part for load in loads for part in load.all("carrier")]
    draft.set("carrier", one_carrier(carriers, "name", _carrier))
    for load in loads:
        _add(draft, load)
    _add_note(draft, note)
    draft.set("route", route_of(draft))
    return draft


def _add_note(draft: Draft, note: Part) -> None:
    """Add the note itself as a paper; without a number it is a draft, and no paper yet."""
    document = note.find("exchangedDocument")
    if document is None:
        return
    code, number = document.text("typeCode"), document.text("id")
    if code is not None and code != ROAD_NOTE:
        note.account.give_back(code)
    if number is None:
        return
    only = draft["consignments"][0]["id"] if len(draft.get("consignments", ())) == 1 else None
    issued_on = _day(document.find("issueDateTime"))
    own = filled(kind="cmr", number=number, issued_on=issued_on, consignment=only)
    draft["documents"] = [own, *draft.get("documents", ())]


def _trailer(load: Part) -> Said | None:
    for equipment in load.all("utilizedLogisticsTransportEquipment"):
        category = equipment.text("categoryCode")
        if category in TRAILERS:
            return equipment.text("id")
        if category is not None:
            load.account.give_back(category)
    return None


def _carrier(part: Part) -> dict[str, Any]:
    return _party(part, by_code=False)


def _party(part: Part | None, by_code: bool = True) -> dict[str, Any]:
    """Give a party; the form has no code for the country of a carrier, only its name."""
    if part is None:
        return {}
    country = part.text("postalTradeAddress/countryId") if by_code else None
    return filled(
        name=part.text("name"),
        country=as_country(country or part.text("postalTradeAddress/countryName")),
        tax_id=part.text("specifiedTaxRegistration/id"),
    )


def _add(draft: Draft, load: Part) -> None:
    name = draft.new_load(load.text("id"))
    items = load.all("includedConsignmentItem")
    said = filled(
        consignor=_party(load.find("consignor")),
        consignee=_party(load.find("consignee")),
        loaded_in=_place(load, "carrierAcceptanceLogisticsLocation"),
        delivered_to=_place(load, "consigneeReceiptLogisticsLocation"),
        goods=[_goods(item) for item in items] or [{}],
    )
    if len(items) <= 1 and "gross_kg" not in said["goods"][0]:
        said["goods"][0] |= filled(gross_kg=_kg(load.find("grossWeight")))
    draft.add("consignments", {"id": name, **said})
    papers = [one for part in (load, *items) for one in part.all("associatedReferencedDocument")]
    for paper in papers:
        draft.add("documents", _paper(paper, name))
    mode = load.text("mainCarriageLogisticsTransportMovement/modeCode")
    if mode is not None and mode != ROAD:
        load.account.give_back(mode)


def _place(load: Part, name: str) -> Said | None:
    return as_country(load.text(f"{name}/postalTradeAddress/countryName"))


def _goods(item: Part) -> dict[str, Any]:
    item.text("sequenceNumeric")  # the order of the lines is kept
    return filled(
        code=item.text("natureIdCargo/statisticalClassificationCode"),
        description=item.joined("natureIdCargo/id"),
        origin=item.text("originTradeCountry/id"),
        price=_money(item.find("invoiceAmount")),
        gross_kg=_kg(item.find("grossWeight")),
    )


def _money(part: Part | None) -> dict[str, Any]:
    """Give an amount with its currency; one without is left, since it tells nothing."""
    currency = part.attribute("currencyId") if part is not None else None
    return filled(amount=part.take(), currency=currency) if part is not None and currency is not None else {}


def _kg(part: Part | None) -> Said | None:
    """Give a weight in kg; one in a unit that is not known here, or in none, is left."""
    unit = part.attribute("unitCode") if part is not None else None
    if part is None or unit not in KG_OF_UNIT:
        if part is not None and unit is not None:
            part.account.give_back(unit)
        return None
    said = part.take()
    if said is None or KG_OF_UNIT[unit] == 1:
        return said
    try:
        return said.changed(format(Decimal(said) * KG_OF_UNIT[unit], "f"))
    except (ArithmeticError, ValueError):
        return said  # the walk tells what is wrong with it


def _paper(part: Part, consignment: str) -> dict[str, Any] | None:
    code = part.text("typeCode")
    if code is None:
        return None
    kind = PAPERS.get(code)
    if kind is None:
        part.account.give_back(code)
        return None
    return filled(
        kind=code.changed(kind.value),
        number=part.text("id"),
        issued_on=_day(part.find("issueDateTime")),
        valid_until=_day(part.find("effectivePeriod/endDateTime")),
        consignment=consignment,
    )


def _day(part: Part | None) -> Said | None:
    """Give the civil day of a date: ISO, or the digits that the formats 102, 203 and 205 begin with."""
    if part is None:
        return None
    said = part.take()
    if said is not None and part.attribute("format") in ("102", "203", "205") and said[:8].isdecimal():
        return said.changed(f"{said[:4]}-{said[4:6]}-{said[6:8]}")
    return day(said)
