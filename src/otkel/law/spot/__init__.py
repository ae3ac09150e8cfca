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
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.papers import delivered_to, is_listed, is_union_trade, loaded_in
from otkel.law.spot.filing import Filing, answer, last_filing, status_key
from otkel.law.spot.lead import lead
from otkel.law.spot.match import match
from otkel.law.spot.payment import payment
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase

FILED = phrase("A notice of expected delivery is filed.")
QR_SHOWN = phrase("The carrier must show the QR code of the notice.")
QR_CURE = phrase("Get the QR code from the importer before the truck goes.")
QR_ASKED = phrase("whether the carrier holds the QR code")
STATUS_ASKED = phrase("the status of the notice")
PAYS = {"BY": "spot.payment.required.by"}  # goods from other states: the general rule


def check(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Ask for every consignment delivered to Russia whether SPOT concerns it, and if so all it asks."""
    if not law.look("spot.dopp.required").is_on:
        yield from _test(trip, law)
        return
    filings: dict[tuple[int, str], list[Consignment]] = {}
    for consignment in _imports(trip):
        outside = _outside(consignment, trip, law)
        yield _scope(consignment, outside, law)
        if outside is not None or consignment.procedure is Procedure.OWN_GOODS:
            continue
        pays = PAYS.get(loaded_in(consignment, trip), "spot.payment.required")
        place = _find_notice(trip.spot, consignment)
        if place is None:
            yield _no_notice(_filing(trip, law, (consignment,), law.look(pays)))
        else:
            filings.setdefault((place, pays), []).append(consignment)
    for (place, pays), consignments in filings.items():
        yield from _examine(_filing(trip, law, tuple(consignments), law.look(pays), trip.spot[place]))


def _imports(trip: Trip) -> Iterator[Consignment]:
    for consignment in trip.consignments:
        into = delivered_to(consignment, trip) == "RU" != loaded_in(consignment, trip)
        if into and consignment.goods:
            yield consignment


def _outside(consignment: Consignment, trip: Trip, law: LawDay) -> Phrase | None:
    """Give the reason why SPOT leaves a consignment out; None where it concerns it."""
    origin = loaded_in(consignment, trip)
    if origin not in law.look("spot.countries").value:
        return phrase("SPOT does not concern goods from {country}.", country=origin)
    if not is_union_trade(consignment):
        return phrase("SPOT leaves out customs transit, export and personal goods.")
    if consignment.spot_scope_exempt:
        return phrase("SPOT leaves out goods of this kind.")
    codes = law.look("spot.scope.out.codes").value
    listed = all(g.code is not None and is_listed(g.code, codes) for g in consignment.goods)
    if listed and consignment.spot_scope_exempt is None:
        return phrase("SPOT leaves out oil, oil products and electricity.")
    return None


def _scope(consignment: Consignment, outside: Phrase | None, law: LawDay) -> Finding:
    """Say whether SPOT concerns a consignment; what is not stated is taken as a sale, and that is said."""
    own = outside is None and consignment.procedure is Procedure.OWN_GOODS
    reasons = [outside or phrase("SPOT concerns {consignment}.", consignment=consignment.id)]
    if own:
        reasons = [phrase("Whether SPOT concerns goods that are not sold was not found.")]
    elif outside is None and consignment.procedure is None:
        reasons.append(phrase("Its procedure is not stated; it is taken as sold to a Russian buyer."))
    return Finding(
        id="spot.scope",
        subject="spot",
        says=Says.UNDECIDED if own else Says.YES,
        weight=Weight.WARNS if own else Weight.INFORMS,
        stage=Stage.BEFORE_DEPARTURE,
        reasons=tuple(reasons),
        rests_on=(law.look("spot.dopp.required"), law.look("spot.scope.out")),
        values={"consignment": consignment.id},
        missing=(phrase("whether own goods without a sale need a notice"),) if own else (),
        who=Who.CONSIGNEE,
    )


def _find_notice(notices: tuple[SpotNotice, ...], consignment: Consignment) -> int | None:
    """Give the place of the notice that names the consignment, else of one for the whole load."""
    for wanted in (consignment.id, None):
        for place, notice in enumerate(notices):
            if notice.consignment == wanted:
                return place
    return None


def _filing(
    trip: Trip,
    law: LawDay,
    consignments: tuple[Consignment, ...],
    pays: Lookup,
    notice: SpotNotice = SpotNotice(),  # noqa: B008 (frozen)
) -> Filing:
    status = None if notice.status is None else status_key(notice.status)
    paid = notice.payment is not None or notice.payment_made is True
    return Filing(
        trip=trip,
        law=law,
        consignments=consignments,
        pays=pays,
        notice=notice,
        exempt=False if notice.payment_exempt is None and paid else notice.payment_exempt,
        admitted=status == status_key(law.look("spot.status.admit").value),
        ids=tuple([c.id for c in consignments]),
    )


def _no_notice(filing: Filing) -> Finding:
    trip, law = filing.trip, filing.law
    form = law.look("spot.form")
    return answer(
        filing,
        "spot.notice",
        False if trip.spot_applied is False or trip.spot else None,
        phrase("Without a notice of expected delivery the goods may not enter Russia."),
        (law.look("spot.dopp.required"), form, filing.pays),
        cure=phrase("File the notice, form {form}, and send the carrier its QR code.", form=form.value),
        who=Who.CONSIGNEE,
        until=last_filing(trip, law, filing.pays.is_on),
        missing=(phrase("the notice of expected delivery (DOPP): its QR code, status and content"),),
    )


def _examine(filing: Filing) -> Iterator[Finding]:
    """Ask all that SPOT asks of one notice."""
    law, enters_on = filing.law, filing.trip.enters_on
    grounds, admit = law.look("spot.refuse.grounds"), law.look("spot.status.admit")
    yield Finding(
        id="spot.notice",
        subject="spot",
        says=Says.YES,
        weight=Weight.INFORMS,
        stage=Stage.ENTRY_CONTROL,
        reasons=(FILED,),
        rests_on=(law.look("spot.dopp.required"),),
        values={"consignments": filing.ids, "number": filing.notice.number},
        who=Who.CONSIGNEE,
    )
    yield answer(
        filing,
        "spot.qr",
        filing.notice.qr,
        QR_SHOWN,
        (grounds,),
        cure=QR_CURE,
        who=Who.CARRIER,
        until=enters_on,
        missing=(QR_ASKED,),
    )
    stated = filing.notice.status
    yield answer(
        filing,
        "spot.status",
        None if stated is None else filing.admitted,
        phrase("Goods may enter only under a notice with the status {status}.", status=admit.value),
        (grounds, admit),
        cure=phrase("Have the importer bring the notice to the status {status}.", status=admit.value),
        who=Who.CONSIGNEE,
        until=enters_on,
        missing=(STATUS_ASKED,),
        values={"status": stated},
    )
    yield lead(filing)
    yield payment(filing)
    yield from match(filing)


def _test(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Tell of the voluntary test before the rule began; it never stops a truck."""
    test = law.look("spot.test")
    if test.in_force and any(loaded_in(c, trip) in EAEU and is_union_trade(c) for c in _imports(trip)):
        yield Finding(
            id="spot.test",
            subject="spot",
            says=Says.YES,
            weight=Weight.INFORMS,
            stage=Stage.BEFORE_DEPARTURE,
            reasons=(phrase("SPOT is in a voluntary test; nobody is stopped for it."),),
            rests_on=(test,),
            who=Who.CONSIGNEE,
        )
