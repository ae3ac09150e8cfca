"""A replay in words: how it was run, each report beside the twin, what is outside, what the causes did."""

from __future__ import annotations

from otkel.app.replay import others_of
from otkel.app.replay_words import (
    BASE_UNITS,
    CAUSE_WORDS,
    FITS,
    GRADES,
    QUANTITIES,
    STANDINGS,
    UNITS,
    group_of,
    number,
    place_of,
    span,
    told,
)
from otkel.app.words import Words
from otkel.phrases import Phrase, phrase, phrases
from otkel.sim.causes import Cause
from otkel.sim.interval import Interval
from otkel.sim.replay import Effect, Replay
from otkel.sim.replay_score import Row
from otkel.sim.reports import Report
from otkel.sim.scenario_timeline import Change
from otkel.sim.score import Fit, Tally


def head_of(found: Replay) -> list[Phrase]:
    """Give how it was run, and how the table is read."""
    said = [
        phrases(
            "{name}: {n} simulated autumn, seed {seed}; {drawn} numbers are drawn within their ranges",
            "{name}: {n} simulated autumns, seed {seed}; {drawn} numbers are drawn within their ranges",
            n=found.replications, name=found.scenario, seed=str(found.seed), drawn=found.drawn,
        ),
        phrase("a range holds eight autumns in ten; its score is its width and ten times how far it misses"),
        phrase("flat: one range for all days, from the other reports, of later days too"),
    ]  # fmt: skip
    if found.without:
        causes = tuple(CAUSE_WORDS[one] for one in found.without)
        said.append(phrase("left out: {causes}", causes=causes))
    return said


def days_of(one: Report | Cause | Change, words: Words) -> str:
    """Give the days that something is of."""
    if one.to_on is None:
        return words.say(phrase("from {day}", day=one.from_on))
    if one.to_on == one.from_on:
        return words.day(one.from_on)
    return f"{words.day(one.from_on)} – {words.day(one.to_on)}"


def report_of(row: Row) -> Phrase:
    """Give what was reported, and by whom."""
    one = row.report
    return phrase(
        "{quantity}: {told} ({speaker}; {grade})",
        quantity=QUANTITIES[one.quantity], told=told(one), speaker=one.said_by, grade=GRADES[one.grade],
    )  # fmt: skip


def answer_of(row: Row) -> Phrase:
    """Give what the twin says of a report."""
    unit = UNITS[row.report.unit]
    said = phrase(
        "twin {span} {unit}, width {width}: {fit}", span=span(row.low, row.high), unit=unit,
        width=number(row.width or 0.0), fit=FITS[row.fit or Fit.OUTSIDE],
    )  # fmt: skip
    if not row.counts:
        parameter = f" ({row.sets})" if row.sets else ""
        reason = phrase("{why}{parameter}", why=STANDINGS[row.standing], parameter=parameter)
        return phrase("{said}; does not count: {reason}", said=said, reason=reason)
    score = number(row.score or 0.0)
    if row.flat_score is None:
        return phrase("{said}; score {score}, no flat range", said=said, score=score)
    flat = phrase(
        "flat {span}: {score}", span=span(row.flat_low, row.flat_high), score=number(row.flat_score)
    )
    return phrase("{said}; score {score}, {flat}", said=said, score=score, flat=flat)


def sums_of(found: Replay) -> list[Phrase]:
    """Give the counts and the skill in sentences."""
    counted = found.counted
    if not counted:
        return [phrase("no report speaks of the days and places of this scenario")]
    fits = {fit: sum(1 for row in counted if row.fit is fit) for fit in Fit}
    said = [
        phrase(
            "{counted} of {all} reports count: {inside} inside, {partly} partly, {outside} outside",
            counted=len(counted), all=len(found.rows), inside=fits[Fit.INSIDE], partly=fits[Fit.PARTLY],
            outside=fits[Fit.OUTSIDE],
        )
    ]  # fmt: skip
    if found.skill is not None:
        skill = _percent(found.skill)
        said.append(
            phrase("over all the twin is better than flat: skill {skill} %", skill=skill)
            if found.skill > 0
            else phrase("over all the twin is not better than flat: skill {skill} %", skill=skill)
        )
    if found.early_skill is not None:
        said.append(
            phrase(
                "beside a flat range of what had been published before, for {n} reports: skill {skill} %",
                n=found.early_compared, skill=_percent(found.early_skill),
            )
        )  # fmt: skip
    return said


def _percent(share: float) -> str:
    return f"{100 * share:.0f}".replace("-", "−")


def outside_of(found: Replay) -> list[Phrase]:
    """Give each counted report that the twin missed, with what may explain it."""
    return [
        phrase(
            "{day} {place}, {quantity}: {reasons}", day=row.report.from_on, place=place_of(row.report.place),
            quantity=QUANTITIES[row.report.quantity], reasons=reasons_of(found, row),
        )
        for row in found.counted
        if row.fit is Fit.OUTSIDE
    ]  # fmt: skip


def reasons_of(found: Replay, row: Row) -> tuple[Phrase, ...]:
    """Give in which way a report was missed, and what may explain it; nothing of it is proved."""
    less = row.high is not None and row.report.low is not None and row.high < row.report.low
    share = f"{row.reached_pct or 0.0:.0f}"
    said = [
        phrase("the twin says less, {share} % of the autumns reach it", share=share)
        if less
        else phrase("the twin says more, {share} % of the autumns come down to it", share=share)
    ]
    if others_of(found, row):
        said.append(phrase("others say of the same days what the twin says"))
    if row.report.note:
        said.append(phrase("said with it: {note}", note=row.report.note))
    return tuple(said)


def tally_cells(one: Tally | None, words: Words) -> tuple[str, ...]:
    """Give how a group of reports did; none: the heads of the columns."""
    if one is None:
        heads = (
            phrase("met"), phrase("mean width"), phrase("mean score"), phrase("score of flat"),
            phrase("reports"),
        )  # fmt: skip
        return tuple(words.say(head) for head in heads)
    unit = words.say(UNITS[BASE_UNITS[one.group.partition(" ")[0]]])
    flat = "–" if one.mean_flat_score is None else number(one.mean_flat_score)
    met = f"{one.inside + one.partly}/{one.reports}"
    name = f"{words.say(group_of(one.group))} [{unit}]"
    return met, number(one.mean_width or 0.0), number(one.mean_score or 0.0), flat, name


def effect_note(found: Replay) -> Phrase:
    """Say how the effect of a cause is taken."""
    return phrases(
        "what each cause added: {n} autumn with it less the same without it; effects do not add up",
        "what each cause added: {n} autumns with it less the same without it, mean and 95 % interval; "
        "effects do not add up",
        n=found.effects[0].replications,
    )


def effect_cells(one: Effect | None, words: Words) -> tuple[str, ...]:
    """Give what a cause added; none: the heads of the columns."""
    if one is None:
        heads = (phrase("queue on average"), phrase("longest queue"), phrase("wait, h"), phrase("cause"))
        return tuple(words.say(head) for head in heads)
    cells = (interval(part) for part in (one.mean_queue, one.most_queue, one.mean_wait))
    return *cells, words.say(CAUSE_WORDS[one.cause])


def interval(one: Interval) -> str:
    """Write a mean with its interval."""
    if one.mean is None:
        return "–"
    mean = number(one.mean)
    if one.low is None or one.high is None:
        return mean.replace("-", "−")
    return f"{mean} [{number(one.low)}, {number(one.high)}]".replace("-", "−")
