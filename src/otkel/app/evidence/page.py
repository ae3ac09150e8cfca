"""The evidence file as a PDF: what is complained of, the law, every case, what changed, the cost.

The template is handed plain data, so that nothing a person typed is read as markup. The table (CSV) is
attached to the PDF, and its digest stands in the code on the first page.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from otkel.app.crossing.told import local, tell_stage
from otkel.app.evidence.change import Change, Period
from otkel.app.evidence.collect import Evidence, began_on, zone_of
from otkel.app.evidence.law import Quoted
from otkel.app.evidence.said import COUNTS, FACTS, FREEDOM, LIMITS, WORDS
from otkel.app.feed_words import instant
from otkel.app.incident_list import Incident
from otkel.app.incident_words import GROUND, MEASURE, PAPER
from otkel.app.measure_words import lasted
from otkel.app.paper import compile_page
from otkel.app.words import Words, printable
from otkel.facts import gazetteer
from otkel.facts.events.choices import Ground, Measure, PaperGiven
from otkel.phrases import Phrase, phrase

TEMPLATE = Path(__file__).parent / "evidence.typ"
_UNKNOWN = "—"
_LONGEST = 600
Json = dict[str, Any]


def make_pdf(evidence: Evidence, law: tuple[Quoted, ...], table: bytes, words: Words) -> bytes:
    """Give the PDF, always the same bytes for the same evidence; `table` is attached to it."""
    digest = sha256(table).hexdigest()
    return compile_page(TEMPLATE, page_data(evidence, law, digest, words), digest, "pdf", table)


def page_data(evidence: Evidence, law: tuple[Quoted, ...], digest: str, words: Words) -> Json:
    """Give what the page shows, all of it text."""
    report = evidence.report
    return {
        "lang": words.language.value,
        "words": {name: words.say(text) for name, text in WORDS.items()},
        "made": words.moment(instant(evidence.made_us)),
        "simulated": evidence.simulated,
        "title": _text(_title(evidence, words)),
        "key": [{"number": number, "what": words.say(what)} for number, what in _key(evidence)],
        "facts": [
            {"what": words.say(what), "text": _text(text)} for what, text in _facts(evidence, law, words)
        ],
        "law": [_law(one) for one in law],
        "cases": [_case(number, one, words) for number, one in enumerate(evidence.incidents, 1)],
        "counts": list(_counts(evidence, words)),
        "changes": [_change(one, words) for one in evidence.changes],
        "cost": [words.sentence(one) for one in _cost(evidence)],
        "earlier": [_text(one) for one in report.earlier],
        "remedy": None if report.remedy is None else _text(report.remedy),
        "limits": [words.sentence(one) for one in (*_sources(evidence), *LIMITS)],
        "digest": digest,
    }


def _title(evidence: Evidence, words: Words) -> str:
    report = evidence.report
    if report.act is None:
        return words.say(phrase("Practice: {state}", state=words.state(report.country)))
    return words.say(phrase("Rule: {state}, {act}", state=words.state(report.country), act=report.act))


def _key(evidence: Evidence) -> Iterator[tuple[str, Phrase]]:
    """Give the four numbers that stand large."""
    counted, cost = evidence.counted, evidence.counted.cost
    yield f"{counted.cases:,}", phrase("cases told")
    yield f"{counted.trucks:,}", phrase("trucks that were named")
    yield f"{counted.truck_days:,.1f}", phrase("truck-days, where the end is known")
    yield f"{cost.amount:,} {cost.price.currency}", phrase("cost of these truck-days")


def _facts(evidence: Evidence, law: tuple[Quoted, ...], words: Words) -> Iterator[tuple[Phrase, str]]:
    report, counted = evidence.report, evidence.counted
    quoted = {one.role: f"{one.question} {one.said}".strip() for one in law}
    yield FACTS["applicant"], report.applicant
    yield FACTS["state"], words.state(report.country)
    bodies = [name for name in counted.by_authority if name]
    yield FACTS["bodies"], ", ".join(bodies) or _UNKNOWN
    if report.act is not None:
        yield FACTS["act"], quoted["act"]
    else:
        told = phrase(
            "no rule was named; cases: {cases}, days on which they began: {days}, crossing points: {points}",
            cases=counted.cases, days=counted.days, points=len(counted.by_point),
        )  # fmt: skip
        yield FACTS["practice"], words.sentence(told)
    yield FACTS["norm"], quoted.get("norm", words.say(phrase("none is named; the Commission asks for one")))
    if report.freedom is not None:
        yield FACTS["freedom"], words.say(FREEDOM[report.freedom])
    if report.point is not None:
        yield FACTS["place"], "/".join(side.name for side in report.point.sides)
    if evidence.incidents:
        first, last = (words.day(began_on(one)) for one in (evidence.incidents[0], evidence.incidents[-1]))
        yield FACTS["span"], f"{first} – {last}"
    if report.firms is not None or report.states is not None:
        said = phrase(
            "firms: {firms}; states: {states} (stated by the applicant)",
            firms=_UNKNOWN if report.firms is None else report.firms,
            states=_UNKNOWN if report.states is None else report.states,
        )
        yield FACTS["firms"], words.say(said)


def _law(one: Quoted) -> Json:
    sources = "; ".join(f"{title}, {address}" for title, address in one.sources)
    return {
        "id": one.id,
        "question": one.question,
        "said": _text(one.said),
        "article": one.article,
        "source": _text(f"{sources} ({one.why})" if sources else one.why),
    }


def _case(number: int, one: Incident, words: Words) -> Json:
    body = one.body
    point = gazetteer.find_point(one.point)
    zone = zone_of(one)
    until_us = body.until_us
    where = body.place or (None if body.stage is None else words.say(tell_stage(body.stage)))
    ground = words.say(
        phrase("rule {act}", act=body.act) if body.ground is Ground.RULE and body.act else GROUND[body.ground]
    )
    return {
        "number": str(number),
        "from": f"{local(body.from_us, zone):%Y-%m-%d %H:%M}",
        "until": _UNKNOWN if until_us is None else f"{local(until_us, zone):%Y-%m-%d %H:%M}",
        "lasted": _UNKNOWN if until_us is None else lasted((until_us - body.from_us) / 1e6),
        "point": point.sides[0].name if point is not None else one.point,
        "where": where,
        "authority": body.authority,
        "done": words.say(MEASURE[body.measure]),
        "ground": ground,
        "paper": words.say(PAPER[body.paper]) if body.paper in PAPER else None,
        "outcome": body.outcome,
        "goods": body.goods,
        "truck": _UNKNOWN if one.truck is None else str(one.truck),
        "source": str(one.position),
    }


def _counts(evidence: Evidence, words: Words) -> Iterator[Json]:
    counted = evidence.counted
    for name, what in COUNTS.items():
        held: dict[str, int] = getattr(counted, f"by_{name}")
        rows = [{"name": _text(_named(name, value, words)), "n": str(n)} for value, n in held.items()]
        if rows:
            yield {"what": words.say(what), "rows": rows}


def _named(name: str, value: str, words: Words) -> str:
    """Give a value that is counted in words."""
    if name == "measure":
        return words.say(MEASURE[Measure(value)])
    if name == "ground" and value != Ground.RULE:
        return words.say(GROUND[Ground(value)])
    if name == "ground":
        return words.say(phrase("a rule that was named"))
    if name == "paper":
        return words.say(PAPER.get(PaperGiven(value), phrase("not told")))
    point = gazetteer.find_point(value) if name == "point" else None
    if point is not None:
        return point.sides[0].name
    return value or words.say(phrase("not known"))


_ROWS: dict[str, tuple[Phrase, int, float]] = {
    # what it is called, digits after the point, and by how much it is divided
    "days": (phrase("days of the log"), 1, 1.0),
    "waited": (phrase("trucks whose wait in line ended"), 0, 1.0),
    "wait_mean_s": (phrase("mean wait in line, hours"), 1, 3600.0),
    "through_per_day": (phrase("trucks through, a day"), 1, 1.0),
    "truck_days_per_day": (phrase("truck-days, a day"), 1, 1.0),
    "cost_per_day": (phrase("cost a day"), 0, 1.0),
}


def _change(one: Change, words: Words) -> Json:
    source = phrase("log {source}, {events} events, cut on {day}; costs in {currency}", source=one.source,
                    events=one.events, day=one.changed_on, currency=one.price.currency)  # fmt: skip
    return {
        "rows": [
            {"what": words.say(what), "before": _cell(one.before, name), "after": _cell(one.after, name)}
            for name, (what, _, _) in _ROWS.items()
        ],
        "source": _text(words.sentence(source)),
        "simulated": one.simulated,
    }


def _cell(period: Period, name: str) -> str:
    _, digits, unit = _ROWS[name]
    value: float | None = getattr(period, name)
    return _UNKNOWN if value is None else f"{value / unit:,.{digits}f}"


def _cost(evidence: Evidence) -> Iterator[Phrase]:
    counted, cost, price = evidence.counted, evidence.counted.cost, evidence.counted.cost.price
    yield phrase(
        "{days} truck-days of {lasted} cases with a known end, at {price} {currency} a truck-day: {amount}"
        " {currency} ({low} … {high})",
        days=f"{counted.truck_days:,.2f}", lasted=counted.lasted, price=f"{price.per_day:,}",
        currency=price.currency, amount=f"{cost.amount:,}", low=f"{cost.low:,}", high=f"{cost.high:,}",
    )  # fmt: skip
    yield phrase("price of a truck-day: {ground}; its range: {range}",
                 ground=price.ground, range=price.range_ground)  # fmt: skip
    if counted.cases > counted.lasted:
        yield phrase(
            "cases without a known end, which cost nothing here: {n}", n=counted.cases - counted.lasted
        )


def _sources(evidence: Evidence) -> Iterator[Phrase]:
    yield phrase("cases: incidents of the ledger {source}, by the numbers in the last column",
                 source=evidence.source)  # fmt: skip
    if evidence.others:
        yield phrase(
            "incidents of the same state and span that rest on something else: {n}", n=evidence.others
        )


def _text(text: str) -> str:
    text = printable(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
