"""What the form asks, most asked first: one table of groups, and of questions by the path of the field.

A `#` in a path is the number of a line. How an answer is read stands with the field (`feeds/fields`); here
stands only how it is asked. `when` names an earlier field and the values for which the question matters: with
a script it is shown only then. `more` questions are asked of few; they lie folded.
"""

from __future__ import annotations

import msgspec

from otkel.phrases import Phrase, phrase


class Question(msgspec.Struct, frozen=True):
    """One question: the path of its field, its words, and when it matters."""

    path: str
    label: Phrase
    hint: Phrase | None = None
    more: bool = False
    when: tuple[str, str] | None = None  # path of another field, and values with a bar between


class Part(msgspec.Struct, frozen=True):
    """Questions that stand together; with `each` they are asked for every line of that list."""

    questions: tuple[Question, ...]
    each: str = ""
    title: Phrase | None = None  # of a line, with its number {n}
    add: Phrase | None = None
    when: tuple[str, str] | None = None
    is_papers: bool = False


class Group(msgspec.Struct, frozen=True):
    """One card of the form."""

    key: str
    title: Phrase
    parts: tuple[Part, ...]
    lead: Phrase | None = None
    when: tuple[str, str] | None = None


Q = Question
LOAD, GOODS = "consignments.#", "consignments.#.goods.#"
_INTO_RUSSIA = ("route", "RU")
_LOADED = ("empty", "!yes")
_TIME = phrase("With its offset, for example 2026-12-01T14:00+05:00")


def _party(path: str) -> tuple[Question, ...]:
    return (
        Q(f"{path}.country", phrase("Country"), more=True),
        Q(f"{path}.kind", phrase("What it is in law"), more=True),
        Q(f"{path}.name", phrase("Name as in the papers"), more=True),
        Q(f"{path}.tax_id", phrase("Taxpayer number"), more=True),
        Q(f"{path}.language", phrase("Language of messages"), more=True),
    )


TRIP = Group(
    "trip",
    phrase("The trip"),
    (
        Part(
            (
                Q("enters_on", phrase("Day of the crossing")),
                Q("crossing_point", phrase("Crossing point")),
                Q("enters_at", phrase("Time of the crossing"), _TIME, more=True),
                Q("id", phrase("Your own name for this trip"), more=True),
            )
        ),
    ),
)
TRUCK = Group(
    "truck",
    phrase("The truck"),
    (
        Part(
            (
                Q("vehicle.plate", phrase("Number plate"), phrase("Only needed where papers name it")),
                Q("vehicle.country", phrase("Registered in")),
                Q("vehicle.max_mass_t", phrase("Largest permitted mass with trailer [t]")),
                Q("carrier.country", phrase("Country of the carrier")),
                Q("carrier.kind", phrase("The carrier in law"), more=True),
                Q("carrier.name", phrase("Carrier, as in the papers"), more=True),
                Q("carrier.tax_id", phrase("Taxpayer number of the carrier"), more=True),
                Q("carrier.language", phrase("Language of messages to the carrier"), more=True),
                Q("vehicle.unpaid_fines", phrase("Unpaid Russian fines of the truck?"), more=True),
                Q("vehicle.road_debt", phrase("Unpaid Russian tolls or road damage?"), more=True),
                Q("vehicle.under_customs_seal_certificate",
                  phrase("May it carry goods under customs seal?"), more=True),
                Q("vehicle.trailer_plate", phrase("Number plate of the trailer"), more=True),
                Q("vehicle.trailer_country", phrase("The trailer is registered in"), more=True),
                Q("vehicle.vin", phrase("VIN, 17 characters"), more=True),
            )
        ),
    ),
)  # fmt: skip
DRIVER = Group(
    "driver",
    phrase("The driver"),
    (
        Part(
            (
                Q("driver.citizenship", phrase("Citizenship")),
                Q("stay_days", phrase("Days in the country on this trip"),
                  phrase("The day of entry and the day of leaving both count")),
                Q("driver.in_register", phrase("Is he in Russia's Register of Controlled Persons?"),
                  when=_INTO_RUSSIA),
            )
        ),
        Part(
            (
                Q("driver.stays.#.country", phrase("Country")),
                Q("driver.stays.#.entered_on", phrase("Entered on")),
                Q("driver.stays.#.left_on", phrase("Left on"), phrase("Blank: still inside")),
                Q("driver.stays.#.permit", phrase("Stayed under"), more=True),
            ),
            each="driver.stays",
            title=phrase("Earlier stay {n}"),
            add=phrase("Add a stay"),
        ),
        Part(
            (
                Q("driver.no_stays", phrase("He was in none of these countries in the last twelve months")),
                Q("driver.ruid_filed", phrase("Was the ruID application filed?"), when=_INTO_RUSSIA),
                Q("driver.ruid.filed_on", phrase("Filed on"), when=("driver.ruid_filed", "yes")),
                Q("driver.ruid.qr", phrase("Was its QR code received?"), when=("driver.ruid_filed", "yes")),
                Q("driver.ruid.haulage", phrase("Does it name international haulage, with the papers?"),
                  when=("driver.ruid_filed", "yes")),
                Q("driver.ruid.filed_at", phrase("Filed at"), _TIME, more=True),
                Q("driver.ruid.urgent", phrase("Urgent family or medical case?"), more=True),
                Q("driver.entry_ban", phrase("Is he banned from entering?"), more=True),
                Q("driver.unpaid_fines", phrase("Unpaid Russian fines of the driver?"), more=True),
                Q("driver.permit", phrase("Paper that lets him stay in the country entered"), more=True),
                Q("driver.contract_until", phrase("Last day of a Russian work contract"), more=True),
                Q("driver.occupation", phrase("Why he travels"), more=True),
                Q("wait_days", phrase("Days of waiting in a line inside the country"), more=True),
                Q("driver.language", phrase("Language of messages to him"), more=True),
                Q("driver.name", phrase("Name of the driver"),
                  phrase("The answer does not need it"), more=True),
            )
        ),
    ),
    lead=phrase(
        "Stays in Russia, Belarus and Kazakhstan in the last twelve months decide how long he may stay."
    ),
)  # fmt: skip
LOADS = Group(
    "load",
    phrase("The load"),
    (
        Part((Q("empty", phrase("The truck certainly carries nothing")),)),
        Part(
            (
                Q(f"{GOODS}.code", phrase("Goods code"), phrase("4 to 10 digits, with all zeros")),
                Q(f"{GOODS}.description", phrase("Goods in words")),
                Q(f"{GOODS}.origin", phrase("Country of origin")),
                Q(f"{GOODS}.status", phrase("Customs status in the Union")),
                Q(f"{GOODS}.released_in", phrase("Released in"), when=(f"{GOODS}.status", "released")),
                Q(f"{GOODS}.duty", phrase("At which tariff"), when=(f"{GOODS}.status", "released")),
                Q(f"{GOODS}.price", phrase("Price under the contract")),
                Q(f"{GOODS}.gross_kg", phrase("Gross weight [kg]")),
                Q(f"{GOODS}.marking", phrase("Marking codes on the goods")),
                Q(f"{GOODS}.vat_rate", phrase("Russian VAT rate"), when=_INTO_RUSSIA),
                Q(f"{GOODS}.conformity_required", phrase("Is a certificate of conformity required?"),
                  more=True),
                Q(f"{GOODS}.phyto_high_risk", phrase("Plants of high quarantine risk?"), more=True),
                Q(f"{GOODS}.perishable", phrase("Do they spoil?"), more=True),
                Q(f"{GOODS}.excise", phrase("Excise"), more=True),
                Q(f"{GOODS}.customs_value", phrase("Customs value"), more=True),
                Q(f"{GOODS}.duty_rate_pct", phrase("Import duty of the common tariff [%]"), more=True),
            ),
            each="consignments.#.goods",
            title=phrase("Goods {n}"),
            add=phrase("Add goods"),
            when=_LOADED,
        ),
        Part(
            (
                Q(f"{LOAD}.procedure", phrase("What the load does at this border")),
                Q(f"{LOAD}.accepted_on", phrase("Day the buyer takes the goods to account"),
                  when=_INTO_RUSSIA),
                Q(f"{LOAD}.id", phrase("Your own name for the load"), more=True),
                Q(f"{LOAD}.loaded_in", phrase("Loaded in, if not where the way begins"), more=True),
                Q(f"{LOAD}.delivered_to", phrase("Delivered to, if not where the way ends"), more=True),
                Q(f"{LOAD}.spot_scope_exempt", phrase("Of a kind that SPOT leaves out?"), more=True),
                Q(f"{LOAD}.dispute_free_consignee",
                  phrase("Is the consignee in the certificate the real one?"), more=True),
            ),
            each="consignments",
            title=phrase("Load {n}"),
            add=phrase("Add a load for another consignee"),
            when=_LOADED,
        ),
    ),
)  # fmt: skip
SENDER = Part(_party(f"{LOAD}.consignor"), each="consignor", title=phrase("Who sends"))
RECEIVER = Part(_party(f"{LOAD}.consignee"), each="consignee", title=phrase("Who receives"))
PAPERS = Group(
    "papers",
    phrase("The papers"),
    (
        Part(
            (
                Q("documents.#.number", phrase("Number"), more=True),
                Q("documents.#.issued_on", phrase("Day of issue"), more=True),
                Q("documents.#.valid_until", phrase("Last day it is valid"), more=True),
                Q("documents.#.plate", phrase("Number plate it names"), more=True),
                Q("documents.#.codes", phrase("Goods codes it names"), more=True),
                Q("documents.#.consignor", phrase("Consignor it names"), more=True),
                Q("documents.#.consignee", phrase("Consignee it names"), more=True),
                Q("documents.#.consignment", phrase("The load it belongs to"), more=True),
            ),
            each="documents",
            is_papers=True,
        ),
    ),
    lead=phrase("Tick what is in the folder. What is not ticked counts as missing."),
    when=_LOADED,
)
SPOT = Group(
    "spot",
    phrase("SPOT: the notice of expected delivery"),
    (
        Part((Q("spot_applied", phrase("Was a notice filed?")),)),
        Part(
            (
                Q("spot.#.qr", phrase("Does the carrier hold its QR code?")),
                Q("spot.#.filed_on", phrase("Filed on")),
                Q("spot.#.expected_on", phrase("Day of entry it expects")),
                Q("spot.#.payment_made", phrase("Was the security payment made?")),
                Q("spot.#.number", phrase("Number"), more=True),
                Q("spot.#.status", phrase("Status, as the operator writes it"), more=True),
                Q("spot.#.plate", phrase("Number plate it names"), more=True),
                Q("spot.#.codes", phrase("Goods codes it names"), more=True),
                Q("spot.#.consignee", phrase("Consignee it names"), more=True),
                Q("spot.#.carrier", phrase("Carrier it names"), more=True),
                Q("spot.#.payment.amount", phrase("Security payment"), more=True),
                Q("spot.#.payment.budget_code_right", phrase("Paid on SPOT's own budget code?"), more=True),
                Q("spot.#.payment.cashless", phrase("Paid by bank transfer?"), more=True),
                Q("spot.#.payment_exempt", phrase("Is the importer exempt from the payment?"), more=True),
                Q("spot.#.filed_at", phrase("Filed at"), _TIME, more=True),
                Q("spot.#.consignment", phrase("The load it belongs to"), more=True),
            ),
            each="spot",
            title=phrase("Notice {n}"),
            add=phrase("Add a notice"),
            when=("spot_applied", "!no"),
        ),
    ),
    when=_INTO_RUSSIA,
)
SEAL = Group(
    "seal",
    phrase("Seal and queue"),
    (
        Part(
            (
                Q("seal.fitted", phrase("Is a navigation seal fitted?")),
                Q("seal.number", phrase("Number of the seal"), when=("seal.fitted", "yes")),
                Q("seal.activated", phrase("Was it activated?"), when=("seal.fitted", "yes")),
                Q("queue.booked", phrase("Is a place in the electronic queue booked?")),
                Q("queue.slot_at", phrase("Start of the booked window"), _TIME, when=("queue.booked", "yes")),
                Q("queue.arrives_at", phrase("Arrival at the waiting area"), _TIME, more=True),
                Q("queue.active_bookings", phrase("Live bookings of this truck"), more=True),
                Q("queue.kind", phrase("How the truck joins the queue"), more=True),
                Q("queue.no_shows_on", phrase("Days on which a booked slot was missed"), more=True),
                Q("queue.move_asked_at", phrase("When the carrier asks to move the slot"), _TIME, more=True),
                Q("seal.route_tolerance_km", phrase("Permitted distance off the route [km]"), more=True),
                Q("seal.monitoring_days", phrase("Days of monitoring"), more=True),
                Q("rates_rub", phrase("Roubles for one unit of a currency"),
                  phrase("For example KGS 0.95; USD 92. No rate is looked up."), more=True),
            )
        ),
    ),
)  # fmt: skip
# The days page asks only what counts days.
STAYS = Group(
    "stays",
    DRIVER.title,
    (
        Part(
            (
                Q("driver.citizenship", phrase("Citizenship")),
                Q("driver.permit", phrase("Paper that lets him stay in the country entered"), more=True),
                Q("driver.contract_until", phrase("Last day of a Russian work contract"), more=True),
                Q("driver.occupation", phrase("Why he travels"), more=True),
            )
        ),
        DRIVER.parts[1],
        Part(
            (
                Q("driver.no_stays", phrase("He was in none of these countries in the last twelve months")),
                Q("driver.ruid_filed", phrase("Was the ruID application filed?")),
                Q("driver.ruid.filed_on", phrase("Filed on"), when=("driver.ruid_filed", "yes")),
            )
        ),
    ),
)
GROUPS = (TRIP, TRUCK, DRIVER, LOADS, PAPERS, SPOT, SEAL)
