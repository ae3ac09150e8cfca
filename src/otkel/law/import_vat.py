"""Russia's VAT on goods from the Union: its base, its rate, and the day it is due.

Amounts are exact decimals in roubles, rounded to the hundredth (halves up) at the very end. Exchange
rates are facts of the trip; none is looked up.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import permutations

import msgspec

from otkel.facts.money import Money
from otkel.facts.trip import Consignment, GoodsStatus, Trip, VatRate
from otkel.law.amounts import HUNDRED, VAT_RATES, ZERO, goods_line, in_roubles, roubles
from otkel.law.corpus import LawDay
from otkel.law.timeline import Lookup, Phase
from otkel.phrases import Phrase, phrase

FOREIGN = GoodsStatus.FOREIGN
NOTHING = roubles(ZERO)


class VatDue(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Russia's VAT on one consignment from the Union [RUB]; what could not be worked out is None.

    `security` is VAT plus excise, the least that SPOT's security payment may be. `rate_pct` is None
    where it is not known or the lines fall under different rates. `due_on` is the last day to pay
    and to file; None tells that the day of acceptance was not stated and the day of the law asked
    stood in for it.
    """

    vat: Money | None
    excise: Money | None
    security: Money | None
    base: Money | None
    rate_pct: Decimal | None
    missing: tuple[Phrase, ...]
    rests_on: tuple[Lookup, ...]
    due_on: date | None


class _Rate(msgspec.Struct, frozen=True):
    """One rate of a day [%], the same as a share of one, and whether the enacted law changes it later."""

    lookup: Lookup
    pct: Decimal
    share: Decimal
    changes_later: bool


class _Terms(msgspec.Struct, frozen=True):
    """What the law of a day of acceptance says; `cited` by the rates used, in their order."""

    rates: dict[VatRate, _Rate]
    cited: dict[tuple[VatRate, ...], tuple[Lookup, ...]]
    due_on: date


# SPOT and the tax ask the same of a trip, one after the other: what was worked out for the trip asked last
# is kept. A consignment is kept beside its VAT, so that its identity stays its own.
_Dues = dict[int, tuple[Consignment, VatDue]]
_last: tuple[Trip | None, LawDay | None, _Dues] = (None, None, {})


def vat_due(consignment: Consignment, trip: Trip, law: LawDay) -> VatDue:
    """Work out VAT and excise on those lines of a consignment that are not foreign goods [RUB].

    The base is price plus excise. The rate is the one valid on the day of acceptance to accounting;
    where that day is not stated the day of the law asked stands in, unless the enacted law changes
    the rate later. An excise that is not stated is counted as none.
    """
    global _last
    last_trip, last_law, dues = _last
    if last_trip is not trip or last_law is not law:
        dues = {}
        _last = (trip, law, dues)
    key = id(consignment)
    held = dues.get(key)
    if held is None:
        held = dues[key] = (consignment, _work_out(consignment, trip, law))
    return held[1]


def _work_out(consignment: Consignment, trip: Trip, law: LawDay) -> VatDue:
    accepted_on = consignment.accepted_on
    terms = _read(law, accepted_on or law.on)
    no_amount: list[Phrase] = []
    no_rate: list[Phrase] = []
    rates: dict[VatRate, _Rate] = {}
    base = excise = vat = ZERO
    for number, goods in enumerate(consignment.goods, 1):
        if goods.status is FOREIGN:
            continue
        line_excise = in_roubles(goods.excise, trip, no_amount)
        line_base = in_roubles(goods.price, trip, no_amount) + line_excise
        base += line_base
        excise += line_excise
        if goods.price is None:
            no_amount.append(phrase("the price of {line}", line=goods_line(consignment, number)))
        if goods.vat_rate is None:
            line = goods_line(consignment, number)
            no_rate.append(phrase("the VAT rate of {line}: standard or reduced", line=line))
        else:
            rate = rates[goods.vat_rate] = terms.rates[goods.vat_rate]
            vat += line_base * rate.share
    if accepted_on is None and any(rate.changes_later for rate in rates.values()):
        no_rate.append(
            phrase("the day the buyer accepts {consignment} to accounting", consignment=consignment.id)
        )
    used = tuple(rates)
    missing = (*no_amount, *no_rate)
    vat_due = None if missing else roubles(vat)
    return VatDue(
        vat=vat_due,
        excise=None if no_amount else roubles(excise) if excise else NOTHING,
        security=None if missing else roubles(vat + excise) if excise else vat_due,
        base=None if no_amount else roubles(base),
        rate_pct=rates[used[0]].pct if len(used) == 1 and not no_rate else None,
        missing=missing,
        rests_on=terms.cited[used],
        due_on=terms.due_on if accepted_on else None,
    )


@lru_cache(maxsize=4096)
def _read(law: LawDay, accepted_on: date) -> _Terms:
    """Read the law of a day of acceptance.

    VAT is paid and filed by the 20th of the month after. Whether that shifts when it falls on a day
    of rest was not found, so it does not.
    """
    day = law.other_day(accepted_on)
    rates = {rate: _rate(day.look(provision), day) for rate, provision in VAT_RATES.items()}
    always = (day.look("vat.eaeu.base"), day.look("vat.eaeu.rate_day"))
    orders = [order for count in range(len(rates) + 1) for order in permutations(rates, count)]
    due = day.look("vat.eaeu.due").number
    return _Terms(
        rates=rates,
        cited={order: (*always, *[rates[rate].lookup for rate in order]) for order in orders},
        due_on=date(day.on.year + day.on.month // 12, day.on.month % 12 + 1, due),
    )


def _rate(lookup: Lookup, day: LawDay) -> _Rate:
    changes_later = any(
        e.phase is not Phase.ANNOUNCED
        and e.from_on is not None
        and e.from_on > day.on
        and e.is_known(day.known_at)
        for e in lookup.provision.entries
    )
    return _Rate(lookup, lookup.amount, lookup.amount / HUNDRED, changes_later)
