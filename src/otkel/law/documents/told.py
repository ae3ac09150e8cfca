"""What goes with the papers of a load and is told beside them: duties after, a ban, and open questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from otkel.facts.trip import Trip
from otkel.law.corpus import LawDay
from otkel.law.documents.rows import Load, enters_union
from otkel.law.finding import Finding, Says, Stage, Weight, Who
from otkel.law.timeline import Lookup
from otkel.phrases import Phrase, phrase


def tell(load: Load) -> Iterator[Finding]:
    """Tell of one consignment what its consignee must do, and what its certificates must name."""
    law, consignment = load.law, load.consignment
    if load.union_trade and load.delivered_to == "RU":
        days = law.look("stat.form.days")
        reason = phrase(
            "The consignee files the statistical form within {days} working days after the shipping month.",
            days=days.number,
        )
        yield _told(
            "doc.statistical_form",
            reason,
            (days,),
            {"consignment": consignment.id, "working_days": days.number},
        )
        cash = law.look("pay.cash.eaeu")
        if cash.in_force:
            reason = phrase("The Russian buyer pays a supplier of the Union by bank transfer, not in cash.")
            yield _told("doc.cash", reason, (cash,), {"consignment": consignment.id})
    if load.between_kz_ru and _is_own_truck(load):
        rule = law.look("permit.kz_ru.bilateral")
        reason = phrase("Between Kazakhstan and Russia a truck of either state needs no permit.")
        values = {"consignment": consignment.id}
        yield _told("doc.permit_bilateral", reason, (rule,), values, Stage.ENTRY_CONTROL, Who.CARRIER)
    if enters_union(load):
        yield _preliminary(load, law.look("pi.road.hours"))
    block = law.look("phyto.wrong_consignee.block_d")
    if consignment.dispute_free_consignee is False and block.in_force:
        yield Finding(
            id="doc.phytosanitary_consignee",
            subject="documents",
            says=Says.NO,
            weight=Weight.WARNS,
            stage=Stage.AFTER,
            reasons=(
                phrase(
                    "The consignee in the certificate is not the real one: the second time no certificates "
                    "are given for that destination for {days} days.",
                    days=block.number,
                ),
            ),
            rests_on=(block,),
            values={"consignment": consignment.id, "block_days": block.number},
            cure=phrase("Have the certificate issued to the real consignee."),
            who=Who.CONSIGNOR,
            until=load.trip.enters_on,
        )


def _preliminary(load: Load, hours: Lookup) -> Finding:
    """Tell how early the preliminary information is sent; the instant, where it is the only crossing."""
    enters_at = load.trip.enters_at
    last = None
    if enters_at is not None and len(load.trip.route) == 2:
        last = enters_at - timedelta(hours=hours.number)
    return Finding(
        id="doc.preliminary_time",
        subject="documents",
        says=Says.YES,
        weight=Weight.INFORMS,
        stage=Stage.BEFORE_DEPARTURE,
        reasons=(
            phrase(
                "Preliminary information is sent at least {hours} hours before the truck enters the Union.",
                hours=hours.number,
            ),
        ),
        rests_on=(hours,),
        values={"consignment": load.consignment.id, "hours": hours.number},
        who=Who.CARRIER,
        until=last,
    )


def _is_own_truck(load: Load) -> bool:
    """Whether a Kazakh or Russian truck loads or unloads at home."""
    country = load.trip.vehicle.country
    return country in ("KZ", "RU") and country in (load.loaded_in, load.delivered_to)


def tell_trip(trip: Trip, law: LawDay) -> Iterator[Finding]:
    """Tell that electronic transport documents begin in Russia, and whether they bind this truck."""
    rule = law.look("epd.ru.forwarding")
    if not rule.in_force or "RU" not in trip.route:
        return
    if trip.vehicle.country == "RU":
        reason = phrase("Forwarding documents go through Russia's system of electronic transport documents.")
        yield _told("doc.electronic", reason, (rule,), {}, Stage.BEFORE_DEPARTURE, Who.CARRIER)
        return
    scope = law.look("epd.ru.foreign")
    yield Finding(
        id="doc.electronic",
        subject="documents",
        says=Says.UNDECIDED,
        weight=Weight.INFORMS,
        stage=Stage.BEFORE_DEPARTURE,
        reasons=(phrase("Russia begins electronic transport documents; keep the paper CMR."),),
        rests_on=(rule, scope),
        missing=(phrase("whether electronic transport documents bind a foreign carrier"),),
        who=Who.CARRIER,
    )


def _told(
    finding_id: str,
    reason: Phrase,
    rests_on: tuple[Lookup, ...],
    values: dict[str, Any],
    stage: Stage = Stage.AFTER,
    who: Who = Who.CONSIGNEE,
) -> Finding:
    return Finding(
        id=finding_id,
        subject="documents",
        says=Says.YES,
        weight=Weight.INFORMS,
        stage=stage,
        reasons=(reason,),
        rests_on=rests_on,
        values=values,
        who=who,
    )
