"""Every word and value of the answers on papers, decrees and SPOT, against the stored page beside this file.

To renew the page after a wanted change, read the difference, then:
python tests/law/test_papers_words.py > tests/law/papers_words.txt
"""

import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from otkel.facts.documents import Document, Payment, SpotNotice
from otkel.facts.documents import DocumentKind as Kind
from otkel.facts.money import Money
from otkel.facts.people import Party, PartyKind
from otkel.facts.trip import Consignment, Goods, GoodsStatus, Marking, Procedure, Trip, VatRate
from otkel.facts.vehicles import Vehicle
from otkel.law import decrees, documents, spot
from otkel.law.corpus import read_rulebook
from otkel.phrases import Phrase

PAGE = Path(__file__).with_name("papers_words.txt")
UNION = GoodsStatus.EAEU
SHIRT = Goods(
    code="6109",
    status=UNION,
    conformity_required=True,
    marking=Marking.MISSING,
    price=Money(Decimal(1000), "RUB"),
    vat_rate=VatRate.STANDARD,
)
FIRM = Party(country="RU", kind=PartyKind.LEGAL_ENTITY, name="A")
FULL = SpotNotice(
    number="D",
    qr=True,
    status="Обеспечен",
    filed_on=date(2026, 7, 1),
    expected_on=date(2026, 8, 3),
    plate="1AA",
    codes=("6109",),
    consignee="A",
    carrier="C",
    payment=Payment(amount=Money(Decimal(220), "RUB"), budget_code_right=True, cashless=True),
)
WRONG = SpotNotice(
    number="W",
    qr=False,
    status="?",
    filed_on=date(2026, 8, 2),
    expected_on=date(2026, 8, 1),
    plate="2BB",
    codes=("6203",),
    consignee="B",
    carrier="D",
    payment=Payment(amount=Money(Decimal(219), "RUB")),
)


def paid(**fields):
    payment = Payment(**{"amount": Money(Decimal(220), "RUB"), **fields})
    return SpotNotice(payment=payment, filed_on=date(2026, 8, 2))


def trip(on, goods=(SHIRT,), *, route=("KZ", "RU"), papers=(), country="KZ", notices=(), **fields):
    whole = {k: fields.pop(k) for k in ("enters_at", "spot_applied", "vehicle") if k in fields}
    load = Consignment(id="c1", goods=goods, **{"consignee": FIRM, **fields})
    vehicle = whole.pop("vehicle", Vehicle(plate="1AA", country=country))
    return Trip(
        enters_on=on,
        route=route,
        consignments=(load,),
        documents=tuple(Document(kind=k) if isinstance(k, Kind) else k for k in papers),
        vehicle=vehicle,
        spot=notices,
        carrier=Party(name="C"),
        **whole,
    )


AUGUST, AUTUMN, MAY, JUNE = date(2026, 8, 3), date(2025, 11, 20), date(2026, 5, 4), date(2026, 6, 9)
FROM_KG = ("KG", "KZ", "RU")
PLANTS = tuple(Goods(code=c, status=UNION, phyto_high_risk=None) for c in ("0702", "0406", "1209"))
EU_GOODS = (Goods(code="8708", origin="DE", status=GoodsStatus.FOREIGN),)
BAD = Document(
    kind=Kind.CMR,
    number="5",
    issued_on=date(2026, 9, 1),
    valid_until=date(2026, 8, 1),
    plate="9",
    codes=("6203",),
    consignor="X",
    consignee="Y",
)
PARTIES = {"consignor": Party(name="S")}
TRANSIT = {"procedure": Procedure.CUSTOMS_TRANSIT}
OWN = {"procedure": Procedure.OWN_GOODS}
AT = datetime(2026, 6, 9, 12, tzinfo=UTC)

SPOT = {
    "in order": trip(AUGUST, (SHIRT,), papers=(Kind.CMR, Kind.INVOICE), notices=(FULL,)),
    "wrong notice": trip(AUGUST, notices=(WRONG,)),
    "blank notice": trip(AUGUST, (Goods(code="6109"),), notices=(SpotNotice(),), consignee=Party()),
    "load not known": trip(AUGUST, (Goods(),), notices=(FULL,), consignee=Party(), vehicle=Vehicle()),
    "no notice": trip(AUGUST, spot_applied=False, procedure=None),
    "notice not known": trip(AUGUST),
    "not paid": trip(AUGUST, notices=(SpotNotice(payment_made=False, payment_exempt=False),)),
    "paid or not": trip(AUGUST, notices=(SpotNotice(payment_made=False),)),
    "exempt": trip(AUGUST, notices=(SpotNotice(payment_exempt=True, filed_on=AUGUST),)),
    "secured": trip(AUGUST, notices=(SpotNotice(status="обеспечен"),)),
    "other budget code": trip(AUGUST, notices=(paid(budget_code_right=False),)),
    "cash": trip(AUGUST, notices=(paid(cashless=False),)),
    "paid, how": trip(AUGUST, notices=(paid(),)),
    "paid in tenge": trip(AUGUST, notices=(paid(amount=Money(Decimal(1), "KZT")),)),
    "before the payment": trip(JUNE, enters_at=AT, notices=(SpotNotice(filed_at=AT),)),
    "in the test": trip(MAY),
    "oil": trip(AUGUST, (Goods(code="2710", status=UNION),)),
    "left out": trip(AUGUST, spot_scope_exempt=True),
    "own goods": trip(AUGUST, **OWN),
    "from Uzbekistan": trip(AUGUST, route=("UZ", "KZ", "RU"), country="UZ"),
}
DECREES = {
    "Decree 778": trip(AUTUMN, route=FROM_KG, country="KG", papers=(Kind.RECEIVER_NOTICE,)),
    "Decree 778, no notice": trip(AUTUMN, (*PLANTS, SHIRT), consignee=Party(country="BY")),
    "Decree 778, not known": trip(AUTUMN, (Goods(),), consignee=Party(), papers=(Kind.RECEIVER_NOTICE,)),
    "Decree 261": trip(MAY, route=FROM_KG),
}
PAPERS = {
    "plants": trip(AUGUST, PLANTS, route=("KG", "RU"), dispute_free_consignee=False),
    "high risk": trip(AUGUST, (Goods(code="0702", phyto_high_risk=True),)),
    "tobacco": trip(AUGUST, (Goods(code="2402"), Goods()), route=FROM_KG),
    "clothing": trip(AUGUST, (Goods(code="6203", status=UNION), Goods(code="6403", marking=Marking.APPLIED))),
    "wrong papers": trip(AUGUST, papers=(BAD, Document(kind=Kind.DUTY_RELEASE, plate="9")), **PARTIES),
    "papers left open": trip(AUGUST, papers=(BAD,), consignee=Party(), vehicle=Vehicle(country="KZ")),
    "a line left out": trip(
        AUGUST, (SHIRT, Goods(code="6203")), papers=(Document(kind=Kind.CMR, codes=("6109",)),)
    ),
    "transit": trip(AUGUST, EU_GOODS, route=("CN", "KZ", "RU"), country="CN", enters_at=AT, **TRANSIT),
    "into the Union": trip(date(2026, 6, 9), EU_GOODS, route=("CN", "KZ"), country="CN", enters_at=AT),
    "re-loaded": trip(date(2026, 9, 2), EU_GOODS, route=("RU", "KZ"), country="RU"),
    "third country": trip(date(2026, 9, 2), country="UZ"),
    "before it was recorded": trip(date(2024, 3, 1), route=("KZ", "RU"), **PARTIES),
}


def say(value):
    """Write a value as it stands; a phrase with its words in place."""
    if isinstance(value, Phrase):
        return value.text.format(**{k: say(v) for k, v in value.values.items()})
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    if isinstance(value, tuple | list):
        return "[" + ", ".join(say(v) for v in value) + "]"
    return str(value)


def tell(finding):
    """Write one finding, all of it."""
    head = (
        finding.id,
        finding.subject,
        finding.says,
        finding.weight,
        finding.stage,
        finding.who,
        finding.until,
    )
    yield "  " + " | ".join(str(part) for part in head)
    for name in ("reasons", "missing"):
        yield from (f"      {name}: {say(p)}" for p in getattr(finding, name))
    if finding.cure is not None:
        yield f"      cure: {say(finding.cure)}"
    yield "      values: " + "; ".join(f"{k}={say(v)}" for k, v in finding.values.items())
    yield "      rests on: " + " ".join(x.provision.id for x in finding.rests_on)


def page():
    """Write the findings of all trips."""
    for check, trips in ((spot.check, SPOT), (decrees.check, DECREES), (documents.check, DECREES | PAPERS)):
        for name, a_trip in trips.items():
            yield f"{name}: {a_trip.enters_on} {'-'.join(a_trip.route)}"
            for finding in check(a_trip, read_rulebook().on(a_trip.enters_on)):
                yield from tell(finding)


def test_the_words_are_those_of_the_page():
    assert "\n".join(page()) + "\n" == PAGE.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()) + "\n")
