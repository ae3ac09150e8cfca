"""What `otkel measure` prints for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from otkel.app.feed_words import SIMULATED
from otkel.app.measure_words import (
    EARLY_S,
    HANDS,
    PARTS,
    PLACES,
    SIDES,
    group_told,
    instant,
    lasted,
    named,
    ranged,
    share,
    trucks,
)
from otkel.app.measuring import Measured
from otkel.app.words import Words, printable
from otkel.cli.out import lines, rows
from otkel.phrases import Phrase, phrase
from otkel.queueing.measures import Measures, Wait

_MOST = 60  # rows of one table; all of them: --csv


def tell(out: Console, one: Measured, words: Words) -> None:
    """Print the measures of one log."""
    measures = one.measures
    lines(out, Text(printable(one.source), style="bold"))
    ahead = measures.ahead_us
    told = phrase(
        "{events} events from {begin} to {end}; in brackets: interval of 95 %",
        events=measures.events, begin=instant(measures.begin_us, ahead), end=instant(measures.end_us, ahead),
    )  # fmt: skip
    lines(out, words.sentence(told))
    if one.simulated:
        lines(out, words.sentence(SIMULATED), style="yellow")
    _title(out, phrase("Waits"), words)
    _waits(out, measures, words)
    _title(out, phrase("Trucks"), words)
    _lengths(out, measures, words)
    _title(out, phrase("Throughput"), words)
    _table(out, list(_flows(measures, words)), words)
    _title(out, phrase("Where the time goes: the stages of a time-release study"), words)
    rows(out, list(_release(measures, words)))
    _title(out, phrase("Checks, overtaking, lateness"), words)
    _table(out, list(_counted(measures, words)), words)
    _title(out, phrase("Cost and the indicators of CAREC"), words)
    _cost(out, measures, words)
    _title(out, phrase("What does not add up"), words)
    _findings(out, measures, words)
    out.print()


def _title(out: Console, title: Phrase, words: Words) -> None:
    out.print()
    lines(out, Text(words.say(title), style="bold"))


def _table(out: Console, table: Sequence[tuple[str, ...]], words: Words) -> None:
    rows(out, table[:_MOST])
    if len(table) > _MOST:
        told = phrase("{n} more rows are in the table that --csv gives", n=len(table) - _MOST)
        lines(out, words.sentence(told))


def _waits(out: Console, measures: Measures, words: Words) -> None:
    own = [one for one in measures.waits if one.lasted.trucks or one.open or one.unrecorded]
    for one in own[:_MOST]:
        group = group_told(one.group, measures.ahead_us, words)
        lines(out, named(words.say(PARTS[one.part]), group))
        lines(out, _spread(one, words), "    ")
    if len(own) > _MOST:
        told = phrase("{n} more rows are in the table that --csv gives", n=len(own) - _MOST)
        lines(out, words.sentence(told))


def _spread(one: Wait, words: Words) -> str:
    spread = one.lasted
    parts = [words.say(phrase("trucks: {n}", n=spread.trucks))]
    for name, estimate in (("P50", spread.p50_s), ("P80", spread.p80_s), ("P95", spread.p95_s)):
        if estimate is not None:
            parts.append(f"{name} {ranged(estimate)}")
    if one.open:
        parts.append(words.say(phrase("still there: {n}", n=one.open)))
    if one.unrecorded:
        parts.append(words.say(phrase("end not recorded: {n}", n=one.unrecorded)))
    return "   ".join(parts)


def _lengths(out: Console, measures: Measures, words: Words) -> None:
    heads = tuple(
        words.say(one) for one in (phrase("mean"), phrase("most"), phrase("at the end"), phrase("km"))
    )
    timed = any(one in measures.by for one in ("hour", "day"))
    table: list[tuple[str, ...]] = [("", "", *heads)]
    for one in measures.lengths:
        at = f" {instant(one.from_us, measures.ahead_us)}" if timed else ""
        cells = (trucks(round(one.mean_trucks, 1)), trucks(one.most_trucks), trucks(one.end_trucks))
        table.append((f"{one.point}{at}", words.say(PLACES[one.place]), *cells, f"{one.mean_km:.1f}"))
    _table(out, table, words)


def _flows(measures: Measures, words: Words) -> Iterator[tuple[str, ...]]:
    for one in measures.flows:
        group = group_told(one.group, measures.ahead_us, words) or words.say(phrase("all together"))
        rate = "–" if one.through_per_h is None else f"{one.through_per_h:,.2f}"
        told = phrase("through: {n}, an hour: {rate}, came: {came}",
                      n=one.through, rate=rate, came=one.counts["arrived"])  # fmt: skip
        yield group, words.say(told)
    for lane in measures.lanes:
        if lane.lane is None and lane.utilisation is not None:
            yield (
                f"{lane.point}, {words.say(PLACES[lane.stage])}",
                words.say(phrase("lanes in use: {share} of the time", share=share(lane.utilisation))),
            )


def _release(measures: Measures, words: Words) -> Iterator[tuple[str, ...]]:
    for one in measures.release:
        yield (
            words.say(PLACES[one.stage]), lasted(one.mean_h * 3600), share(one.share),
            words.say(HANDS[one.hands]),
        )  # fmt: skip


def _counted(measures: Measures, words: Words) -> Iterator[tuple[str, str]]:
    for check in measures.checks:
        outcomes = ", ".join(f"{name} {count}" for name, count in check.outcomes.items())
        told = phrase(
            "checked: {n} of {reached} ({share}); half took at most {took}; ended late: {late}; {outcomes}",
            n=check.checked, reached=check.reached, share=share(check.share), took=ranged(check.lasted.p50_s),
            late=check.ended_late, outcomes=outcomes,
        )  # fmt: skip
        yield named(words.say(PLACES[check.stage]), check.point), words.say(told)
    for rule in measures.overtakings:
        past = phrase("{n} calls, past {trucks} trucks", n=rule.calls, trucks=rule.overtaken_trucks)
        group = group_told(rule.group, measures.ahead_us, words)
        yield named(printable(rule.rule), group), words.say(past)
    for side in measures.lateness:
        if side.by.trucks:
            late = phrase("late {late}, in time {in_time}", late=side.late, in_time=side.in_time)
            group = group_told(side.group, measures.ahead_us, words)
            yield (
                named(words.say(SIDES[side.side]), group),
                f"{words.say(late)}, P50 {ranged(side.by.p50_s, EARLY_S)}",
            )


def _cost(out: Console, measures: Measures, words: Words) -> None:
    cost, price = measures.cost, measures.cost.price
    told = phrase(
        "{days} truck-days, {amount} {currency} ({low} … {high})",
        days=f"{measures.truck_days:,.1f}", amount=f"{cost.amount:,}", currency=price.currency,
        low=f"{cost.low:,}", high=f"{cost.high:,}",
    )  # fmt: skip
    lines(out, words.sentence(told))
    ground = phrase(
        "{price} {currency} a day: {ground}; {range}",
        price=f"{price.per_day:,}", currency=price.currency, ground=price.ground, range=price.range_ground,
    )  # fmt: skip
    lines(out, words.sentence(ground), "  ")
    if measures.by:
        days = ((group_told(one.group, measures.ahead_us, words), one) for one in measures.truck_days_by)
        _table(out, [(group, f"{one.days:,.1f}", f"{one.cost:,}") for group, one in days], words)
    for one in measures.corridor:
        value = "–" if one.value is None else f"{one.value:,.2f} {one.unit}"
        why = f" ({words.say(one.why)})" if one.why is not None else ""
        lines(out, f"{one.code}: {words.say(one.what)}: {value}{why}", rest="  ")


def _findings(out: Console, measures: Measures, words: Words) -> None:
    balance = measures.balance
    told = phrase(
        "came {came} = through {through} + back {back} + given up {given_up} + still inside {inside}",
        came=balance.came, through=balance.through, back=balance.back, given_up=balance.given_up,
        inside=balance.inside,
    )  # fmt: skip
    lines(out, words.sentence(told))
    if not measures.findings:
        lines(out, words.sentence(phrase("everything adds up")))
    for one in measures.findings:
        lines(out, f"{words.say(one.what)}: {trucks(one.count)}", "  – ", "    ")
