"""The security payment under SPOT: whether it is asked, and whether what was paid is enough."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from otkel.facts.documents import Payment
from otkel.facts.money import Money
from otkel.law.finding import Finding, Who
from otkel.law.spot.filing import Filing, answer, last_filing
from otkel.law.spot.lead import EXEMPTION
from otkel.law.tax import vat_due
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

PAY = phrase("Pay VAT and excise of this load in advance, cashless, on the budget code for the security.")


def payment(filing: Filing) -> Finding:
    """Say whether the security payment is in order.

    It is at least VAT plus excise of all consignments of the notice [RUB]. Where no payment is
    stated the status of the notice stands for it: the tax service secures a notice by the payment.
    """
    paid, pays = filing.notice.payment, filing.pays
    if not pays.is_on:
        return _answer(filing, True, phrase("No security payment is asked on this day."))
    if filing.exempt:
        exempt = filing.law.look("spot.payment.exempt")
        return _answer(filing, True, phrase("The importer is exempt from the security payment."), (exempt,))
    if paid is not None:
        return _paid(filing, paid)
    if filing.notice.payment_made is False:
        asked = (EXEMPTION,) if filing.exempt is None else ()
        met = None if asked else False
        return _answer(filing, met, phrase("The security payment is not made."), missing=asked)
    if filing.admitted:
        admit = filing.law.look("spot.status.admit")
        return _answer(filing, True, phrase("The status says that the payment is secured."), (admit,))
    missing: tuple[Phrase, ...] = (phrase("the amount of the security payment"),)
    if filing.exempt is None:
        missing += (EXEMPTION,)
    return _answer(filing, None, phrase("A security payment is asked."), missing=missing)


def _paid(filing: Filing, paid: Payment) -> Finding:
    """Compare what was paid with VAT plus excise, and look how it was paid."""
    law = filing.law
    code, cashless = law.look("spot.payment.budget_code"), law.look("spot.payment.cashless")
    due, missing, rests_on = _due(filing)
    values = {"paid": paid.amount, "due": due}
    rests_on = (*rests_on, code, cashless)
    if paid.budget_code_right is False:
        text = phrase("The payment went to another budget code, so it is not recognised.")
        return _answer(filing, False, text, rests_on, values=values)
    if paid.cashless is False:
        return _answer(filing, False, phrase("The payment must be cashless."), rests_on, values=values)
    if paid.amount.currency != "RUB":
        missing = (*missing, phrase("the amount of the security payment in roubles"))
    if not filing.admitted:
        if paid.budget_code_right is None:
            missing = (*missing, phrase("whether the payment has the budget code of the security payment"))
        if paid.cashless is None:
            missing = (*missing, phrase("whether the payment was cashless"))
    if due is not None and paid.amount.currency == "RUB" and paid.amount.amount < due.amount:
        short = Money(due.amount - paid.amount.amount, "RUB")
        text = phrase(
            "The security payment of {paid} is less than VAT and excise of {due}; {short} is missing.",
            paid=paid.amount,
            due=due,
            short=short,
        )
        return _answer(filing, False, text, rests_on, values={**values, "short": short})
    text = phrase("The security payment is at least VAT and excise: {due}.", due=due)
    if missing:
        text = phrase("The security payment must be at least VAT and excise.")
        return _answer(filing, None, text, rests_on, missing=missing, values=values)
    return _answer(filing, True, text, rests_on, values=values)


def _due(filing: Filing) -> tuple[Money | None, tuple[Phrase, ...], tuple[Lookup, ...]]:
    """Give VAT plus excise of all consignments of the notice [RUB]; None where something is missing."""
    parts = [vat_due(c, filing.trip, filing.law) for c in filing.consignments]
    missing = tuple(m for part in parts for m in part.missing)
    rests_on = tuple(rule for part in parts for rule in part.rests_on)
    amounts = [part.security.amount for part in parts if part.security is not None]
    due = None if missing else Money(sum(amounts, Decimal(0)), "RUB")
    return due, missing, rests_on


def _answer(
    filing: Filing,
    met: bool | None,
    reason: Phrase,
    rests_on: tuple[Lookup, ...] = (),
    *,
    missing: tuple[Phrase, ...] = (),
    values: dict[str, Any] | None = None,
) -> Finding:
    return answer(
        filing,
        "spot.payment",
        met,
        reason,
        (filing.pays, *rests_on),
        cure=PAY,
        who=Who.CONSIGNEE,
        until=last_filing(filing.trip, filing.law, True),
        missing=missing,
        values=values,
    )
