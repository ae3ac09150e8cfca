"""Which crossing point is meant, by what somebody typed."""

from __future__ import annotations

from difflib import get_close_matches

from otkel.errors import UnknownNameError
from otkel.facts import gazetteer
from otkel.facts.gazetteer import CrossingPoint
from otkel.phrases import Phrase, phrase


def get_point(typed: str) -> CrossingPoint:
    """Give a crossing point by its slug or one of its names. Raises UnknownNameError with near names."""
    short = typed[:100]
    point = gazetteer.find_point(short)
    if point is not None:
        return point
    known = [name for one in gazetteer.list_points() for name in (one.slug, *one.names)]
    raise UnknownNameError(phrase("there is no crossing point {name}", name=short), _near(short, known))


def _near(typed: str, known: list[str]) -> Phrase:
    near = get_close_matches(typed, known, 3, 0.6)
    if near:
        return phrase("did you mean {options}?", options=tuple(near))
    return phrase("see the crossing points with: otkel points")
