"""The figures of a certificate: sums over the stretches of a passage, and nothing that is not in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import msgspec

from otkel.facts.events.choices import Witness
from otkel.queueing.standing import PHYSICAL, Span, Standing

# From the weakest: a stretch is known as well as the weaker of its two ends.
_WEAKEST = (Witness.DRIVER, Witness.IMPORTED, Witness.INSTRUMENT, Witness.OFFICER)


class Figures(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Sums in µs. What was still open when the certificate was signed counts until then."""

    began_us: int  # the first stretch in which the truck stood here
    ended_us: int  # the end of the last one, or the signing where it still stood
    still_stands: bool
    stood_us: int
    at_least: bool  # an end was not recorded, so it was longer
    by_stretch: dict[str, int]
    by_witness: dict[str, int]
    held_us: dict[str, int]  # by kind of hold; two of one kind at once count once
    uncalled_us: int | None = None  # since the beginning of the slot, and no call yet


def figures_of(standing: Standing, until_us: int) -> Figures | None:
    """Sum up a passage; None where the truck never stood here."""
    spans = [span for span in standing.spans if span.what in PHYSICAL]
    if not spans:
        return None
    by_stretch: Counter[str] = Counter()
    by_witness: Counter[str] = Counter()
    held: Counter[str] = Counter()
    for span in spans:
        lasted_us = span.lasted_us(until_us) or 0
        by_stretch[span.what.value] += lasted_us
        by_witness[witness_of_span(span).value] += lasted_us
        held.update(_held(span, until_us))
    ends = [span.known_end_us for span in spans]
    return Figures(
        began_us=spans[0].begin.at_us,
        ended_us=max(until_us if end is None else end for end in ends),
        still_stands=standing.is_open,
        stood_us=by_stretch.total(),
        at_least=any(span.end is None and not span.is_open for span in spans),
        by_stretch=dict(by_stretch),
        by_witness=dict(by_witness),
        held_us=dict(held),
        uncalled_us=_uncalled(standing, until_us),
    )


def witness_of_span(span: Span) -> Witness:
    """Give the weaker witness of the two ends of a stretch."""
    seen = [span.begin.witness, *([span.end.witness] if span.end is not None else [])]
    return min(seen, key=_WEAKEST.index)


def _held(span: Span, until_us: int) -> dict[str, int]:
    kinds = {hold.kind for hold in span.holds}
    end_us = until_us if span.known_end_us is None else span.known_end_us
    return {
        kind: _union(
            (
                max(hold.begin_us, span.begin.at_us),
                min(until_us if hold.end_us is None else hold.end_us, end_us),
            )
            for hold in span.holds
            if hold.kind == kind
        )
        for kind in sorted(kinds)
    }


def _union(intervals: Iterable[tuple[int, int]]) -> int:
    total = reached = 0
    for begin, end in sorted(intervals):
        total += max(0, end - max(begin, reached))
        reached = max(reached, end)
    return total


def _uncalled(standing: Standing, until_us: int) -> int | None:
    if standing.slot_from_us is None or standing.post_late is not None or not standing.is_open:
        return None
    late_us = until_us - standing.slot_from_us
    return late_us if late_us > 0 else None
