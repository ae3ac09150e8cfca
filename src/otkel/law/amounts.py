"""Roubles from the prices of a trip, and the words for a line of goods."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from otkel.facts.money import CENT, Money
from otkel.facts.trip import Consignment, Trip, VatRate
from otkel.phrases import Phrase, phrase

VAT_RATES = {VatRate.STANDARD: "vat.ru.std", VatRate.REDUCED: "vat.ru.reduced"}
ZERO = Decimal(0)
HUNDRED = Decimal(100)


def in_roubles(money: Money | None, trip: Trip, missing: list[Phrase]) -> Decimal:
    """Give an amount, unrounded [RUB]: zero for none, and for a currency whose rate is then missing."""
    if money is None:
        return ZERO
    if money.currency == "RUB":
        return money.amount
    rate = trip.rates_rub.get(money.currency)
    if rate is not None:
        return money.amount * rate
    note = phrase("the rouble rate of {currency} on the day of acceptance", currency=money.currency)
    if note not in missing:
        missing.append(note)
    return ZERO


def roubles(amount: Decimal) -> Money:
    """Give an exact amount as money, rounded to the hundredth, halves up [RUB]."""
    return Money(amount.quantize(CENT, ROUND_HALF_UP), "RUB")


def goods_line(consignment: Consignment, number: int) -> Phrase:
    """Name a line of goods, counted from 1."""
    return phrase("goods line {number} of {consignment}", number=number, consignment=consignment.id)
