"""Preliminary information for goods that come by road (1006826E of the Russian customs' album).

Its vehicles stand in an order that the form numbers; the first is taken as the truck and the second as its
trailer, which is an assumption: the codes of kinds of vehicles are not among the project's sources. Origin
and price of goods are left: the names below them are not in the project's list of fields.
"""

from __future__ import annotations

from typing import Any

from otkel.feeds.album import country, day, filled, paper, party
from otkel.feeds.parts import Part, Said
from otkel.feeds.trip_draft import Draft, one_carrier, one_truck, route_of

NAMES = frozenset({"AutoPreliminary"})
_VEHICLES = "BorderTransportDetails/PIATTransportMeansItemDetails"


def draft_of_preliminary(forms: list[Part]) -> Draft:
    """Give what the forms of one truck say of its trip. Raises InputError where they are of two trucks."""
    draft = Draft()
    fleets = [_ordered(form.all(_VEHICLES)) for form in forms]
    vehicle = one_truck([(_plate(fleet, 0), _plate(fleet, 1)) for fleet in fleets])
    draft.set("vehicle", vehicle | _papers_of_truck(fleets))
    carriers = [part for form in forms for part in form.all("CarrierDetails")]
    draft.set("carrier", one_carrier(carriers, "OrganizationName", _party))
    draft.set("crossing_point", forms[0].text("EntryCheckPointDetails/BorderCheckpointName"))
    for form in forms:
        draft.add("documents", _registered(form))
        for load in form.all("MainConsignmentDetails/ConsignmentDetails"):
            _add(draft, load)
    draft.set("route", _itinerary(forms[0]) or route_of(draft))
    return draft


def _plate(fleet: list[Part], index: int) -> Said | None:
    return fleet[index].text("TransportMeansRegId") if index < len(fleet) else None


def _ordered(parts: list[Part]) -> list[Part]:
    """Give parts in the order of their numbers, those without one last."""
    numbers = [part.text("ObjectOrdinal") for part in parts]
    ranks = [int(one) if one is not None and one.isdecimal() and len(one) < 6 else 10**6 for one in numbers]
    return [parts[i] for i in sorted(range(len(parts)), key=lambda i: ranks[i])]


def _papers_of_truck(fleets: list[list[Part]]) -> dict[str, Any]:
    fleet = next((one for one in fleets if one), [])
    countries = [country(one, "TransportMeansCountryCode", None) for one in fleet[:2]]
    return filled(
        vin=fleet[0].text("VINID") if fleet else None,
        country=(*countries, None)[0],
        trailer_country=(*countries, None, None)[1],
    )


def _registered(form: Part) -> dict[str, Any] | None:
    """Give the information itself as a paper; without its number it is not registered yet."""
    number = form.text("RegNumber/PINumber")
    if number is None:
        return None
    return filled(kind="preliminary_information", number=number, issued_on=day(form.text("RegNumber/Date")))


def _party(part: Part) -> dict[str, Any]:
    said = country(part, "CountryA2Code", None) or country(part.find("SubjectAddressDetails"))
    return party(part, said)


def _add(draft: Draft, load: Part) -> None:
    name = draft.new_load(load.text("ObjectOrdinal"))
    sides = {
        key: _party(part)
        for key, path in (("consignor", "ConsignorDetails"), ("consignee", "ConsigneeDetails"))
        if (part := load.find(path)) is not None
    }
    goods = [_goods(item) for item in load.all("GoodsItem")]
    ends = filled(
        loaded_in=country(load, "DispatchCountryCode", None),
        delivered_to=country(load, "DestinationCountryCode", None),
    )
    draft.add("consignments", {"id": name, **filled(**sides), **ends, "goods": goods or [{}]})
    for transport in load.all("TransportDocumentDetails"):
        draft.add("documents", paper(transport, name))


def _goods(item: Part) -> dict[str, Any]:
    return filled(
        code=item.text("GoodsTNVEDCode"),
        description=item.joined("GoodsDescription"),
        gross_kg=item.text("GrossWeightQuantity"),
    )


def _itinerary(form: Part) -> list[Said] | None:
    """Give the states of the itinerary in order; None where it names fewer than two."""
    route: list[Said] = []
    for point in _ordered(form.all("BorderTransportDetails/ItineraryPointDetails")):
        said = country(point, "CountryCode", None)
        if said is not None and (not route or route[-1] != said):
            route.append(said)
    return route if len(route) > 1 else None
