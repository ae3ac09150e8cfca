"""Whether the customs duty behind a line of goods lets it into Russia: asked, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from otkel.facts.documents import DocumentKind
from otkel.facts.trip import Consignment, Duty, Goods, GoodsStatus, Procedure, Trip
from otkel.law.amounts import goods_line
from otkel.law.corpus import LawDay
from otkel.law.finding import (
    AUTHORITY,
    CONSIGNOR,
    EXIT_CONTROL,
    INFORMS,
    NO,
    STOPS,
    UNDECIDED,
    WARNS,
    YES,
    Finding,
    Who,
)
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

EAEU, FOREIGN, RELEASED = GoodsStatus
FULL = Duty.FULL
TRANSIT = Procedure.CUSTOMS_TRANSIT
PROOFS = frozenset({DocumentKind.FULL_TARIFF_PROOF, DocumentKind.DUTY_RELEASE})
_Answer = dict[str, Any]


def check(consignments: Iterable[Consignment], trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask of every line of goods whether it may move freely from one member state into another.

    The lines that may are told together, by their consignments; the others one by one.
    """
    rests_on = law.remember("duty_status", _rests_on)
    shown_for = {paper.consignment for paper in trip.documents if paper.kind in PROOFS}
    # Names in the order of the trip, each once.
    union: dict[str, None] = {}
    transit: dict[str, None] = {}
    full_duty: dict[str, None] = {}
    for consignment in consignments:
        name = consignment.id
        for number, goods in enumerate(consignment.goods, 1):
            status = goods.status
            if status is EAEU:
                union[name] = None
            elif status is FOREIGN and consignment.procedure is TRANSIT:
                transit[name] = None
            elif status is RELEASED and goods.duty is FULL and (None in shown_for or name in shown_for):
                full_duty[name] = None
            else:
                yield Finding(
                    id="goods.duty_status",
                    subject="tax",
                    stage=EXIT_CONTROL,
                    rests_on=rests_on,
                    values={"consignment": name, "line": number, "code": goods.code},
                    **_in_the_way(goods, consignment.procedure, goods_line(consignment, number), rests_on[1]),
                )
    if union or transit or full_duty:
        yield Finding(
            id="goods.duty_status",
            subject="tax",
            says=YES,
            weight=INFORMS,
            stage=EXIT_CONTROL,
            reasons=tuple(_free(tuple(union), tuple(transit), tuple(full_duty))),
            rests_on=rests_on,
            values={"consignments": tuple(union | transit | full_duty)},
        )


def _rests_on(law: LawDay) -> tuple[Lookup, Lookup]:
    return law.look("wto.kz.reduced"), law.look("wto.kz.proof")


def _free(union: tuple[str, ...], transit: tuple[str, ...], full_duty: tuple[str, ...]) -> Iterator[Phrase]:
    if union:
        yield phrase("Union goods move freely: {consignments}.", consignments=union)
    if transit:
        yield phrase("Foreign goods under customs transit: {consignments}.", consignments=transit)
    if full_duty:
        yield phrase(
            "Released at the full common tariff, and a paper shows it: {consignments}.",
            consignments=full_duty,
        )


def _in_the_way(goods: Goods, procedure: Procedure | None, line: Phrase, proof: Lookup) -> _Answer:
    """Say what keeps a line from moving freely, or what must be known of it."""
    if goods.status is None:
        return _asked(
            phrase("Without its customs status it is open whether it may move freely: {line}.", line=line),
            phrase("the customs status of {line}: Union, foreign, or released", line=line),
        )
    return _foreign(procedure, line) if goods.status is FOREIGN else _released(goods.duty, line, proof)


def _foreign(procedure: Procedure | None, line: Phrase) -> _Answer:
    reason = phrase(
        "Foreign goods need customs transit, or release with the full duty paid: {line}.", line=line
    )
    if procedure is None:
        return _asked(reason, phrase("the procedure of {line}: customs transit or another", line=line))
    cure = phrase(
        "Declare the goods and pay the full duty, or move them under customs transit: {line}.", line=line
    )
    return _stopped(reason, CONSIGNOR, cure)


def _released(duty: Duty | None, line: Phrase, proof: Lookup) -> _Answer:
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
        return _stopped(reason, AUTHORITY, None)
    if duty is Duty.NOT_PAID:
        cure = phrase("Pay the duty at the full common tariff and have it released: {line}.", line=line)
        return _stopped(phrase("Its duty is not paid: {line}.", line=line), CONSIGNOR, cure)
    return {
        "says": UNDECIDED,
        "weight": WARNS,
        "reasons": (
            phrase("Released at the full common tariff, but no paper shows it: {line}.", line=line),
            *((proof.reason,) if proof.reason else ()),
        ),
        "missing": (phrase("a paper that shows the full duty paid for {line}", line=line),),
        "cure": phrase("Carry the declaration of release with proof of payment: {line}.", line=line),
        "who": CONSIGNOR,
    }


def _asked(reason: Phrase, missing: Phrase) -> _Answer:
    return {
        "says": UNDECIDED,
        "weight": STOPS,
        "reasons": (reason,),
        "missing": (missing,),
        "who": CONSIGNOR,
    }


def _stopped(reason: Phrase, who: Who, cure: Phrase | None) -> _Answer:
    return {"says": NO, "weight": STOPS, "reasons": (reason,), "who": who, "cure": cure}
