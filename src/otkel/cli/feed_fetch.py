"""`otkel feed fetch`: sources are asked until a signal stops it, or once."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from otkel.app.feed_words import instant
from otkel.app.fetching.config import read_sources
from otkel.app.fetching.fetch import Fetched, Outcome, fetch_on, fetch_once
from otkel.app.plain import Json, plain
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli.listening import heeding
from otkel.cli.out import console, lines, print_json
from otkel.phrases import Phrase, phrase

_TOLD = {
    Outcome.OFF: phrase("turned off in the file"),
    Outcome.NOT_DUE: phrase("not due"),
    Outcome.SAME: phrase("nothing new"),
}


def fetch(file: Path, once: bool, db: str, lang: str | None, json: bool) -> int:
    """Fetch what is due, and tell what became of it. Gives the exit status."""
    words = words_for(choose_language(lang))
    sources = read_sources(file)
    if once:
        found = list(fetch_once(db, sources))
        if json:
            print_json([_json(one, words) for one in found])
        else:
            for one in found:
                _tell(one, words)
        return 0
    if not any(one.on for one in sources):
        lines(console(), words.sentence(phrase("no source is turned on in the file")))
        return 0
    stop = threading.Event()
    with heeding(stop.set):
        fetch_on(db, sources, lambda one: _tell_on(one, words, json), stop)
    return 0


def _tell_on(one: Fetched, words: Words, json: bool) -> None:
    if json:
        print_json(_json(one, words))
    else:
        _tell(one, words)
    sys.stdout.flush()


def _tell(one: Fetched, words: Words) -> None:
    head = f"{one.kind}, {one.host}"
    told = "; ".join(words.say(said) for said in _sayings(one))
    if one.outcome not in (Outcome.OFF, Outcome.TAKEN):
        again = words.say(phrase("again at {at}", at=words.moment(instant(one.next_us))))
        told = f"{told}; {again}"
    lines(console(), f"{head}: {told}.")


def _sayings(one: Fetched) -> list[Phrase]:
    if one.why is not None:
        return [one.why]
    if one.outcome in _TOLD:
        return [_TOLD[one.outcome]]
    return [
        phrase(
            "{taken} new, {repeated} there already, {rejected} set aside",
            taken=run.taken, repeated=run.repeated, rejected=run.rejected,
        )
        for run in one.runs
    ]  # fmt: skip


def _json(one: Fetched, words: Words) -> Json:
    told: Json = plain(one, words)
    told["next_at"] = instant(told.pop("next_us")) if one.next_us else None
    return told
