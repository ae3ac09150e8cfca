"""Whether the customs duty behind a line of goods lets it into Russia: asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from otkel.facts.documents import DocumentKind
from otkel.facts.trip import Consignment, Duty, GoodsStatus, Procedure, Trip
from otkel.law.amounts import goods_line
from otkel.law.corpus import LawDay
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

PROOFS = frozenset({DocumentKind.FULL_TARIFF_PROOF, DocumentKind.DUTY_RELEASE})
_Answer = dict[str, Any]


def check(consignment: Consignment, trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask of every line of goods whether it may move freely from one member state into another."""
    reduced, proof = law.look("wto.kz.reduced"), law.look("wto.kz.proof")
    proven = any(d.kind in PROOFS and d.consignment in (None, consignment.id) for d in trip.documents)
    for number, goods in enumerate(consignment.goods, 1):
        line = goods_line(consignment, number)
        if goods.status is GoodsStatus.EAEU:
            answer = _clear(phrase("Union goods move freely: {line}.", line=line))
        elif goods.status is GoodsStatus.FOREIGN:
            answer = _foreign(consignment.procedure, line)
        elif goods.status is GoodsStatus.RELEASED:
            answer = _released(goods.duty, line, proof, proven)
        else:
            answer = _asked(
                phrase(
                    "Without its customs status it is open whether it may move freely: {line}.", line=line
                ),
                phrase("the customs status of {line}: Union, foreign, or released", line=line),
            )
        yield Finding(
            id="goods.duty_status",
            subject="tax",
            stage=Stage.EXIT_CONTROL,
            rests_on=(reduced, proof),
            values={"consignment": consignment.id, "line": number, "code": goods.code},
            **answer,
        )


def _foreign(procedure: Procedure | None, line: Phrase) -> _Answer:
    if procedure is Procedure.CUSTOMS_TRANSIT:
        return _clear(phrase("Foreign goods under customs transit: {line}.", line=line))
    reason = phrase(
        "Foreign goods need customs transit, or release with the full duty paid: {line}.", line=line
    )
    if procedure is None:
        return _asked(reason, phrase("the procedure of {line}: customs transit or another", line=line))
    cure = phrase(
        "Declare the goods and pay the full duty, or move them under customs transit: {line}.", line=line
    )
    return _stopped(reason, Who.CONSIGNOR, cure)


def _released(duty: Duty | None, line: Phrase, proof: Lookup, proven: bool) -> _Answer:
    if duty is None:
        return _asked(
            phrase(
                "Without its duty it is open whether it may leave the state of release: {line}.", line=line
            ),
            phrase(
                "at which tariff {line} was released: the full common tariff or a lower WTO rate", line=line
            ),
        )
    if duty is Duty.REDUCED_WTO:
        reason = phrase(
            "Released at Kazakhstan's lower WTO rate, so it must stay in Kazakhstan: {line}.", line=line
        )
        return _stopped(reason, Who.AUTHORITY, None)
    if duty is Duty.NOT_PAID:
        cure = phrase("Pay the duty at the full common tariff and have it released: {line}.", line=line)
        return _stopped(phrase("Its duty is not paid: {line}.", line=line), Who.CONSIGNOR, cure)
    if proven:
        return _clear(phrase("Released at the full common tariff, and a paper shows it: {line}.", line=line))
    return {
        "says": Says.UNDECIDED,
        "weight": Weight.WARNS,
        "reasons": (
            phrase("Released at the full common tariff, but no paper shows it: {line}.", line=line),
            *((proof.reason,) if proof.reason else ()),
        ),
        "missing": (phrase("a paper that shows the full duty paid for {line}", line=line),),
        "cure": phrase("Carry the declaration of release with proof of payment: {line}.", line=line),
        "who": Who.CONSIGNOR,
    }


def _clear(reason: Phrase) -> _Answer:
    return {"says": Says.YES, "weight": Weight.INFORMS, "reasons": (reason,)}


def _asked(reason: Phrase, missing: Phrase) -> _Answer:
    return {
        "says": Says.UNDECIDED,
        "weight": Weight.STOPS,
        "reasons": (reason,),
        "missing": (missing,),
        "who": Who.CONSIGNOR,
    }


def _stopped(reason: Phrase, who: Who, cure: Phrase | None) -> _Answer:
    return {"says": Says.NO, "weight": Weight.STOPS, "reasons": (reason,), "who": who, "cure": cure}
