"""What a trip into Russia owes there: VAT on Union goods, duty and VAT on foreign ones, a levy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from otkel.facts.places import EAEU
from otkel.facts.trip import Consignment, Goods, GoodsStatus, Procedure, Trip
from otkel.law import duty_status
from otkel.law.corpus import LawDay
from otkel.law.finding import AFTER, CONSIGNEE, INFORMS, UNDECIDED, YES, Finding
from otkel.law.import_vat import VatDue, vat_due
from otkel.law.third_country import third_country
from otkel.law.timeline import Lookup, State
from otkel.phrases import Phrase, phrase

# Machines, electrical goods and instruments: the chapters where electronic components are likely.
ELECTRONIC_CHAPTERS = ("84", "85", "90")
UNION_SUPPLIERS = EAEU - {"RU"}
FOREIGN = GoodsStatus.FOREIGN
ONLY_FOREIGN = {FOREIGN}
PERSONAL = Procedure.PERSONAL
SALES = (Procedure.MUTUAL_TRADE, None)
NOT_IN_FORCE = State.NOT_IN_FORCE

# Texts of the sentences on one consignment; all share its values.
VAT_OPEN = phrase("Import VAT on {consignment} cannot be worked out yet.").text
VAT_IS = phrase("Import VAT on {consignment} is {vat}; its base is {base}.").text
RATE_IS = phrase("The VAT rate is {rate_pct} %.").text
HOLDS_EXCISE = phrase("The base holds {excise} of excise.").text
PAID_BY = phrase("The buyer pays it and files the return by {due_on}.").text
ACCEPTANCE_OPEN = phrase(
    "The day of acceptance to accounting is not stated. It sets the rate and the last day to pay; "
    "the rate of the day of the check is taken."
)
LEVY_OPEN = phrase("whether the technology levy covers these goods")


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask what the goods of a trip into Russia owe there, and whether their duty lets them in."""
    if "RU" not in trip.route[1:]:
        return
    consignments = [c for c in trip.consignments if c.procedure is not PERSONAL]
    yield from duty_status.check(consignments, trip, law)
    levy = law.look("levy.ru.tech")
    for consignment in consignments:
        if (consignment.delivered_to or trip.route[-1]) != "RU":
            continue
        statuses = {goods.status for goods in consignment.goods}
        if statuses - ONLY_FOREIGN and _is_sold_in_the_union(consignment, trip):
            yield _import_vat(consignment, trip, law)
        if FOREIGN in statuses:
            yield third_country(consignment, trip, law)
        if levy.state is not NOT_IN_FORCE and any(_is_electronic(goods) for goods in consignment.goods):
            yield _levy(consignment, levy)


def _is_sold_in_the_union(consignment: Consignment, trip: Trip) -> bool:
    """Whether a supplier of another member state sells to a Russian buyer; not stated is taken as a sale."""
    from_union = (consignment.loaded_in or trip.route[0]) in UNION_SUPPLIERS
    return from_union and consignment.procedure in SALES


def _import_vat(consignment: Consignment, trip: Trip, law: LawDay) -> Finding:
    due = vat_due(consignment, trip, law)
    missing = due.missing
    if consignment.procedure is None:
        missing = (*missing, phrase("the procedure of {consignment}", consignment=consignment.id))
    values = {
        "consignment": consignment.id,
        "vat": due.vat,
        "excise": due.excise,
        "security": due.security,
        "base": due.base,
        "rate_pct": due.rate_pct,
        "due_on": due.due_on,
    }
    return Finding(
        id="tax.import_vat",
        subject="tax",
        says=UNDECIDED if missing else YES,
        weight=INFORMS,
        stage=AFTER,
        reasons=_vat_reasons(due, values),
        rests_on=(*due.rests_on, law.look("vat.eaeu.due")),
        values=values,
        missing=missing,
        who=CONSIGNEE,
        until=due.due_on,
    )


def _vat_reasons(due: VatDue, values: dict[str, Any]) -> tuple[Phrase, ...]:
    reasons = [Phrase(VAT_OPEN if due.vat is None else VAT_IS, values)]
    if due.rate_pct is not None:
        reasons.append(Phrase(RATE_IS, values))
    if due.excise is not None and due.excise.amount:
        reasons.append(Phrase(HOLDS_EXCISE, values))
    reasons.append(ACCEPTANCE_OPEN if due.due_on is None else Phrase(PAID_BY, values))
    return tuple(reasons)


def _levy(consignment: Consignment, levy: Lookup) -> Finding:
    return Finding(
        id="tax.levy",
        subject="tax",
        says=UNDECIDED,
        weight=INFORMS,
        stage=AFTER,
        reasons=(
            phrase(
                "A technology levy on goods with electronic components may be due on {consignment}; "
                "its list of goods and its rates were not found.",
                consignment=consignment.id,
            ),
        ),
        rests_on=(levy,),
        values={"consignment": consignment.id},
        missing=(LEVY_OPEN,),
        who=CONSIGNEE,
    )


def _is_electronic(goods: Goods) -> bool:
    return goods.code is not None and goods.code.startswith(ELECTRONIC_CHAPTERS)
