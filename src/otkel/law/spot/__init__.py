"""SPOT: Russia's system for confirming expected deliveries of Union goods by road.

The Russian importer files a notice (DOPP), pays a security, and passes a QR code to the carrier. The
carrier checks before entry that the QR code is there, the status is right and the notice says the same as
the load: otherwise customs orders the truck to leave.
"""

from __future__ import annotations

from collections.abc import Iterator

from otkel.facts.documents import SpotNotice
from otkel.facts.places import EAEU
from otkel.facts.trip import Consignment, Procedure, Trip
from otkel.law.corpus import LawDay
from otkel.law.finding import BEFORE_DEPARTURE, CONSIGNEE, INFORMS, UNDECIDED, WARNS, YES, Finding
from otkel.law.papers import delivered_to, is_union_trade, loaded_in
from otkel.law.spot.filing import (
    PAYS,
    PAYS_FROM,
    Case,
    Filing,
    Terms,
    answer,
    last_filing,
    read_terms,
    status_key,
)
from otkel.law.spot.notices import examine
from otkel.phrases import Phrase, phrase

OWN_GOODS = Procedure.OWN_GOODS
NO_NOTICE = SpotNotice()
NO_TRADE = phrase("SPOT leaves out customs transit, export and personal goods.")
OTHER_KIND = phrase("SPOT leaves out goods of this kind.")
OIL = phrase("SPOT leaves out oil, oil products and electricity.")
OWN_OPEN = phrase("Whether SPOT concerns goods that are not sold was not found.")
OWN_ASKED = phrase("whether own goods without a sale need a notice")
NEEDS_NOTICE = phrase("Without a notice of expected delivery the goods may not enter Russia.")
NOTICE_ASKED = phrase("the notice of expected delivery (DOPP): its QR code, status and content")


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask of every consignment delivered to Russia whether SPOT concerns it, and if so all it asks."""
    if not law.look("spot.dopp.required").is_on:
        yield from _test(trip, law)
        return
    terms = law.remember("spot", read_terms)
    concerned: list[tuple[Consignment, str]] = []
    for consignment, origin in _imports(trip):
        outside = _outside(consignment, origin, terms)
        if outside is not None:
            yield _scope((outside,), {"consignment": consignment.id}, terms)
        elif consignment.procedure is OWN_GOODS:
            yield _own_goods(consignment, terms)
        else:
            concerned.append((consignment, origin))
    if concerned:
        yield _concerned(concerned, terms)
        yield from _ask(concerned, Case(trip, law, terms))


def _imports(trip: Trip) -> list[tuple[Consignment, str]]:
    """Give the consignments loaded elsewhere and delivered to Russia, with the country of loading."""
    return [
        (consignment, origin)
        for consignment in trip.consignments
        if delivered_to(consignment, trip) == "RU" != (origin := loaded_in(consignment, trip))
        and consignment.goods
    ]


def _outside(consignment: Consignment, origin: str, terms: Terms) -> Phrase | None:
    """Give the reason why SPOT leaves a consignment out; None where it concerns it."""
    if origin not in terms.countries:
        return phrase("SPOT does not concern goods from {country}.", country=origin)
    if not is_union_trade(consignment):
        return NO_TRADE
    if consignment.spot_scope_exempt:
        return OTHER_KIND
    if consignment.spot_scope_exempt is None:
        for goods in consignment.goods:
            if goods.code is None or not terms.left_out.cover(goods.code):
                return None
        return OIL
    return None


def _scope(reasons: tuple[Phrase, ...], values: dict[str, object], terms: Terms) -> Finding:
    """Say that SPOT concerns consignments, or leaves one out."""
    return Finding(
        id="spot.scope",
        subject="spot",
        says=YES,
        weight=INFORMS,
        stage=BEFORE_DEPARTURE,
        reasons=reasons,
        rests_on=terms.scope,
        values=values,
        who=CONSIGNEE,
    )


def _concerned(concerned: list[tuple[Consignment, str]], terms: Terms) -> Finding:
    """Name the consignments SPOT concerns; what is not stated is taken as a sale, and that is said."""
    names = tuple([c.id for c, _ in concerned])
    reasons = [phrase("SPOT concerns {consignments}.", consignments=names)]
    not_stated = tuple([c.id for c, _ in concerned if c.procedure is None])
    if not_stated:
        reasons.append(
            phrase(
                "The procedure of {consignments} is not stated; it is taken as sold to a Russian buyer.",
                consignments=not_stated,
            )
        )
    return _scope(tuple(reasons), {"consignments": names}, terms)


def _own_goods(consignment: Consignment, terms: Terms) -> Finding:
    return Finding(
        id="spot.scope",
        subject="spot",
        says=UNDECIDED,
        weight=WARNS,
        stage=BEFORE_DEPARTURE,
        reasons=(OWN_OPEN,),
        rests_on=terms.scope,
        values={"consignment": consignment.id},
        missing=(OWN_ASKED,),
        who=CONSIGNEE,
    )


def _ask(concerned: list[tuple[Consignment, str]], case: Case) -> list[Finding]:
    """Give every consignment its notice, else the one for the whole load, and ask all notices."""
    findings = []
    notices = {notice.consignment: notice for notice in reversed(case.trip.spot)}  # of several the first
    filed: dict[tuple[str | None, str], list[Consignment]] = {}
    for consignment, origin in concerned:
        named = consignment.id if consignment.id in notices else None
        pays = PAYS_FROM.get(origin, PAYS)
        if named in notices:
            filed.setdefault((named, pays), []).append(consignment)
        else:
            findings.append(_no_notice(_filing(case, NO_NOTICE, [consignment], pays)))
    filings = [_filing(case, notices[named], those, pays) for (named, pays), those in filed.items()]
    return findings + examine(filings, case.terms) if filings else findings


def _filing(case: Case, notice: SpotNotice, consignments: list[Consignment], pays: str) -> Filing:
    terms = case.terms
    lookup, asks_payment = terms.pays[pays]
    paid = notice.payment is not None or notice.payment_made is True
    return Filing(
        case=case,
        consignments=tuple(consignments),
        ids=tuple([c.id for c in consignments]),
        pays=lookup,
        asks_payment=asks_payment,
        notice=notice,
        exempt=False if notice.payment_exempt is None and paid else notice.payment_exempt,
        admitted=notice.status is not None and status_key(notice.status) == terms.admits,
    )


def _no_notice(filing: Filing) -> Finding:
    case = filing.case
    form = case.law.look("spot.form")
    return answer(
        filing,
        "spot.notice",
        False if case.trip.spot_applied is False or case.trip.spot else None,
        NEEDS_NOTICE,
        (*case.terms.required, form, filing.pays),
        cure=phrase("File the notice, form {form}, and send the carrier its QR code.", form=form.value),
        who=CONSIGNEE,
        until=last_filing(case, filing.asks_payment),
        missing=(NOTICE_ASKED,),
    )


def _test(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Tell of the voluntary test before the rule began; it never stops a truck."""
    test = law.look("spot.test")
    if test.in_force and any(origin in EAEU and is_union_trade(c) for c, origin in _imports(trip)):
        yield Finding(
            id="spot.test",
            subject="spot",
            says=YES,
            weight=INFORMS,
            stage=BEFORE_DEPARTURE,
            reasons=(phrase("SPOT is in a voluntary test; nobody is stopped for it."),),
            rests_on=(test,),
            who=CONSIGNEE,
        )
