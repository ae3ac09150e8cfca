"""Crossing points to choose from, by border and name."""

from __future__ import annotations

from otkel.app.site.board import BORDER, name_of
from otkel.facts import gazetteer
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.people import Language

Named = tuple[CrossingPoint, str]


def points_by_border(language: Language) -> tuple[tuple[tuple[str, str], tuple[Named, ...]], ...]:
    """Give for each border its two states and its points with their names, ours first, by name."""
    found: dict[tuple[str, str], list[Named]] = {}
    for point in gazetteer.list_points():
        found.setdefault(point.countries, []).append((point, name_of(point, language)))
    order = sorted(found, key=lambda pair: ("-".join(pair) != BORDER, pair))
    return tuple((pair, tuple(sorted(found[pair], key=lambda one: one[1].casefold()))) for pair in order)
