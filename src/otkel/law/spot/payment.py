"""The security payment under SPOT: whether it is asked, and whether what was paid is enough."""

from __future__ import annotations

from typing import Any

import msgspec

from otkel.facts.documents import Payment
from otkel.facts.money import Money
from otkel.law.amounts import ZERO
from otkel.law.finding import CONSIGNEE, Finding
from otkel.law.import_vat import vat_due
from otkel.law.spot.filing import Filing, Terms, answer, each, last_filing, right
from otkel.law.spot.lead import EXEMPTION
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

PAY = phrase("Pay VAT and excise of this load in advance, cashless, on the budget code for the security.")
NOT_ASKED = phrase("No security payment is asked on this day.")
EXEMPT = phrase("The importer is exempt from the security payment.")
SECURED = phrase("The status says that the payment is secured.")
ENOUGH = phrase("The security payment is at least VAT and excise: {due}.")
MUST_BE_ENOUGH = phrase("The security payment must be at least VAT and excise.")
ASKED = phrase("A security payment is asked.")
NOT_MADE = phrase("The security payment is not made.")
OTHER_CODE = phrase("The payment went to another budget code, so it is not recognised.")
NOT_CASHLESS = phrase("The payment must be cashless.")
AMOUNT = phrase("the amount of the security payment")
AMOUNT_RUB = phrase("the amount of the security payment in roubles")
WHICH_CODE = phrase("whether the payment has the budget code of the security payment")
HOW_PAID = phrase("whether the payment was cashless")


class Secured(msgspec.Struct, frozen=True, gc=False):
    """Why the payment of a notice is in order.

    `amounts` are those paid and due, where a payment is stated; then `rests_on` are the rules of the tax.
    """

    filing: Filing
    reason: Phrase
    rests_on: tuple[Lookup, ...] = ()
    amounts: tuple[Money, Money] | None = None


def payment(filing: Filing) -> Finding | Secured:
    """Say whether the security payment is in order.

    It is at least VAT plus excise of all consignments of the notice [RUB]. Where no payment is
    stated the status of the notice stands for it: the tax service secures a notice by the payment.
    """
    if not filing.asks_payment:
        return Secured(filing, NOT_ASKED)
    if filing.exempt:
        return Secured(filing, EXEMPT, (filing.case.law.look("spot.payment.exempt"),))
    if filing.notice.payment is not None:
        return _paid(filing, filing.notice.payment)
    if filing.notice.payment_made is False:
        asked = (EXEMPTION,) if filing.exempt is None else ()
        return _answer(filing, None if asked else False, NOT_MADE, asked)
    if filing.admitted:
        return Secured(filing, SECURED, (filing.case.law.look("spot.status.admit"),))
    return _answer(filing, None, ASKED, (AMOUNT, EXEMPTION) if filing.exempt is None else (AMOUNT,))


def all_secured(secured: list[Secured], named: dict[str, Any], terms: Terms) -> Finding:
    """Tell at once of all notices whose payment is in order; `named` are the values that name them."""
    paid: list[Money] = []
    due: list[Money] = []
    reasons: dict[str, None] = {}
    rests_on: dict[int, tuple[Lookup, ...]] = {}  # most rest on one and the same
    for one in secured:
        reasons[one.reason.text] = None
        rests_on[id(one.rests_on)] = one.rests_on
        if one.amounts is not None:
            paid.append(one.amounts[0])
            due.append(one.amounts[1])
    values = {**named, "paid": tuple(paid), "due": tuple(due)}
    return right(
        "spot.payment",
        tuple([Phrase(text, values) for text in reasons]),
        each([one.filing.pays for one in secured], *rests_on.values(), terms.payment if paid else ()),
        values,
    )


def _paid(filing: Filing, paid: Payment) -> Finding | Secured:
    """Compare what was paid with VAT plus excise, and look how it was paid.

    Where it is not stated how, the status of a secured notice tells it.
    """
    due, missing, taxes = _due(filing)
    amount, how = paid.amount, (paid.budget_code_right, paid.cashless)
    in_order = False not in how and (filing.admitted or None not in how)
    if due is None or amount.currency != "RUB" or amount.amount < due.amount or not in_order:
        rests_on = (*taxes, *filing.case.terms.payment)
        return _not_in_order(filing, paid, due, missing, rests_on)
    return Secured(filing, ENOUGH, taxes, (amount, due))


def _not_in_order(
    filing: Filing,
    paid: Payment,
    due: Money | None,
    missing: tuple[Phrase, ...],
    rests_on: tuple[Lookup, ...],
) -> Finding:
    """Say what is wrong with a payment, or what must be known of it."""
    values = {"paid": paid.amount, "due": due}
    if paid.budget_code_right is False:
        return _answer(filing, False, OTHER_CODE, (), rests_on, values)
    if paid.cashless is False:
        return _answer(filing, False, NOT_CASHLESS, (), rests_on, values)
    if paid.amount.currency != "RUB":
        missing += (AMOUNT_RUB,)
    elif due is not None and paid.amount.amount < due.amount:
        values["short"] = Money(due.amount - paid.amount.amount, "RUB")
        text = phrase(
            "The security payment of {paid} is less than VAT and excise of {due}; {short} is missing.",
            **values,
        )
        return _answer(filing, False, text, (), rests_on, values)
    if not filing.admitted:
        if paid.budget_code_right is None:
            missing += (WHICH_CODE,)
        if paid.cashless is None:
            missing += (HOW_PAID,)
    return _answer(filing, None, MUST_BE_ENOUGH, missing, rests_on, values)


def _due(filing: Filing) -> tuple[Money | None, tuple[Phrase, ...], tuple[Lookup, ...]]:
    """Give VAT plus excise of all consignments of the notice [RUB]; None where something is missing."""
    due = ZERO
    missing: tuple[Phrase, ...] = ()
    rests_on: tuple[Lookup, ...] = ()
    for consignment in filing.consignments:
        part = vat_due(consignment, filing.case.trip, filing.case.law)
        missing += part.missing
        rests_on += part.rests_on
        if part.security is not None:
            due += part.security.amount
    return None if missing else Money(due, "RUB"), missing, rests_on


def _answer(
    filing: Filing,
    met: bool | None,
    reason: Phrase,
    missing: tuple[Phrase, ...],
    rests_on: tuple[Lookup, ...] = (),
    values: dict[str, Any] | None = None,
) -> Finding:
    return answer(
        filing,
        "spot.payment",
        met,
        reason,
        (filing.pays, *rests_on),
        cure=PAY,
        who=CONSIGNEE,
        until=last_filing(filing.case, True),
        missing=missing,
        values=values,
    )
