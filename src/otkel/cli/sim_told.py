"""What the verbs of the twin print for people."""

from __future__ import annotations

from rich.console import Console

from otkel.app.study_words import SPREAD, amount, called, half, name_of
from otkel.app.words import Words
from otkel.cli.out import lines, rows
from otkel.phrases import phrase, phrases
from otkel.sim.experiment import Comparison, Difference, Sweep
from otkel.sim.result import Outcome
from otkel.sim.scenario_fields import ScenarioField

_STATISTICS = ("mean", "p50", "p80", "p95")


def tell_outcome(out: Console, outcome: Outcome, words: Words) -> None:
    """Print the figures of one run."""
    _head(out, outcome, words)
    within = float(outcome.parameters["within_h"])
    heads = (words.say(phrase("mean")), "P50", "P80", "P95")
    told = [name for name in SPREAD if any(one.name == name for one in outcome.figures)]
    for name in told:
        first, *others = (outcome.figure(name, statistic) for statistic in _STATISTICS)
        if first.mean is None:
            continue
        quantiles = tuple(amount(one.mean, one.unit) for one in others)
        lines(out, words.say(name_of(name, within)))
        cells = (half(first.mean, first.low, first.high, first.unit), *quantiles)
        row = (f"{head} {cell}" for head, cell in zip(heads, cells, strict=True))
        lines(out, "   ".join(row), "    ")
    out.print()
    for one in outcome.figures:
        if one.name in SPREAD or (one.name in ("gave_up", "not_through") and not one.mean):
            continue
        name = words.say(name_of(one.name, within))
        lines(out, f"{name}: {half(one.mean, one.low, one.high, one.unit)}")
    _points(out, outcome, words)


def tell_comparison(out: Console, found: Comparison, words: Words) -> None:
    """Print the differences between two scenarios."""
    one, other = (called(each, words) for each in (found.one, found.other))
    told = phrase("{other} less {one}, on common random numbers", one=one, other=other)
    lines(out, words.sentence(told))
    _head(out, found.one, words)
    within = float(found.one.parameters["within_h"])
    for each in found.differences:
        if each.statistic in ("mean", "p80", "pct", "per_day") and each.mean is not None:
            lines(out, _difference(each, within, words), rest="  ")


def tell_sweep(out: Console, found: Sweep, words: Words) -> None:
    """Print one line a value: the waits and their differences to the first."""
    lines(out, words.sentence(phrase("{field} varied, on common random numbers", field=found.field)))
    _head(out, found.steps[0].outcome, words)
    heads = (phrase("wait in line"), phrase("time until through"), phrase("difference to the first"))
    table = [(found.field.rpartition(".")[2], *(words.say(head) for head in heads))]
    for step in found.steps:
        waits = [step.outcome.figure(name, "mean") for name in ("line", "sojourn")]
        told = [half(one.mean, one.low, one.high, one.unit) for one in waits]
        gap = next(
            (one for one in step.differences if (one.name, one.statistic) == ("sojourn", "mean")), None
        )
        apart = half(gap.mean, gap.low, gap.high, gap.unit) if gap else ""
        table.append(("none" if step.value is None else str(step.value), *told, apart))
    rows(out, table)


def tell_field(out: Console, field: ScenarioField, words: Words) -> None:
    """Print one field: its path, its range, its meaning, and whether the kernel carries it."""
    span = f" [{field.unit}]" if field.unit else ""
    form = ", ".join(field.choices) or field.span or field.form.value
    carried = "" if field.in_kernel else words.say(phrase("; not carried by the kernel"))
    lines(out, f"{field.path}: {form}{span}", rest="  ")
    lines(out, f"{field.meaning}{carried}", "    ")


def _head(out: Console, outcome: Outcome, words: Words) -> None:
    told = phrases(
        "{name}: {n} replication, seed {seed}",
        "{name}: {n} replications, seed {seed}; ± is a 95 % interval",
        n=outcome.replications,
        name=called(outcome, words),
        seed=str(outcome.seed),
    )
    lines(out, words.sentence(told))
    if outcome.until_days is not None:
        until = f"{outcome.until_days:g}"
        told = phrase("nothing later than day {day} is counted, and only trucks that are through", day=until)
        lines(out, words.sentence(told))
    if outcome.by_reference:
        told = phrase(
            "run by the readable twin, which is slower: the kernel does not carry {names}",
            names=outcome.by_reference,
        )
        lines(out, words.sentence(told))
    out.print()


def _points(out: Console, outcome: Outcome, words: Words) -> None:
    if len(outcome.points) < 2:
        return
    out.print()
    table = [
        tuple(
            words.say(head) for head in (phrase("crossing point"), phrase("trucks"), phrase("wait in line"))
        )
    ]
    for one in outcome.points:
        wait = one.line_mean_min
        table.append((one.point, amount(one.trucks.mean, ""), half(wait.mean, wait.low, wait.high, "min")))
    rows(out, table)


def _difference(one: Difference, within: float, words: Words) -> str:
    name = words.say(name_of(one.name, within))
    statistic = f", {one.statistic.upper()}" if one.statistic.startswith("p8") else ""
    told = f"{name}{statistic}: {half(one.mean, one.low, one.high, one.unit)}"
    return told if one.is_clear or one.low is None else f"{told} ({words.say(phrase('within chance'))})"
