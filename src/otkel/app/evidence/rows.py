"""The evidence file as a table: a row a statement, figure or case, each with its source.

`part` is report, law, count, cost, before, after or case; a case has the columns from `point` on. Times are
UTC. Nothing personal stands in it: trucks are counted 1, 2, … within the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from otkel.app.evidence.change import Change, Period
from otkel.app.evidence.collect import Evidence
from otkel.app.evidence.law import Quoted
from otkel.app.feed_words import instant
from otkel.app.incident_list import Incident
from otkel.feeds.table import row_writer

CASE = (
    "point", "truck", "measure", "country", "authority", "stage", "place", "ground", "act", "norm", "paper",
    "paper_kind", "from_at", "until_at", "hours", "outcome", "goods", "witness", "told_at",
)  # fmt: skip
COLUMNS = ("part", "item", "value", "low", "high", "unit", "source", "simulated", *CASE)
APPLICANT = "the applicant's statement"
Row = dict[str, Any]


def csv_of(evidence: Evidence, law: tuple[Quoted, ...]) -> bytes:
    """Give the table as CSV, UTF-8; no cell can be taken for a formula."""
    text = io.StringIO()
    write = row_writer(text)
    write(COLUMNS)
    for row in (*_report(evidence), *_law(law), *_counts(evidence), *_changes(evidence), *_cases(evidence)):
        write(["" if row.get(name) is None else row[name] for name in COLUMNS])
    return text.getvalue().encode()


def _report(evidence: Evidence) -> Iterator[Row]:
    report = evidence.report
    stated = (
        ("applicant", report.applicant), ("state", report.country), ("act", report.act),
        ("norm", report.norm), ("freedom", report.freedom), ("firms", report.firms),
        ("states", report.states),
        *(("earlier appeal", one) for one in report.earlier), ("proposed remedy", report.remedy),
    )  # fmt: skip
    yield _row("report", "made", instant(evidence.made_us), "", "clock of the ledger's keeper")
    yield from (_row("report", item, value, "", APPLICANT) for item, value in stated if value is not None)


def _law(law: tuple[Quoted, ...]) -> Iterator[Row]:
    for one in law:
        source = "; ".join(f"{title} – {address}" for title, address in one.sources) or one.why
        yield _row(
            "law",
            one.id,
            f"{one.question} {one.said}".strip(),
            "",
            f"{source} ({one.why})" if one.sources else source,
        )


def _counts(evidence: Evidence) -> Iterator[Row]:
    counted, source = evidence.counted, f"incidents of the ledger {evidence.source}"
    units = {"cases": "cases", "trucks": "trucks", "unnamed": "cases", "days": "days", "lasted": "cases"}
    for item, unit in units.items():
        yield _row("count", item, getattr(counted, item), unit, source)
    yield _row("count", "of another act", evidence.others, "cases", source)
    for name in ("point", "measure", "ground", "paper", "authority"):
        for value, cases in getattr(counted, f"by_{name}").items():
            yield _row("count", f"{name} {value or 'not known'}", cases, "cases", source)
    yield _row("cost", "time of cases with an end", round(counted.truck_days, 3), "truck-days", source)
    cost, price = counted.cost, counted.cost.price
    ground = f"{price.per_day} {price.currency} a day: {price.ground}; {price.range_ground}"
    yield _row("cost", "cost of that time", cost.amount, price.currency, ground) | {
        "low": cost.low,
        "high": cost.high,
    }


def _changes(evidence: Evidence) -> Iterator[Row]:
    for one in evidence.changes:
        for part, period in (("before", one.before), ("after", one.after)):
            yield from (row | {"simulated": str(one.simulated).lower()} for row in _period(part, period, one))


def _period(part: str, period: Period, change: Change) -> Iterator[Row]:
    source = f"log {change.source}, {change.events} events, cut on {change.changed_on.isoformat()}"
    for item, unit in (
        ("days", "days"), ("waited", "trucks"), ("wait_mean_s", "s"), ("through", "trucks"),
        ("through_per_day", "trucks/day"), ("truck_days", "truck-days"),
        ("truck_days_per_day", "truck-days/day"), ("cost_per_day", f"{change.price.currency}/day"),
    ):  # fmt: skip
        value = getattr(period, item)
        yield _row(part, item, round(value, 3) if isinstance(value, float) else value, unit, source)


def _cases(evidence: Evidence) -> Iterator[Row]:
    for one in evidence.incidents:
        source = f"incident {one.position} of {evidence.source}"
        yield _row("case", str(one.position), None, "", source) | case_of(one)


def case_of(one: Incident) -> Row:
    """Give the columns of a case."""
    body = one.body
    hours = None if body.until_us is None else round((body.until_us - body.from_us) / 3.6e9, 2)
    same = (
        "measure", "country", "authority", "stage", "place", "ground", "act", "norm", "paper", "paper_kind",
        "outcome", "goods", "witness",
    )  # fmt: skip
    return {name: getattr(body, name) for name in same} | {
        "point": one.point,
        "truck": one.truck,
        "from_at": instant(body.from_us),
        "until_at": None if body.until_us is None else instant(body.until_us),
        "hours": hours,
        "told_at": instant(one.recorded_us),
    }


def _row(part: str, item: str, value: Any, unit: str, source: str) -> Row:
    return {"part": part, "item": item, "value": value, "unit": unit, "source": source}
