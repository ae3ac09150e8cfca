"""The law of an evidence file: what the rulebook holds, with article, sources and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from otkel.app.evidence.collect import Report
from otkel.app.law import show_provision
from otkel.app.words import Words
from otkel.law.corpus import Rulebook
from otkel.phrases import phrase

# What the Commission looks at, whatever is complained of.
FRAME = ("eec.definition.barrier", "eec.limit", "eec.methodology", "eec.terms.preliminary_conclusion")


class Quoted(msgspec.Struct, frozen=True, kw_only=True):
    """One provision as it is quoted, or the code of an act that the rulebook does not hold."""

    role: str  # act, norm or frame
    id: str
    question: str  # what the provision answers
    said: str  # what it says on the day
    article: str | None = None
    sources: tuple[tuple[str, str], ...] = ()  # title and address
    why: str = ""  # how sure it is, or that it is not held


def quote_law(
    report: Report, rulebook: Rulebook, on: date, made_on: date, words: Words
) -> tuple[Quoted, ...]:
    """Give act and norm of a report as of the day of the cases, then what the Commission looks at now."""
    named = (("act", report.act), ("norm", report.norm))
    asked = [(role, one, on) for role, one in named if one is not None]
    asked += [("frame", one, made_on) for one in FRAME]
    return tuple(_quoted(role, one, rulebook, day, words) for role, one, day in asked)


def _quoted(role: str, provision: str, rulebook: Rulebook, on: date, words: Words) -> Quoted:
    if provision not in rulebook.provisions:
        why = phrase("the rulebook does not hold this act: its text belongs into the annexes")
        return Quoted(role=role, id=provision, question="", said=provision, why=words.sentence(why))
    told = show_provision(rulebook, words, provision)
    value = rulebook.on(on).look(provision).value
    said = "; ".join(_texts(value)) if value is not None else words.say(phrase("not in force, or not known"))
    return Quoted(
        role=role,
        id=provision,
        question=told["question"],
        said=said,
        article=told["article"],
        sources=tuple((one["title"], one["address"]) for one in told["sources"]),
        why=told["confidence_means"],
    )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
    else:
        yield str(value)
