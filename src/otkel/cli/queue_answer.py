"""What came of one thing asked of a queue, for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from otkel.app.crossing.asking import Done
from otkel.app.crossing.told import local, tell_event
from otkel.app.door import Cure
from otkel.app.words import Words, as_sentence
from otkel.cli.out import lines
from otkel.facts.events.envelope import Event
from otkel.phrases import Phrase, phrase, phrases
from otkel.queueing.refusal import Refusal

_MANY = 12  # events of one act that are shown one by one


def print_done(out: Console, done: Done, words: Words) -> None:
    """Print the answer to one act: what was recorded, or the refusal; then what lacks, with its cure."""
    for notice in done.notices:
        lines(out, words.mistake(notice), "  !  ", style="yellow")
    if done.refusal is not None:
        print_refusal(out, done.refusal, done.zone, words)
    elif not done.events:
        lines(out, words.sentence(phrase("nothing was due")))
    else:
        _print_events(out, done, words)
    _print_cures(out, done.cures, None, words)
    alone = phrase("For driver and carrier alone; this is recorded nowhere")
    _print_cures(out, done.private, alone, words)


def print_refusal(out: Console, refusal: Refusal, zone: str, words: Words) -> None:
    """Print a refusal: its rule, why, and what to do."""
    head = Text(words.say(phrase("REFUSED")), style="bold red")
    lines(out, head + Text(f"   {refusal.rule}", style="not bold default"))
    lines(out, words.sentence(refusal.why))
    if refusal.until_us is not None:
        until = phrase("until {until}", until=local(refusal.until_us, zone))
        lines(out, words.sentence(until))
    lines(out, Text(words.sentence(refusal.do), style="bold"), "→ ")


def _print_events(out: Console, done: Done, words: Words) -> None:
    at = local(done.events[0].occurred_us, done.zone)
    head = [f"{at:%Y-%m-%d %H:%M}"]
    if done.passage is not None:
        head.append(words.say(phrase("passage {passage}", passage=str(done.passage))))
    if done.repeated:
        head.append(words.say(phrase("recorded before")))
    lines(out, Text(" · ".join(head), style="bold"))
    shown = done.events if len(done.events) <= _MANY else done.events[: _MANY - 1]
    for event in shown:
        _print_event(out, event, done, words)
    if len(shown) < len(done.events):
        rest = phrases("and {n} more", "and {n} more", n=len(done.events) - len(shown))
        lines(out, words.sentence(rest), "     ", style="dim")
    if done.ahead_trucks is not None:
        lines(out, words.sentence(tell_ahead(done.ahead_trucks)), "     ")


def tell_ahead(trucks: int) -> Phrase:
    """Give how many are ahead."""
    if not trucks:
        return phrase("nobody is ahead of it in line")
    return phrases("{n} truck is ahead of it in line", "{n} trucks are ahead of it in line", n=trucks)


def _print_event(out: Console, event: Event, done: Done, words: Words) -> None:
    said = "; ".join(words.say(one) for one in tell_event(event, done.zone))
    if event.passage is not None and event.passage != done.passage:
        said = f"{event.passage}: {said}"
    lines(out, as_sentence(said), "  ✓  ")


def _print_cures(out: Console, cures: Iterable[Cure], title: Phrase | None, words: Words) -> None:
    for number, cure in enumerate(cures):
        if number == 0:
            out.print()
            if title is not None:
                lines(out, Text(words.say(title), style="bold"))
        mark, colour = ("✗", "red") if cure.stops else ("!", "yellow")
        lines(out, Text(cure.reasons, style=colour), f"  {mark}  ")
        if cure.missing:
            lines(out, words.sentence(phrase("missing: {facts}", facts=cure.missing)), "     ")
        if cure.cure is not None:
            lines(out, Text(cure.cure, style="bold"), "     → ", "       ")
        if cure.until is not None:
            until = phrase("not later than {until}", until=cure.until)
            lines(out, words.sentence(until), "     ")
