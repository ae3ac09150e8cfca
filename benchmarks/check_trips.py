"""How many trucks are screened in a second on one core: decoded trip to findings, unrendered.

A trip of 3 consignments, 8 documents and 20 stays, over all subjects. The trips differ from each other,
so that nothing is remembered from one to the next but the law of the day. Seconds are those of the
processor, so that neighbours on the machine do not count. Goal: 3,000 a second.
"""

from __future__ import annotations

import statistics
import time
from datetime import date, timedelta
from decimal import Decimal

from otkel.facts.documents import Document, DocumentKind, Payment, SpotNotice
from otkel.facts.money import Money
from otkel.facts.people import Driver, Party, PartyKind, Permit, RuidStatement, Stay
from otkel.facts.trip import Consignment, Duty, Goods, GoodsStatus, Marking, Procedure, Trip, VatRate
from otkel.facts.vehicles import Seal, Vehicle
from otkel.law.corpus import LawDay, read_rulebook
from otkel.law.screening import SUBJECTS, screen

GOAL_PER_S = 3_000
TRIPS, RUNS = 500, 7
ENTERS_ON = date(2026, 8, 10)
KINDS = (
    DocumentKind.CMR,
    DocumentKind.INVOICE,
    DocumentKind.CONTRACT,
    DocumentKind.PACKING_LIST,
    DocumentKind.CERTIFICATE_OF_ORIGIN,
    DocumentKind.CONFORMITY,
    DocumentKind.ETTN,
    DocumentKind.SNT,
)
CODES = ("6109100000", "8542399010", "0808108003")


def stays(number: int) -> tuple[Stay, ...]:
    """Give 20 stays, in Russia and Kazakhstan by turns, none touching the next."""
    first = date(2025, 9, 1) + timedelta(days=number % 7)
    return tuple(
        Stay(
            country=("RU", "KZ")[row % 2],
            entered_on=first + timedelta(days=16 * row),
            left_on=first + timedelta(days=16 * row + 3 + number % 5),
        )
        for row in range(20)
    )


def consignment(row: int, number: int) -> Consignment:
    """Give one consignment with one line of goods: garments, chips or apples."""
    foreign = row == 1
    goods = Goods(
        code=CODES[row],
        origin="CN" if foreign else "KG",
        status=GoodsStatus.RELEASED if foreign else GoodsStatus.EAEU,
        released_in="KZ" if foreign else None,
        duty=Duty.FULL if foreign else None,
        price=Money(Decimal(1_000_000 + number), "RUB"),
        excise=Money(Decimal(0), "RUB"),
        vat_rate=VatRate.STANDARD,
        gross_kg=Decimal(4000),
        marking=Marking.APPLIED,
        phyto_high_risk=row == 2,
        conformity_required=row == 0,
        perishable=row == 2,
    )
    return Consignment(
        id=str(row),
        goods=(goods,),
        consignor=Party(country="KG", kind=PartyKind.LEGAL_ENTITY),
        consignee=Party(country="RU", name="OOO Odezhda", kind=PartyKind.LEGAL_ENTITY),
        procedure=Procedure.MUTUAL_TRADE,
        accepted_on=ENTERS_ON + timedelta(days=2),
    )


def notice(row: int, plate: str, number: int) -> SpotNotice:
    """Give a notice in order for one consignment."""
    amount = Money(Decimal(220_000 + number), "RUB")
    return SpotNotice(
        number=f"{number}-{row}",
        consignment=str(row),
        qr=True,
        status="Обеспечен",
        filed_on=ENTERS_ON - timedelta(days=4),
        expected_on=ENTERS_ON,
        plate=plate,
        codes=(CODES[row],),
        consignee="OOO Odezhda",
        payment=Payment(amount=amount, budget_code_right=True, cashless=True),
        payment_made=True,
    )


def trip(number: int) -> Trip:
    """Give one trip; another number gives other stays, plates and prices."""
    plate = f"01KG{number:03}ABC"
    return Trip(
        enters_on=ENTERS_ON,
        route=("KG", "KZ", "RU"),
        crossing_point="syrym",
        stay_days=6,
        vehicle=Vehicle(
            plate=plate, country="KG", max_mass_t=Decimal(40), unpaid_fines=False, road_debt=False
        ),
        driver=Driver(
            citizenship="KG",
            permit=Permit.NONE,
            ruid=RuidStatement(filed_on=ENTERS_ON - timedelta(days=6), qr=True, haulage=True),
            in_register=False,
            entry_ban=False,
            unpaid_fines=False,
            stays=stays(number),
        ),
        consignments=tuple(consignment(row, number) for row in range(3)),
        documents=tuple(
            Document(kind=kind, number=str(number), issued_on=ENTERS_ON - timedelta(days=5), plate=plate)
            for kind in KINDS
        ),
        spot=tuple(notice(row, plate, number) for row in range(3)),
        spot_applied=True,
        seal=Seal(fitted=False),
    )


def per_s(trips: list[Trip], law: LawDay) -> float:
    """Screen all trips once [trips/s]."""
    began = time.process_time()
    for one in trips:
        screen(one, law)
    return len(trips) / (time.process_time() - began)


def subject_us(trips: list[Trip], law: LawDay) -> dict[str, float]:
    """Give what each subject takes of one trip [µs]."""
    taken = {}
    for check in SUBJECTS:
        began = time.process_time()
        for one in trips:
            for _ in check(one, law):
                pass
        taken[check.__module__.removeprefix("otkel.law.")] = 1e6 * (time.process_time() - began) / len(trips)
    return taken


def main() -> None:
    """Print the median of several runs, and the share of each subject."""
    law = read_rulebook().on(ENTERS_ON)
    trips = [trip(number) for number in range(TRIPS)]
    answer = screen(trips[0], law)  # also fills what is remembered of the day
    rates = [per_s(trips, law) for _ in range(RUNS)]
    rate = statistics.median(rates)
    verdict = "met" if rate >= GOAL_PER_S else "MISSED"
    print(f"check      {rate:,.0f} trips/s on one core, goal {GOAL_PER_S:,}: {verdict}")
    print(
        f"           median of {RUNS} runs of {TRIPS} trips; least {min(rates):,.0f}, most {max(rates):,.0f}"
    )
    print(f"           {len(answer.findings)} findings a trip; 3 consignments, 8 documents, 20 stays")
    taken = subject_us(trips, law)
    whole = sum(taken.values())
    for subject, us in sorted(taken.items(), key=lambda pair: -pair[1]):
        print(f"           {subject:18} {us:7.1f} µs {100 * us / whole:5.1f} %")


if __name__ == "__main__":
    main()
