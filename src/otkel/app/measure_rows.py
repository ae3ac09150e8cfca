"""Measures as a table: one row a number, so that any spreadsheet or program can take what it wants.

Columns: `log`, `measure`, `part` (of the way, place, stage, word, rule, ...), the group (`point`, `class`,
`direction`, `hour`, `day`), `statistic`, `unit`, `value`, `low`, `high` (interval of 95 %, or a range that
`measure` names), `trucks` (how many it rests on), `simulated` (nobody stood in this
queue). Instants are written by the clock that was asked for.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from otkel.app.measure_words import cells_of, instant
from otkel.app.measuring import Measured
from otkel.feeds.table import row_writer
from otkel.queueing.measures import BY, Checked, Measures, Spread

COLUMNS = ("log", "measure", "part", *BY, "statistic", "unit", "value", "low", "high", "trucks", "simulated")
Row = dict[str, Any]


def csv_of(found: Sequence[Measured]) -> str:
    """Give the table as CSV."""
    text = io.StringIO()
    write = row_writer(text)
    write(COLUMNS)
    for one in found:
        for row in rows_of(one.measures):
            cells = (_cell(row.get(name)) for name in COLUMNS[1:-1])
            write([one.source, *cells, str(one.simulated).lower()])
    return text.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) and abs(value) < 1e6 else value


def rows_of(measures: Measures) -> Iterator[Row]:
    """Give every number of the measures, in their order."""
    ahead = measures.ahead_us
    for wait in measures.waits:
        group = cells_of(wait.group, ahead)
        yield from (row | group for row in _spread("wait", wait.part, wait.lasted))
        yield _row("wait", wait.part, "open", "trucks", wait.open) | group
        yield _row("wait", wait.part, "unrecorded", "trucks", wait.unrecorded) | group
    yield from _lengths(measures)
    for flow in measures.flows:
        group = cells_of(flow.group, ahead)
        yield from (_row("flow", word, "count", "events", n) | group for word, n in flow.counts.items())
        yield _row("throughput", "through", "count", "trucks", flow.through) | group
        yield _row("throughput", "through", "rate", "trucks/h", flow.through_per_h) | group
    for rule in measures.overtakings:
        group = cells_of(rule.group, ahead)
        for name in ("calls", "calls_past_others", "overtaken_trucks"):
            yield _row("overtaking", rule.rule, name, "trucks", getattr(rule, name)) | group
    for check in measures.checks:
        yield from (row | {"point": check.point} for row in _check(check))
    for side in measures.lateness:
        group = cells_of(side.group, ahead)
        yield _row("lateness", side.side, "late", "trucks", side.late) | group
        yield _row("lateness", side.side, "in_time", "trucks", side.in_time) | group
        yield from (row | group for row in _spread("lateness", side.side, side.by))
    for lane in measures.lanes:
        own = {"point": lane.point}
        part = lane.stage if lane.lane is None else f"{lane.stage} {lane.lane}"
        yield _row("lane", part, "busy", "h", lane.busy_h, trucks=lane.trucks) | own
        yield _row("lane", part, "open", "h", lane.open_h) | own
        yield _row("lane", part, "utilisation", "share", lane.utilisation) | own
    yield from _sums(measures)


def _row(measure: str, part: str, statistic: str, unit: str, value: Any, **more: Any) -> Row:
    return {"measure": measure, "part": part, "statistic": statistic, "unit": unit, "value": value, **more}


def _spread(measure: str, part: str, spread: Spread) -> Iterator[Row]:
    for name in ("mean_s", "p50_s", "p80_s", "p95_s"):
        one = getattr(spread, name)
        if one is not None:
            statistic = name.removesuffix("_s")
            row = _row(measure, part, statistic, "s", one.value, trucks=spread.trucks)
            yield row | {"low": one.low, "high": one.high}
    if spread.most_s is not None:
        yield _row(measure, part, "most", "s", spread.most_s, trucks=spread.trucks)


def _lengths(measures: Measures) -> Iterator[Row]:
    width = next((one for one in measures.by if one in ("hour", "day")), None)
    for one in measures.lengths:
        own = {"point": one.point}
        if width is not None:
            told = instant(one.from_us, measures.ahead_us)
            own[width] = told[:10] if width == "day" else told
        for name, unit in (
            ("mean_trucks", "trucks"), ("most_trucks", "trucks"), ("end_trucks", "trucks"),
            ("mean_km", "km"), ("most_km", "km"),
        ):  # fmt: skip
            yield _row("length", one.place, name.rpartition("_")[0], unit, getattr(one, name)) | own


def _check(one: Checked) -> Iterator[Row]:
    for name in ("reached", "checked", "not_selected", "open", "ended_late"):
        yield _row("check", one.stage, name, "trucks", getattr(one, name))
    yield _row("check", one.stage, "share", "share", one.share)
    yield from (_row("check", one.stage, f"selected {kind}", "trucks", n) for kind, n in one.selected.items())
    yield from (_row("check", one.stage, f"outcome {kind}", "trucks", n) for kind, n in one.outcomes.items())
    yield from _spread("check", one.stage, one.lasted)


def _sums(measures: Measures) -> Iterator[Row]:
    yield _row("truck_days", "inside", "sum", "days", measures.truck_days)
    cost = measures.cost
    for days in measures.truck_days_by if measures.by else ():
        group = cells_of(days.group, measures.ahead_us)
        yield _row("truck_days", "group", "sum", "days", days.days, trucks=days.trucks) | group
        yield _row("cost", "group", "sum", cost.price.currency, days.cost, trucks=days.trucks) | group
    yield _row("cost", "inside", "sum", cost.price.currency, cost.amount) | {
        "low": cost.low,
        "high": cost.high,
    }
    for stage in measures.release:
        yield _row("release", stage.stage, "mean", "h", stage.mean_h, trucks=stage.trucks)
        yield _row("release", stage.stage, "share", "share", stage.share, trucks=stage.trucks)
    yield from (_row("carec", one.code, "mean", one.unit, one.value) for one in measures.corridor)
    for name in ("came", "through", "back", "given_up", "inside"):
        yield _row("balance", name, "count", "trucks", getattr(measures.balance, name))
    for little in measures.little:
        own = {"point": little.point}
        yield _row("little", little.place, "mean", "trucks", little.mean_trucks) | own
        yield _row("little", little.place, "gap", "share", little.gap) | own
    yield from (_row("finding", one.code, "count", "", one.count) for one in measures.findings)
