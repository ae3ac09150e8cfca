"""Writes the loads of a trip as an electronic consignment note of UN/CEFACT (eCMR D23B, JSON).

Only what the form has a place for is written: no facts of the driver beyond it, none of the queue, no SPOT.
Read back with the trip file as additions, the note gives the same trip. Decimals are texts, as the form asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from otkel.facts.countries import name_of_country
from otkel.facts.documents import Document, DocumentKind
from otkel.facts.people import Party
from otkel.facts.trip import Consignment, Goods, Trip
from otkel.feeds.album import filled
from otkel.feeds.ecmr import PAPERS, ROAD, ROAD_NOTE

_CODE_OF_PAPER = {kind: code for code, kind in PAPERS.items()}


def write_ecmr(trip: Trip) -> bytes:
    """Give the note as indented JSON. A trip without consignments gives a note without loads."""
    note = {
        "exchangedDocument": _document(trip),
        "specifiedConsignment": [_load(trip, load) for load in trip.consignments],
    }
    return msgspec.json.format(msgspec.json.encode(note), indent=2) + b"\n"


def find_note(trip: Trip) -> Document | None:
    """Give the consignment note that all loads of a trip share, where there is exactly one with a number."""
    notes = [one for one in trip.documents if one.kind is DocumentKind.CMR and one.number]
    if len(notes) != 1:
        return None
    ids = [load.id for load in trip.consignments]
    return notes[0] if notes[0].consignment is None or ids == [notes[0].consignment] else None


def _document(trip: Trip) -> dict[str, Any]:
    note = find_note(trip)
    return filled(
        id=_value(note.number) if note is not None else None,
        typeCode=_value(ROAD_NOTE),
        issueDateTime=_instant(note.issued_on) if note is not None else None,
    )


def _load(trip: Trip, load: Consignment) -> dict[str, Any]:
    items = [_item(number, goods) for number, goods in enumerate(load.goods, 1)]
    papers = _papers(trip, load)
    if items and papers:
        items[0]["associatedReferencedDocument"] = papers
    return filled(
        id=[_value(load.id)],
        consignor=_party(load.consignor),
        consignee=_party(load.consignee),
        carrier=_party(trip.carrier, by_code=False),
        carrierAcceptanceLogisticsLocation=_place(load.loaded_in or trip.route[0]),
        consigneeReceiptLogisticsLocation=_place(load.delivered_to or trip.route[-1]),
        includedConsignmentItem=items,
        utilizedLogisticsTransportEquipment=_trailer(trip),
        mainCarriageLogisticsTransportMovement=[_movement(trip)],
    )


def _papers(trip: Trip, load: Consignment) -> list[dict[str, Any]]:
    """Give the papers of this load that the form has a code for; the note itself is no paper beside it."""
    note = find_note(trip)
    return [
        filled(
            typeCode=_value(_CODE_OF_PAPER[one.kind]),
            id=[_value(one.number)] if one.number else None,
            issueDateTime=_instant(one.issued_on),
            effectivePeriod=filled(endDateTime=_instant(one.valid_until)),
        )
        for one in trip.documents
        if one.consignment == load.id and one.kind in _CODE_OF_PAPER and one is not note
    ]


def _party(party: Party, by_code: bool = True) -> dict[str, Any]:
    address: dict[str, Any] = {}
    if party.country is not None:
        code, name = _value(party.country), [_value(name_of_country(party.country))]
        address = {"countryId": code} if by_code else {"countryName": name}
    return filled(
        name=[_value(party.name)] if party.name else None,
        postalTradeAddress=address,
        specifiedTaxRegistration=[{"id": _value(party.tax_id)}] if party.tax_id else None,
    )


def _place(country: str) -> dict[str, Any]:
    return {"postalTradeAddress": {"countryName": [_value(name_of_country(country))]}}


def _item(number: int, goods: Goods) -> dict[str, Any]:
    cargo = filled(
        id=[_value(goods.description)] if goods.description else None,
        statisticalClassificationCode=_value(goods.code) if goods.code else None,
    )
    return filled(
        sequenceNumeric=_value(str(number)),
        natureIdCargo=[cargo] if cargo else None,
        originTradeCountry={"id": [_value(goods.origin)]} if goods.origin else None,
        invoiceAmount=[_amount(goods)] if goods.price is not None else None,
        grossWeight=[_weight(goods)] if goods.gross_kg is not None else None,
    )


def _amount(goods: Goods) -> dict[str, Any]:
    assert goods.price is not None
    return {"content": format(goods.price.amount, "f"), "currencyId": goods.price.currency}


def _weight(goods: Goods) -> dict[str, Any]:
    assert goods.gross_kg is not None
    return {"content": format(goods.gross_kg, "f"), "unitCode": "KGM"}


def _trailer(trip: Trip) -> list[dict[str, Any]]:
    plate = trip.vehicle.trailer_plate
    return [{"id": _value(plate), "categoryCode": _value("TE")}] if plate else []


def _movement(trip: Trip) -> dict[str, Any]:
    vehicle = trip.vehicle
    means = filled(
        id=[_value(vehicle.plate)] if vehicle.plate else None,
        registrationTradeCountry={"id": [_value(vehicle.country)]} if vehicle.country else None,
    )
    return filled(modeCode=_value(ROAD), usedLogisticsTransportMeans=means)


def _value(text: str | None) -> Mapping[str, str]:
    """Give a text as the form writes identifiers, codes and names alike."""
    return {"content": text or ""}


def _instant(day: date | None) -> str | None:
    """Give a day as the form writes dates: its midnight of UTC; the day is what is read back."""
    return f"{day.isoformat()}T00:00:00Z" if day is not None else None
