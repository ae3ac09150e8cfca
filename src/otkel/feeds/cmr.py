"""The consignment note CMR as the Russian customs' album writes it (1003102E), one or several of a truck.

The note does not say when the truck crosses or where, nor anything of the driver. Gross weights are in kg.
The declared value has no currency in this form, and is left.
"""

from __future__ import annotations

from typing import Any

from otkel.feeds.album import country, day, filled, paper, party
from otkel.feeds.parts import Part, Said
from otkel.feeds.trip_draft import Draft, one_carrier, one_truck, route_of

NAMES = frozenset({"CMR"})


def draft_of_cmr(notes: list[Part]) -> Draft:
    """Give what the notes of one truck say of its trip. Raises InputError where they are of two trucks."""
    draft = Draft()
    draft["vehicle"] = one_truck(
        [(one.text("CMRTransport/PrimeMoverStateSignID"), _trailer(one)) for one in notes]
    )
    carriers = [part for note in notes for part in note.all("Carrier")]
    draft.set("carrier", one_carrier(carriers, "OrganizationName", _carrier))
    for note in notes:
        _add(draft, note)
    draft.set("route", route_of(draft))
    return draft


def _trailer(note: Part) -> Said | None:
    return note.text("CMRTransport/TrailerStateSignID")


def _carrier(part: Part) -> dict[str, Any]:
    return party(part, country(part.find("PostalAddress")))


def _add(draft: Draft, note: Part) -> None:
    number = note.text("RegistrationDocument/RegID")
    name = draft.new_load(number)
    consignor, consignee = note.find("Consignor"), note.find("Consignee")
    load = filled(
        consignor=party(consignor, country(note.find("Consignor/Address"))),
        consignee=party(consignee, country(note.find("Consignee/Address"))),
        loaded_in=country(note.find("TakingCargo/TakingCargoPlace")),
        delivered_to=country(note.find("DeliveryPlace")),
        goods=_goods(note),
    )
    draft.add("consignments", {"id": name, **load})
    own = filled(
        kind="cmr",
        number=number,
        issued_on=day(note.text("RegistrationDocument/Date")),
        consignment=name,
        plate=note.text("CMRTransport/PrimeMoverStateSignID"),
        codes=[line["code"] for line in load.get("goods", ()) if "code" in line],
        consignor=load.get("consignor", {}).get("name"),
        consignee=load.get("consignee", {}).get("name"),
    )
    draft.add("documents", own)
    for enclosed in note.all("EnclosedDocument"):
        draft.add("documents", paper(enclosed, name))


def _goods(note: Part) -> list[dict[str, Any]]:
    lines = [
        filled(
            code=line.text("GoodsNomenclatureCode"),
            description=line.joined("GoodsDescription"),
            gross_kg=line.text("GrossWeightQuantity"),
        )
        for line in note.all("CMRGoods")
    ]
    if len(lines) == 1 and "gross_kg" not in lines[0]:  # the whole weighs what its only line weighs
        lines[0] |= filled(gross_kg=note.text("CMRGoodsWeight/GrossWeightQuantity"))
    return lines or [{}]  # a note is of some load, told or not: none would say that the truck is empty
