"""Duty and VAT that fall due when foreign goods are released in Russia."""

from __future__ import annotations

from typing import Any

from otkel.facts.trip import Consignment, GoodsStatus, Trip
from otkel.law.amounts import HUNDRED, VAT_RATES, ZERO, goods_line, in_roubles, roubles
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.phrases import Phrase, phrase


def third_country(consignment: Consignment, trip: Trip, law: LawDay) -> Finding:
    """Work out duty and VAT on the foreign lines of a consignment, at the rates of the day asked [RUB].

    Duty is customs value × duty rate; VAT is (customs value + duty + excise) × VAT rate.
    """
    missing: list[Phrase] = []
    rests_on = [law.look("vat.ru.third_country")]
    duty = vat = ZERO
    for number, goods in enumerate(consignment.goods, 1):
        if goods.status is not GoodsStatus.FOREIGN:
            continue
        line = goods_line(consignment, number)
        if goods.customs_value is None:
            missing.append(phrase("the customs value of {line}", line=line))
        if goods.duty_rate_pct is None:
            missing.append(phrase("the duty rate of {line} by the common customs tariff", line=line))
        value = in_roubles(goods.customs_value, trip, missing)
        line_duty = value * (goods.duty_rate_pct or ZERO) / HUNDRED
        duty += line_duty
        if goods.vat_rate is None:
            missing.append(phrase("the VAT rate of {line}: standard or reduced", line=line))
        else:
            rate = law.look(VAT_RATES[goods.vat_rate])
            rests_on.append(rate)
            vat += (value + line_duty + in_roubles(goods.excise, trip, missing)) * rate.amount / HUNDRED
    values: dict[str, Any] = {"consignment": consignment.id, "duty": None, "vat": None, "together": None}
    reason = phrase(
        "Duty and VAT on the foreign goods of {consignment} cannot be worked out yet.",
        consignment=consignment.id,
    )
    if not missing:
        values |= {"duty": roubles(duty), "vat": roubles(vat), "together": roubles(duty + vat)}
        reason = phrase(
            "At release the foreign goods of {consignment} owe {duty} of duty and {vat} of VAT, "
            "together {together}.",
            **values,
        )
    return Finding(
        id="tax.third_country",
        subject="tax",
        says=Says.UNDECIDED if missing else Says.YES,
        weight=Weight.INFORMS,
        stage=Stage.AFTER,
        reasons=(reason,),
        rests_on=tuple(rests_on),
        values=values,
        missing=tuple(missing),
        who=Who.CONSIGNEE,
    )
