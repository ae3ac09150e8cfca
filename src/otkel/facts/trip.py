"""One planned trip of one truck: everything a readiness answer is asked about."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from otkel.facts.documents import Document, SpotNotice
from otkel.facts.money import Money
from otkel.facts.people import Driver, Party
from otkel.facts.vehicles import Seal, Vehicle


class GoodsStatus(StrEnum):
    """Customs status of goods inside the Union; it is asked, never guessed."""

    EAEU = "eaeu"  # Union goods
    FOREIGN = "foreign"  # not released in the Union
    RELEASED = "released"  # foreign goods released in a member state: duty decides


class Duty(StrEnum):
    """At which tariff foreign goods were released in a member state."""

    FULL = "full"  # the common customs tariff
    REDUCED_WTO = "reduced_wto"  # Kazakhstan's lower WTO rate
    NOT_PAID = "not_paid"


class VatRate(StrEnum):
    """Which of Russia's VAT rates the goods fall under; it is asked, never guessed."""

    STANDARD = "standard"
    REDUCED = "reduced"


class Marking(StrEnum):
    """State of compulsory marking codes on the goods."""

    APPLIED = "applied"
    MISSING = "missing"
    NOT_REQUIRED = "not_required"


class Procedure(StrEnum):
    """What the consignment does at this border."""

    MUTUAL_TRADE = "mutual_trade"  # sale between member states
    CUSTOMS_TRANSIT = "customs_transit"  # goods under customs transit
    EXPORT = "export"  # out of the Union
    OWN_GOODS = "own_goods"  # no sale: own movement
    PERSONAL = "personal"  # a person's own goods


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """One line of goods. None always means: not known."""

    code: str | None = None  # 4 to 10 digits, normalised; zeros kept
    code_as_typed: str | None = None
    description: str | None = None
    origin: str | None = None  # ISO 3166 two letters
    status: GoodsStatus | None = None
    released_in: str | None = None  # member state that released foreign goods
    duty: Duty | None = None
    price: Money | None = None  # payable to the supplier under the contract
    excise: Money | None = None
    customs_value: Money | None = None
    duty_rate_pct: Decimal | None = None
    vat_rate: VatRate | None = None
    gross_kg: Decimal | None = None
    marking: Marking | None = None
    phyto_high_risk: bool | None = None
    conformity_required: bool | None = None
    perishable: bool | None = None


class Consignment(msgspec.Struct, frozen=True, kw_only=True):
    """Goods from one consignor to one consignee."""

    id: str
    goods: tuple[Goods, ...]
    consignor: Party = Party()
    consignee: Party = Party()
    procedure: Procedure | None = None
    loaded_in: str | None = None  # country of loading; else the first of the route
    delivered_to: str | None = None  # country of delivery; else the last of the route
    accepted_on: date | None = None  # acceptance of the goods to accounting by the buyer
    spot_scope_exempt: bool | None = None  # of a kind SPOT leaves out (oil, diplomatic, ...)
    dispute_free_consignee: bool | None = None  # the consignee in the certificate is the real one


class QueueKind(StrEnum):
    """How the truck joins the electronic queue."""

    NORMAL = "normal"
    OUT_OF_TURN = "out_of_turn"
    ACCELERATED = "accelerated"
    REBOOKED = "rebooked"


class QueuePlan(msgspec.Struct, frozen=True, kw_only=True):
    """The truck's place in the electronic queues."""

    booked: bool | None = None
    slot_at: datetime | None = None  # aware start of the window
    arrives_at: datetime | None = None  # aware, at the waiting area
    move_asked_at: datetime | None = None  # aware, when the carrier asks to move the slot
    kind: QueueKind = QueueKind.NORMAL
    no_shows_on: tuple[date, ...] = ()
    active_bookings: int | None = None  # live bookings of this VIN


class Trip(msgspec.Struct, frozen=True, kw_only=True):
    """One truck, one planned crossing.

    `route` lists countries in order, loading first; the leg asked is the first pair of it in which
    the crossing point lies. `enters_on` is the civil date at the crossing point; `enters_at` the
    aware instant, needed only where hours decide. `rates_rub` gives roubles for one unit of a
    currency on the day of acceptance; a rate is never looked up.
    """

    enters_on: date
    route: tuple[str, ...]
    crossing_point: str | None = None
    enters_at: datetime | None = None
    stay_days: int | None = None  # days the driver will be inside, entry and exit day counted
    wait_days: int = 0  # days of waiting in a line inside the territory
    id: str | None = None
    carrier: Party = Party()
    vehicle: Vehicle = Vehicle()
    driver: Driver = Driver()
    consignments: tuple[Consignment, ...] = ()
    load_stated: bool = True  # False: nobody said what the truck carries
    documents: tuple[Document, ...] = ()
    spot: tuple[SpotNotice, ...] = ()
    spot_applied: bool | None = None  # False: certainly no notice was filed
    seal: Seal = Seal()
    queue: QueuePlan | None = None
    rates_rub: dict[str, Decimal] = {}

    def goes_between(self, origin: str, destination: str) -> bool:
        """Whether the truck goes from one country straight into the other."""
        return any(a == origin and b == destination for a, b in zip(self.route, self.route[1:], strict=False))

    @property
    def is_loaded(self) -> bool:
        """Whether the truck carries goods."""
        return any(c.goods for c in self.consignments)
