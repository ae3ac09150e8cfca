"""What each field of a trip means: the one table behind the template, the schema and the checks.

`reads` says how a text is understood where its type alone does not: a country, a goods code, a
plate. `least` and `most` bound a number, in the field's unit. `example` stands in the template.
"""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.facts.documents import Document, Payment, SpotNotice
from otkel.facts.money import Money
from otkel.facts.people import Driver, Party, RuidStatement, Stay
from otkel.facts.trip import Consignment, Goods, QueuePlan, Trip
from otkel.facts.vehicles import Seal, SealReading, Vehicle


class Meaning(msgspec.Struct, frozen=True):
    """A field in words, how it is read, and an example of it in YAML."""

    text: str
    example: str = ""
    reads: str = ""
    least: int = 0
    most: int | None = None


M = Meaning
_COUNTRY = "country"
# Set by the reader itself, never by a person.
HIDDEN = frozenset({"code_as_typed", "load_stated"})

MEANINGS: dict[Any, dict[str, Meaning]] = {
    Trip: {
        "id": M("Your own name for this trip", '"A-17"'),
        "enters_on": M("Day the truck is to cross the border, at the crossing point", "2026-12-01"),
        "enters_at": M("Time of crossing with its offset; only where hours decide", "2026-12-01T14:00+05:00"),
        "route": M("Countries in order, loading first, unloading last", "[KG, KZ, RU]", _COUNTRY),
        "crossing_point": M("Crossing point, as listed by: otkel points", "syrym", "point"),
        "stay_days": M(
            "Days the driver will be in the country, both end days counted", "5", least=1, most=3660
        ),
        "wait_days": M("Days of waiting in a line inside the country", "0", most=366),
        "carrier": M("Who carries the goods"),
        "vehicle": M("The truck and its trailer"),
        "driver": M("Who drives"),
        "consignments": M(
            "The loads, one for each consignor and consignee; [] means certainly empty, left out not known"
        ),
        "documents": M("Papers that are there; what is not listed counts as missing"),
        "spot": M("Notices of expected delivery (DOPP) in Russia's SPOT"),
        "spot_applied": M("no: certainly no SPOT notice was filed"),
        "seal": M("The navigation seal on the vehicle"),
        "queue": M("The place in the electronic queues"),
        "rates_rub": M("Roubles for one unit of a currency on the day of acceptance", "{KGS: 0.95}"),
    },
    Party: {
        "country": M("Country, two letters", "KG", _COUNTRY),
        "name": M("Name as in the papers", '"ОсОО Ак-Илбирс"'),
        "tax_id": M("Taxpayer number in its country (INN, BIN, IIN, UNP, STIR), zeros kept", "", "tax_id"),
        "kind": M("What it is in law", "legal_entity"),
        "language": M("Language of messages to it", "ru"),
    },
    Vehicle: {
        "plate": M("Number plate of the truck", "01KG123ABC", "plate"),
        "country": M("Country that registered the truck", "KG", _COUNTRY),
        "vin": M("VIN of the truck, 17 characters", "", "vin"),
        "max_mass_t": M("Largest permitted mass of truck and trailer [t]", "40", most=500),
        "trailer_plate": M("Number plate of the trailer", "", "plate"),
        "trailer_country": M("Country that registered the trailer", "", _COUNTRY),
        "unpaid_fines": M("Unpaid Russian traffic fines of the vehicle"),
        "road_debt": M("Unpaid Russian tolls or road damage of the vehicle"),
        "under_customs_seal_certificate": M("It may carry goods under customs seal"),
    },
    Driver: {
        "citizenship": M("Citizenship, two letters", "KG", _COUNTRY),
        "name": M("Name, as in the passport"),
        "occupation": M("driver: international haulage", "driver"),
        "permit": M("Paper of the country entered that lets the driver stay by itself", "none"),
        "contract_until": M("Last day of a Russian work contract", ""),
        "ruid": M("Electronic application to enter Russia (ruID)"),
        "ruid_filed": M("no: certainly no ruID application was filed"),
        "in_register": M("Stands in Russia's Register of Controlled Persons"),
        "entry_ban": M("Is banned from entering"),
        "unpaid_fines": M("Unpaid Russian fines of the driver"),
        "stays": M("Stays abroad in the last twelve months or more; [] means certainly none"),
        "language": M("Language of messages to the driver", "ru"),
    },
    RuidStatement: {
        "filed_on": M("Day it was filed", "2026-11-20"),
        "filed_at": M("Time it was filed, with its offset; only where hours decide", ""),
        "urgent": M("Urgent family or medical case"),
        "qr": M("The QR code was received"),
        "haulage": M("It names international haulage, and its papers are attached"),
    },
    Stay: {
        "country": M("Country, two letters; EU, or any member, for the Schengen area", "RU", _COUNTRY),
        "entered_on": M("Day of entry", "2026-08-03"),
        "left_on": M("Day of exit; empty: still inside", "2026-08-10"),
        "permit": M("Paper the stay was made under, where there was one", ""),
    },
    Consignment: {
        "id": M("Your own name for the load, unique in this file", '"1"'),
        "consignor": M("Who sends"),
        "consignee": M("Who receives"),
        "procedure": M("What the load does at this border", "mutual_trade"),
        "loaded_in": M("Country of loading, if not the first of the route", "", _COUNTRY),
        "delivered_to": M("Country of delivery, if not the last of the route", "", _COUNTRY),
        "accepted_on": M("Day the buyer takes the goods to account", "2026-12-05"),
        "spot_scope_exempt": M("Of a kind that SPOT leaves out (oil, diplomatic goods ...)"),
        "dispute_free_consignee": M("The consignee in the certificate is the real one"),
        "goods": M("The lines of goods"),
    },
    Goods: {
        "code": M("Goods code, 4 to 10 digits, in quotation marks so that zeros stay", '"6204 62"', "code"),
        "description": M("Goods in words", '"trousers, cotton"'),
        "origin": M("Country of origin", "KG", _COUNTRY),
        "status": M("Customs status in the Union", "eaeu"),
        "released_in": M("Member state that released foreign goods", "", _COUNTRY),
        "duty": M("Tariff at which foreign goods were released", ""),
        "price": M("Price under the contract: amount and currency", "{amount: 1250000, currency: KGS}"),
        "excise": M("Excise: amount and currency", ""),
        "customs_value": M("Customs value: amount and currency", ""),
        "duty_rate_pct": M("Import duty rate of the common tariff [%]", "", most=1000),
        "vat_rate": M("Russian VAT rate of the goods", "standard"),
        "gross_kg": M("Gross weight [kg]", "8200", most=1_000_000),
        "marking": M("Compulsory marking codes on the goods", "applied"),
        "phyto_high_risk": M("Plants of high quarantine risk"),
        "conformity_required": M("A certificate or declaration of conformity is required"),
        "perishable": M("Goods that spoil"),
    },
    Money: {
        "amount": M("Amount, digits with a point"),
        "currency": M("Currency, three letters", "", "currency"),
    },
    Document: {
        "kind": M("Which paper it is", "cmr"),
        "number": M("Its number", '"KG-55012"'),
        "issued_on": M("Day of issue", "2026-11-28"),
        "valid_until": M("Last day it is valid", ""),
        "consignment": M("id of the load it belongs to; empty: the whole truck", ""),
        "plate": M("Number plate it names", "", "plate"),
        "codes": M("Goods codes it names", "", "code"),
        "consignor": M("Consignor it names", ""),
        "consignee": M("Consignee it names", ""),
    },
    SpotNotice: {
        "number": M("Its number", ""),
        "consignment": M("id of the load it belongs to; empty: the whole truck", ""),
        "qr": M("The carrier holds the QR code"),
        "status": M("Status, as the operator writes it", "Обеспечен"),
        "filed_at": M("Time it was filed, with its offset; only where hours decide", ""),
        "filed_on": M("Day it was filed", "2026-11-27"),
        "expected_on": M("Day of entry it expects", "2026-12-01"),
        "plate": M("Number plate it names", "01KG123ABC", "plate"),
        "codes": M("Goods codes it names", '["6204 62"]', "code"),
        "consignee": M("Consignee it names", ""),
        "carrier": M("Carrier it names", ""),
        "payment": M("Security payment"),
        "payment_made": M("The security payment was made"),
        "payment_exempt": M("The importer is exempt from the security payment"),
    },
    Payment: {
        "amount": M("Amount and currency", "{amount: 261250, currency: RUB}"),
        "budget_code_right": M("Paid on SPOT's own budget code, not on the ordinary one of VAT"),
        "cashless": M("Paid by bank transfer"),
    },
    Seal: {
        "fitted": M("A navigation seal is fitted; no: certainly none"),
        "number": M("Number of the seal", ""),
        "activated": M("It was activated"),
        "readings": M("What it last reported", ""),
        "route_tolerance_km": M(
            "Permitted distance off the route, if not the usual one [km]", "", most=20_000
        ),
        "monitoring_days": M("Days of monitoring", "", most=3660),
    },
    SealReading: {
        "code": M("Abnormal situation, 01 to 07", ""),
        "at": M("Time of the report, with its offset", ""),
        "off_route_km": M("Distance off the route [km]", "", most=20_000),
        "battery_pct": M("Battery [%]", "", most=100),
        "missed_periods": M("Exchange periods in a row without data", "", most=1_000_000),
    },
    QueuePlan: {
        "booked": M("A place in the electronic queue is booked"),
        "slot_at": M("Start of the booked window, with its offset", "2026-12-01T12:00+05:00"),
        "arrives_at": M("Arrival at the waiting area, with its offset", "2026-12-01T11:30+05:00"),
        "move_asked_at": M("When the carrier asks to move the slot, with its offset", ""),
        "kind": M("How the truck joins the queue", "normal"),
        "no_shows_on": M("Days on which a booked slot was missed", "[]"),
        "active_bookings": M("Live bookings of this VIN", "1", most=1000),
    },
}
