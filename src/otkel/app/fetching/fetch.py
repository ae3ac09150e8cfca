"""Use case: ask the sources that are turned on, each when it is due, and take in what they answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

import msgspec

from otkel.app.crossing.follow import follow_register
from otkel.app.crossing.pointing import get_point
from otkel.app.feeds import read_feed
from otkel.app.fetching.asking import Answer, NotAnswered, ask
from otkel.app.fetching.config import Source
from otkel.app.fetching.remembered import (
    MINUTE_US,
    Page,
    Remembered,
    after_failure_us,
    conditions,
    ledger_key,
    remembering,
    retry_after_us,
    write,
)
from otkel.app.ledger import now_us
from otkel.app.settings import read_settings
from otkel.errors import InputError
from otkel.ledger.readings import FeedRun
from otkel.phrases import Phrase, phrase

NOT_CHANGED = 304
_LONGEST_SLEEP_S = 60.0


class Outcome(StrEnum):
    """What became of one source."""

    OFF = "off"  # not turned on in the file
    NOT_DUE = "not_due"
    SAME = "same"  # it has nothing new
    TAKEN = "taken"
    FAILED = "failed"


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one source, and when it may be asked again [µs of UTC since 1970]."""

    kind: str
    host: str
    outcome: Outcome
    next_us: int
    runs: tuple[FeedRun, ...] = ()
    why: Phrase | None = None


def fetch_once(db: str, sources: Sequence[Source]) -> Iterator[Fetched]:
    """Ask each source that is turned on and due, once. Raises LedgerError."""
    folder = read_settings().state
    for source in sources:
        yield fetch_source(db, source, folder)


def fetch_on(
    db: str, sources: Sequence[Source], tell: Callable[[Fetched], None], stop: threading.Event
) -> None:
    """Ask the sources again and again, each when it is due, until `stop` is set. Raises LedgerError."""
    folder = read_settings().state
    turned_on = [one for one in sources if one.on]
    while turned_on and not stop.is_set():
        next_us = []
        for source in turned_on:
            fetched = fetch_source(db, source, folder)
            next_us.append(fetched.next_us)
            if fetched.outcome is not Outcome.NOT_DUE:
                tell(fetched)
        stop.wait(min(max((min(next_us) - now_us()) / 1e6, 0.1), _LONGEST_SLEEP_S))


def fetch_source(db: str, source: Source, folder: Path) -> Fetched:
    """Ask one source if it is turned on and due; `folder` is where it is remembered. Raises LedgerError."""
    if not source.on:
        return _fetched(source, Outcome.OFF, 0)
    with remembering(folder, source) as (known, path):
        at_us = now_us()
        # A clock that was set back must not keep a source from being asked for ever.
        longest_us = after_failure_us(source, 20, at_us) + 7 * 24 * 60 * MINUTE_US
        if at_us < known.next_us <= longest_us:
            return _fetched(source, Outcome.NOT_DUE, known.next_us)
        known.next_us = at_us + round(source.every_min * MINUTE_US)
        write(path, known)
        fetched = _ask(db, source, known, at_us)
        write(path, known)
        return fetched


def _ask(db: str, source: Source, known: Remembered, at_us: int) -> Fetched:
    key = ledger_key(db, source)
    page = known.pages.get(key, Page())
    try:
        headers = dict(source.headers) | conditions(page)
        answer = ask(source.url, headers, own_network=source.own_network)
    except NotAnswered as error:
        return _failed(source, known, at_us, error.what)
    if answer.status not in (200, NOT_CHANGED):
        known.next_us = max(known.next_us, retry_after_us(answer, at_us))
        return _failed(source, known, at_us, phrase("it answered with status {status}", status=answer.status))
    known.failures = 0
    digest = sha256(answer.body).hexdigest()
    if answer.status == NOT_CHANGED or digest == page.digest:
        return _fetched(source, Outcome.SAME, known.next_us)
    try:
        runs = _take_in(db, source, answer)
    except InputError as error:
        return _failed(source, known, at_us, error.mistakes[0].what)
    known.pages[key] = Page(
        etag=_short(answer.headers.get("etag")),
        modified=_short(answer.headers.get("last-modified")),
        digest=digest,
    )
    return _fetched(source, Outcome.TAKEN, known.next_us, runs=runs)


def _take_in(db: str, source: Source, answer: Answer) -> tuple[FeedRun, ...]:
    run = read_feed(db, source.kind, answer.body, source.host)
    if source.follow is None:
        return (run,)
    followed = follow_register(db, get_point(source.follow), answer.body, name=source.host)
    return run, followed.run


def _failed(source: Source, known: Remembered, at_us: int, why: Phrase) -> Fetched:
    known.failures += 1
    known.next_us = max(known.next_us, after_failure_us(source, known.failures, at_us))
    return _fetched(source, Outcome.FAILED, known.next_us, why=why)


def _fetched(
    source: Source,
    outcome: Outcome,
    next_us: int,
    *,
    runs: tuple[FeedRun, ...] = (),
    why: Phrase | None = None,
) -> Fetched:
    return Fetched(kind=source.kind, host=source.host, outcome=outcome, next_us=next_us, runs=runs, why=why)


def _short(value: str | None) -> str | None:
    """Keep a mark that can be sent back; one that is too long or odd is not."""
    return (
        value if value is not None and len(value) <= 500 and value.isascii() and value.isprintable() else None
    )
