"""Kazakhstan's electronic queue, CarGoRuqsat, for trucks that leave the country."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from otkel.facts.trip import QueuePlan
from otkel.law import queue_kz_terms as terms
from otkel.law.corpus import LawDay
from otkel.law.finding import BEFORE_DEPARTURE, CARRIER, INFORMS, NO, STOPS, UNDECIDED, WARNS, YES, Finding
from otkel.law.timeline import Phase
from otkel.phrases import phrase

# The neighbour -> the points known to have the queue, and what is known of its other points.
POINTS = {
    "RU": ("queue.kz.points.ru", "queue.kz.points.ru.other"),
    "KG": ("queue.kz.points.kg", "queue.kz.points.kg.other"),
}


def check(
    neighbour: str, point: str | None, plan: QueuePlan, enters_on: date, law: LawDay
) -> Iterator[Finding]:
    """Ask whether a place must be booked; where the queue is joined, ask its price and terms too."""
    place = (neighbour, point, plan.booked)
    yield law.remember(("queue.kz.booking", *place), partial(_booking, *place))
    if plan.booked or point in (law.look(POINTS[neighbour][0]).value or ()):
        yield from terms.check(plan, enters_on, law)


def _booking(neighbour: str, point: str | None, booked: bool | None, law: LawDay) -> Finding:
    """Answer, in this order: booked; needed here; point not named; queue here not known; no queue."""
    listed, other = (law.look(provision) for provision in POINTS[neighbour])
    answer = partial(
        Finding,
        id="queue.kz.booking",
        subject="queue",
        stage=BEFORE_DEPARTURE,
        rests_on=(listed, other, law.look("queue.kz.only_through_queue")),
        values={"point": point},
        who=CARRIER,
    )
    if booked:
        reason = phrase("A place in Kazakhstan's electronic queue is booked.")
        return answer(says=YES, weight=INFORMS, reasons=(reason,))
    if point in (listed.value or ()):
        stops = booked is False and listed.phase is Phase.MANDATORY
        return answer(
            says=UNDECIDED if booked is None else NO,
            weight=STOPS if stops else WARNS,
            reasons=(phrase("A truck that leaves Kazakhstan here needs a booked place in CarGoRuqsat."),),
            missing=(phrase("whether a place in Kazakhstan's queue is booked"),) if booked is None else (),
            cure=phrase("Book a place in CarGoRuqsat for this crossing point."),
        )
    if point is None and listed.in_force:
        return answer(
            says=UNDECIDED,
            weight=WARNS,
            reasons=(phrase("At many crossing points a truck needs a booked place in CarGoRuqsat."),),
            missing=(phrase("the crossing point"),),
        )
    if other.reason is not None:
        return answer(
            says=UNDECIDED,
            weight=WARNS,
            reasons=(other.reason,),
            missing=(phrase("whether Kazakhstan's queue works at this crossing point"),),
            cure=phrase("Look the point up in CarGoRuqsat, and book a place if it is listed there."),
        )
    reason = phrase("Kazakhstan's electronic queue does not work here on this day.")
    return answer(says=YES, weight=INFORMS, reasons=(reason,))
