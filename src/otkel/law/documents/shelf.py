"""The papers of a trip, each held against the truck once and against the consignments it names."""

from __future__ import annotations

import msgspec

from otkel.facts.documents import Document, DocumentKind
from otkel.facts.trip import Consignment, Trip
from otkel.law.comparing import IN_ORDER, Comparison, compare_load, compare_truck
from otkel.law.papers import covers, same_plate


class Held(msgspec.Struct, frozen=True):
    """The papers of a consignment by kind: how many are in order, and the others, by place in the trip."""

    in_order: dict[DocumentKind, int]
    others: dict[DocumentKind, dict[int, Comparison]]

    def put(self, place: int, kind: DocumentKind, comparison: Comparison) -> None:
        """Add a paper."""
        if comparison is IN_ORDER:
            self.in_order[kind] = self.in_order.get(kind, 0) + 1
        else:
            self.others.setdefault(kind, {})[place] = comparison

    def others_of(self, kinds: tuple[DocumentKind, ...]) -> dict[int, Comparison]:
        """Give the papers of some kinds that are not in order, by place in the trip."""
        others: dict[int, Comparison] = {}
        for kind in kinds:
            others |= self.others.get(kind, {})
        return others


class Shelf:
    """The papers of a trip; `take` gives those of one consignment, and notes what was wrong with them."""

    def __init__(self, trip: Trip) -> None:
        self.trip = trip
        self._for_all = Held({}, {})
        self._named: list[tuple[int, Document, Comparison]] = []  # those that name a consignment or its goods
        self._wrong: dict[int, Comparison] = {}  # of those, by place: wrong for a consignment
        self._right: set[int] = set()  # and right for one
        same: dict[str | None, bool | None] = {None: True}  # one plate stands in many papers
        for place, paper in enumerate(trip.documents):
            plate = paper.plate
            if plate is not None and plate not in same:
                same[plate] = same_plate(plate, trip)
            comparison = compare_truck(paper, trip, same[plate])
            if paper.codes or not (paper.consignment is paper.consignee is paper.consignor is None):
                self._named.append((place, paper, comparison))
            else:
                self._for_all.put(place, paper.kind, comparison)

    def has_own(self, consignment: Consignment) -> bool:
        """Whether some paper must be held against this consignment alone."""
        return bool(self._named) and any(covers(paper, consignment) for _, paper, _ in self._named)

    def take(self, consignment: Consignment) -> Held:
        """Give the papers of a consignment."""
        if not self.has_own(consignment):
            return self._for_all
        others = {kind: dict(papers) for kind, papers in self._for_all.others.items()}
        held = Held(dict(self._for_all.in_order), others)
        for place, paper, truck in self._named:
            if covers(paper, consignment):
                comparison = compare_load(paper, truck, consignment, self.trip)
                held.put(place, paper.kind, comparison)
                if comparison.wrong:
                    self._wrong.setdefault(place, comparison)
                else:
                    self._right.add(place)
        return held

    def loose(self, told: set[int]) -> list[tuple[Document, Comparison]]:
        """Give the papers that are right for no consignment they belong to and were not told of yet."""
        wrong = {
            place: comparison
            for papers in self._for_all.others.values()
            for place, comparison in papers.items()
            if comparison.wrong
        }
        wrong |= self._wrong
        return [
            (self.trip.documents[place], wrong[place]) for place in sorted(wrong.keys() - told - self._right)
        ]
