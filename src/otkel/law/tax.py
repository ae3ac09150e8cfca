"""Import taxes of Russia: VAT on goods from the Union, what foreign goods owe, the announced levy.

Amounts are exact decimals in roubles, rounded to the hundredth (halves up) at the very end. Exchange
rates are facts of the trip; none is looked up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from otkel.facts.money import Money
from otkel.facts.places import EAEU
from otkel.facts.trip import Consignment, Goods, GoodsStatus, Procedure, Trip, VatRate
from otkel.law import duty_status
from otkel.law.amounts import HUNDRED, VAT_RATES, ZERO, goods_line, in_roubles, roubles
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.third_country import third_country
from otkel.law.timeline import Lookup, Phase, State
from otkel.phrases import Phrase, phrase

# Machines, electrical goods and instruments: the chapters where electronic components are likely.
ELECTRONIC_CHAPTERS = ("84", "85", "90")
UNION_SUPPLIERS = EAEU - {"RU"}


class VatDue(msgspec.Struct, frozen=True, kw_only=True):
    """Russia's VAT on one consignment from the Union [RUB]; what could not be worked out is None.

    `security` is VAT plus excise, the least that SPOT's security payment may be. `rate_pct` is None
    where it is not known or the lines fall under different rates. `acceptance_assumed` tells that
    the day of acceptance was not stated and the day of the law asked stood in for it.
    """

    vat: Money | None
    excise: Money | None
    security: Money | None
    base: Money | None
    rate_pct: Decimal | None
    missing: tuple[Phrase, ...]
    rests_on: tuple[Lookup, ...]
    acceptance_assumed: bool


def vat_due(consignment: Consignment, trip: Trip, law: LawDay) -> VatDue:
    """Work out VAT and excise on those lines of a consignment that are not foreign goods [RUB].

    The base is price plus excise. The rate is the one valid on the day of acceptance to accounting;
    where that day is not stated the day of the law asked stands in, unless the enacted law changes
    the rate later. An excise that is not stated is counted as none.
    """
    day = law.other_day(consignment.accepted_on or law.on)
    no_amount: list[Phrase] = []
    no_rate: list[Phrase] = []
    rates: dict[VatRate, Lookup] = {}
    base = excise = vat = ZERO
    for number, goods in enumerate(consignment.goods, 1):
        if goods.status is GoodsStatus.FOREIGN:
            continue
        line_excise = in_roubles(goods.excise, trip, no_amount)
        line_base = in_roubles(goods.price, trip, no_amount) + line_excise
        base, excise = base + line_base, excise + line_excise
        if goods.price is None:
            no_amount.append(phrase("the price of {line}", line=goods_line(consignment, number)))
        if goods.vat_rate is None:
            line = goods_line(consignment, number)
            no_rate.append(phrase("the VAT rate of {line}: standard or reduced", line=line))
        else:
            rate = rates[goods.vat_rate] = day.look(VAT_RATES[goods.vat_rate])
            vat += line_base * rate.amount / HUNDRED
    assumed = consignment.accepted_on is None
    if assumed and any(_changes_later(rate, law) for rate in rates.values()):
        no_rate.append(
            phrase("the day the buyer accepts {consignment} to accounting", consignment=consignment.id)
        )
    one_rate = len(rates) == 1 and not no_rate
    return VatDue(
        vat=None if no_amount or no_rate else roubles(vat),
        excise=None if no_amount else roubles(excise),
        security=None if no_amount or no_rate else roubles(vat + excise),
        base=None if no_amount else roubles(base),
        rate_pct=next(iter(rates.values())).amount if one_rate else None,
        missing=(*no_amount, *no_rate),
        rests_on=(day.look("vat.eaeu.base"), day.look("vat.eaeu.rate_day"), *rates.values()),
        acceptance_assumed=assumed,
    )


def due_on(accepted_on: date, law: LawDay) -> date:
    """Give the last day to pay VAT and file: the 20th of the month after the month of acceptance.

    Whether it shifts when it falls on a day of rest was not found, so it does not.
    """
    day_of_month = law.other_day(accepted_on).look("vat.eaeu.due").number
    return date(accepted_on.year + accepted_on.month // 12, accepted_on.month % 12 + 1, day_of_month)


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask what the goods of a trip into Russia owe there, and whether their duty lets them in."""
    if "RU" not in trip.route[1:]:
        return
    for consignment in trip.consignments:
        if consignment.procedure is Procedure.PERSONAL:
            continue
        yield from duty_status.check(consignment, trip, law)
        if (consignment.delivered_to or trip.route[-1]) == "RU":
            yield from _taxes(consignment, trip, law)


def _taxes(consignment: Consignment, trip: Trip, law: LawDay) -> Iterator[Finding]:
    foreign = [goods.status is GoodsStatus.FOREIGN for goods in consignment.goods]
    from_union = (consignment.loaded_in or trip.route[0]) in UNION_SUPPLIERS
    if from_union and not all(foreign) and consignment.procedure in (Procedure.MUTUAL_TRADE, None):
        yield _import_vat(consignment, trip, law)
    if any(foreign):
        yield third_country(consignment, trip, law)
    levy = law.look("levy.ru.tech")
    if levy.state is not State.NOT_IN_FORCE and any(_is_electronic(goods) for goods in consignment.goods):
        yield _levy(consignment, levy)


def _import_vat(consignment: Consignment, trip: Trip, law: LawDay) -> Finding:
    due = vat_due(consignment, trip, law)
    missing = due.missing
    if consignment.procedure is None:
        missing = (*missing, phrase("the procedure of {consignment}", consignment=consignment.id))
    pay_by = due_on(consignment.accepted_on, law) if consignment.accepted_on else None
    values = {
        "consignment": consignment.id,
        "vat": due.vat,
        "excise": due.excise,
        "security": due.security,
        "base": due.base,
        "rate_pct": due.rate_pct,
        "due_on": pay_by,
    }
    return Finding(
        id="tax.import_vat",
        subject="tax",
        says=Says.UNDECIDED if missing else Says.YES,
        weight=Weight.INFORMS,
        stage=Stage.AFTER,
        reasons=tuple(_vat_reasons(due, values)),
        rests_on=(*due.rests_on, law.look("vat.eaeu.due")),
        values=values,
        missing=missing,
        who=Who.CONSIGNEE,
        until=pay_by,
    )


def _vat_reasons(due: VatDue, values: dict[str, Any]) -> Iterator[Phrase]:
    if due.vat is None:
        yield phrase("Import VAT on {consignment} cannot be worked out yet.", **values)
    else:
        yield phrase("Import VAT on {consignment} is {vat}; its base is {base}.", **values)
    if due.rate_pct is not None:
        yield phrase("The VAT rate is {rate_pct} %.", **values)
    if due.excise is not None and due.excise.amount:
        yield phrase("The base holds {excise} of excise.", **values)
    if due.acceptance_assumed:
        yield phrase(
            "The day of acceptance to accounting is not stated. It sets the rate and the last day to pay; "
            "the rate of the day of the check is taken."
        )
    else:
        yield phrase("The buyer pays it and files the return by {due_on}.", **values)


def _levy(consignment: Consignment, levy: Lookup) -> Finding:
    return Finding(
        id="tax.levy",
        subject="tax",
        says=Says.UNDECIDED,
        weight=Weight.INFORMS,
        stage=Stage.AFTER,
        reasons=(
            phrase(
                "A technology levy on goods with electronic components may be due on {consignment}; "
                "its list of goods and its rates were not found.",
                consignment=consignment.id,
            ),
        ),
        rests_on=(levy,),
        values={"consignment": consignment.id},
        missing=(phrase("whether the technology levy covers these goods"),),
        who=Who.CONSIGNEE,
    )


def _is_electronic(goods: Goods) -> bool:
    return goods.code is not None and goods.code.startswith(ELECTRONIC_CHAPTERS)


def _changes_later(rate: Lookup, law: LawDay) -> bool:
    """Whether the enacted law, as far as it was known, sets the rate anew after the day asked."""
    return any(
        e.phase is not Phase.ANNOUNCED
        and e.from_on is not None
        and e.from_on > law.on
        and e.is_known(law.known_at)
        for e in rate.provision.entries
    )
