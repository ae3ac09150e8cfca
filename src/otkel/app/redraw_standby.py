"""Check from the public record that slots which came back after a draw went to those who were not drawn.

What can be checked: who was given one had asked, was not drawn and stood by for it; he was the first of his
class, by how long he asked and then by the number drawn (which the draw itself proves); and the slot had
room. What cannot: that no slot was kept back, since which one is free to be filled depends on the time at
which it came back.
"""

from __future__ import annotations

from collections.abc import Iterator

from otkel.app.redraw_findings import RedrawFinding, fails, holds
from otkel.app.redraw_record import Reading, StandbyGrant
from otkel.phrases import phrase


def check_standby(reading: Reading, from_us: int, to_us: int) -> Iterator[RedrawFinding]:
    """Check the slots of one civil day [µs] that were given to who stood by and was not drawn."""
    grants = [one for one in reading.standby_grants if from_us <= (one.line.body.slot_from_us or 0) < to_us]
    found = [finding for one in grants for finding in _of_grant(one)]
    yield from found
    if grants and not found:
        says = phrase(
            "{grants} slots that came back went to who stood by and was not drawn, in their order",
            grants=len(grants),
        )  # fmt: skip
        yield holds("slots.standby", says)


def _of_grant(grant: StandbyGrant) -> Iterator[RedrawFinding]:
    line, first = grant.line, next(iter(grant.passages), None)
    if line.truck not in grant.passages:
        says = phrase(
            "passage {passage} was given a slot that came back, and did not stand by for it after a draw",
            passage=line.truck,
        )  # fmt: skip
        yield fails("slots.standby_unasked", says, passage=line.truck, position=line.position)
    elif line.truck != first:
        says = phrase(
            "passage {passage} was given a slot that came back before passage {first}, whose turn it was",
            passage=line.truck, first=first,
        )  # fmt: skip
        yield fails("slots.standby_order", says, passage=line.truck, position=line.position)
    if grant.policy is not None and grant.taken >= grant.policy.slot_trucks:
        says = phrase(
            "passage {passage} was given a slot that was full: it holds {trucks} trucks",
            passage=line.truck, trucks=grant.policy.slot_trucks,
        )  # fmt: skip
        yield fails("slots.standby_full", says, passage=line.truck, position=line.position)
