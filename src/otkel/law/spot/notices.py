"""All that SPOT asks of the notices of a trip: what is not right one by one, what is right at once."""

from __future__ import annotations

from typing import Any

from otkel.law.finding import CARRIER, CONSIGNEE, Finding
from otkel.law.spot import match
from otkel.law.spot.filing import Filing, Terms, answer, each, name_all, right
from otkel.law.spot.lead import lead
from otkel.law.spot.payment import Secured, all_secured, payment
from otkel.phrases import Phrase, phrase

FILED = phrase("A notice of expected delivery is filed.")
QR_SHOWN = phrase("The carrier must show the QR code of the notice.")
QR_CURE = phrase("Get the QR code from the importer before the truck goes.")
QR_ASKED = phrase("whether the carrier holds the QR code")
STATUS_ASKED = phrase("the status of the notice")
# What is compared with the load, in a word; the carrier only where both sides name one.
PARTS = (
    (phrase("plate"), match.plate),
    (phrase("goods codes"), match.codes),
    (phrase("consignee"), match.consignee),
    (phrase("day of import"), match.day),
)
CARRIER_PART = phrase("carrier")


def examine(filings: list[Filing], terms: Terms) -> list[Finding]:
    """Ask all that SPOT asks of the notices of a trip."""
    every = name_all(filings)
    lead_rests_on = each(terms.lead, [filing.pays for filing in filings])
    findings = [right("spot.notice", (FILED,), terms.required, every)]
    for finding_id, ask, asked, rests_on, who in (
        ("spot.qr", _qr, QR_SHOWN, terms.grounds, CARRIER),
        ("spot.status", _status, terms.status_asked, terms.status, CONSIGNEE),
        ("spot.lead", lead, terms.lead_asked, lead_rests_on, CARRIER),
    ):
        met = _met(filings, list(map(ask, filings)), findings)
        if met:
            values = every if met is filings else name_all(met)
            findings.append(right(finding_id, (asked,), rests_on, values, who))
    _pay(filings, every, terms, findings)
    _match(filings, every, terms, findings)
    return findings


def _met(filings: list[Filing], found: list[Finding | None], findings: list[Finding]) -> list[Filing]:
    """Add what was found to the findings; give the notices of which nothing was."""
    if not any(found):
        return filings
    findings += filter(None, found)
    return [filing for filing, one in zip(filings, found, strict=True) if one is None]


def _qr(filing: Filing) -> Finding | None:
    if filing.notice.qr:
        return None
    return answer(
        filing,
        "spot.qr",
        filing.notice.qr,
        QR_SHOWN,
        filing.case.terms.grounds,
        cure=QR_CURE,
        who=CARRIER,
        until=filing.case.trip.enters_on,
        missing=(QR_ASKED,),
    )


def _status(filing: Filing) -> Finding | None:
    if filing.admitted:
        return None
    stated, asked = filing.notice.status, filing.case.terms.status_asked
    return answer(
        filing,
        "spot.status",
        None if stated is None else False,
        asked,
        filing.case.terms.status,
        cure=phrase("Have the importer bring the notice to the status {status}.", **asked.values),
        who=CONSIGNEE,
        until=filing.case.trip.enters_on,
        missing=(STATUS_ASKED,),
        values={"status": stated},
    )


def _pay(filings: list[Filing], every: dict[str, Any], terms: Terms, findings: list[Finding]) -> None:
    secured: list[Secured] = []
    for found in map(payment, filings):
        if isinstance(found, Secured):
            secured.append(found)
        else:
            findings.append(found)
    if secured:
        whole = len(secured) == len(filings)
        named = every if whole else name_all([one.filing for one in secured])
        findings.append(all_secured(secured, named, terms))


def _match(filings: list[Filing], every: dict[str, Any], terms: Terms, findings: list[Finding]) -> None:
    """Hold the notices against the load; what is the same is told by the notices for which it is."""
    same: dict[tuple[str, ...], list[Phrase]] = {}
    for part, compare in PARTS:
        met = _met(filings, list(map(compare, filings)), findings)
        if met:
            names = every["consignments"] if met is filings else _names(met)
            same.setdefault(names, []).append(part)
    stated = filings[0].case.trip.carrier.name
    if stated is not None:
        named = [(f, f.notice.carrier) for f in filings if f.notice.carrier is not None]
        found = [match.carrier(filing, carrier, stated) for filing, carrier in named]
        met = _met([filing for filing, _ in named], found, findings)
        if met:
            same.setdefault(_names(met), []).append(CARRIER_PART)
    if same:
        findings.append(_agreement(same, terms))


def _names(filings: list[Filing]) -> tuple[str, ...]:
    return tuple([name for filing in filings for name in filing.ids])


def _agreement(same: dict[tuple[str, ...], list[Phrase]], terms: Terms) -> Finding:
    reasons = [
        phrase(
            "For {consignments}, the notice says the same as the load: {parts}.",
            consignments=names,
            parts=tuple(parts),
        )
        for names, parts in same.items()
    ]
    every = dict.fromkeys([name for names in same for name in names])
    return right("spot.match", tuple(reasons), terms.match, {"consignments": tuple(every)})
