"""`otkel feed`: what others say of the queues."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.text import Text

from otkel.app import feeds
from otkel.app.bulletin import PUBLISHER, READ_H
from otkel.app.feed_words import (
    QUANTITY,
    RELIABILITY,
    SEEN,
    UNIT,
    Range,
    figure,
    instant,
    plain_range,
    plain_reading,
    ranges_of,
)
from otkel.app.ledger_files import DEFAULT_DB
from otkel.app.plain import plain
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli.options import AsJson, Lang
from otkel.cli.out import console, lines, print_json, rows
from otkel.facts.readings import Reading
from otkel.feeds import readings_table
from otkel.ledger.readings import FeedRun, SetAside
from otkel.phrases import Phrase, phrase

Db = Annotated[str, Parameter(help="The ledger: sqlite:///FILE or postgresql://….")]


def feed_kinds(*, lang: Lang = None, json: AsJson = False) -> int:
    """List the kinds of feeds that can be taken in."""
    words = words_for(choose_language(lang))
    if json:
        documents = [
            {"name": kind.name, "words": words.say(kind.words), "form": kind.form, "taken_by": "otkel check"}
            for kind in feeds.list_documents()
        ]
        print_json([*(plain(kind, words) for kind in feeds.list_kinds()), *documents])
        return 0
    out = console()
    for kind in feeds.list_kinds():
        lines(out, Text(f"{kind.name}  ({kind.form})", style="bold"))
        lines(out, words.sentence(kind.words), "  ")
        lines(out, words.sentence(phrase("terms: {terms}", terms=kind.terms)), "  ")
    for document in feeds.list_documents():
        lines(out, Text(f"{document.name}  ({document.form})", style="bold"))
        lines(out, words.sentence(document.words), "  ")
        lines(out, words.sentence(phrase("taken by: otkel check FILE")), "  ")
    return 0


def feed_read(
    kind: Annotated[str, Parameter(name="KIND", help="A kind of feed; see: otkel feed kinds.")],
    file: Annotated[tuple[Path, ...], Parameter(name="FILE", help="Files to take in.")],
    /,
    *,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Take feeds in: what can be read is kept, the rest is set aside with its reason.

    Exit status: 0 taken in, also where pieces were set aside; 2 nothing could be read.
    """
    words = words_for(choose_language(lang))
    runs = [feeds.read_feed(db, kind, one) for one in file]
    if json:
        print_json(runs)
        return 0
    for run in runs:
        lines(console(), words.sentence(_told(run)))
    return 0


def _told(run: FeedRun) -> Phrase:
    return phrase(
        "{taken} new, {repeated} there already, {rejected} set aside: {file}",
        file=run.file, taken=run.taken, repeated=run.repeated, rejected=run.rejected,
    )  # fmt: skip


def feed_rejects(
    *,
    most: Annotated[int, Parameter(help="How many takings-in are told, the newest first.")] = 20,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Tell what was set aside of the last feeds, and why."""
    words = words_for(choose_language(lang))
    found = feeds.list_rejects(db, max(1, min(most, 10_000)))
    if json:
        told = [
            {**msgspec.to_builtins(run), "set_aside": [plain(one, words) for one in aside]}
            for run, aside in found
        ]
        print_json(told)
        return 0
    out = console()
    for run, aside in found:
        head = phrase("{at}, {kind}", at=words.moment(instant(run.at_us)), kind=run.kind)
        lines(out, Text(words.say(head), style="bold"))
        lines(out, words.sentence(_told(run)), "  ")
        for one in aside:
            lines(out, _reason(one, words), "  - ")
    return 0


def _reason(one: SetAside, words: Words) -> str:
    parts = [one.field or ""]
    if one.row is not None:
        parts.append(words.say(phrase("first in row {row}", row=one.row)))
    where = ", ".join(part for part in parts if part)
    said = f"{words.sentence(one.reason)} {words.sentence(one.advice)}"
    return f"{one.rows} × {where}: {said}" if where else f"{one.rows} × {said}"


def feed_show(
    point: Annotated[str, Parameter(name="POINT", help="A crossing point; see: otkel points.")],
    /,
    *,
    days: Annotated[float, Parameter(help="How many days back.")] = 2.0,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Show what was read of a crossing point, side by side, with who said it."""
    words = words_for(choose_language(lang))
    found = feeds.list_readings(db, point, days)
    ranges = ranges_of(found)
    if json:
        ways = [plain_range(one) for one in ranges]
        print_json({"ranges": ways, "readings": [plain_reading(one) for one in found]})
        return 0
    out = console()
    if not found:
        lines(out, words.sentence(phrase("nothing was read of {point} in this time", point=point)))
        return 0
    for way in ranges:
        lines(out, Text(_range(way, words), style="bold"))
    rows(out, [_row(one, words) for one in found], ("cyan",), "  ")
    return 0


def _range(way: Range, words: Words) -> str:
    told = f"{figure(way.low, way.high)} {words.say(UNIT[way.unit])}"
    if way.low is None:
        told = words.say(phrase("not known"))
    arrow = f" → {way.towards}" if way.towards else ""
    return f"{words.say(QUANTITY[way.quantity])}, {way.vehicles}{arrow}: {told}"


def _row(one: Reading, words: Words) -> tuple[str, ...]:
    told = f"{figure(one.value, one.most)} {words.say(UNIT[one.unit])}"
    if one.value is None:
        told = words.say(SEEN[one.seen])
    who = f"{one.said_by} ({words.say(RELIABILITY[one.reliability])}, {one.source})"
    return instant(one.observed_us), words.say(QUANTITY[one.quantity]), told, who


def feed_write(
    kind: Annotated[str, Parameter(name="KIND", help="json, csv or datex2; of a log: parquet or ocel.")],
    point: Annotated[
        tuple[str, ...],
        Parameter(
            name="POINT",
            show_default=False,
            help="Crossing points; none: all of which the ledger knows anything.",
        ),
    ] = (),
    /,
    *,
    out: Annotated[Path, Parameter(help="The file to write; it changes at one instant.")],
    publisher: Annotated[str, Parameter(help="Who publishes, in one line.")] = PUBLISHER,
    hours: Annotated[float, Parameter(help="Older readings are left out.")] = READ_H,
    log: Annotated[
        str | None, Parameter(help="Of parquet and ocel: the log; left out, that of the ledger.")
    ] = None,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Publish how the queues stand, or a log, in a form that others read.

    Exit status: 0 written; 2 nothing was written.
    """
    from otkel.cli.feed_write import write

    return write(kind, point, out, publisher=publisher, hours=hours, log=log, db=db, lang=lang, json=json)


def feed_listen(
    *,
    http: Annotated[str | None, Parameter(help="Take messages in over HTTP at [HOST:]PORT.")] = None,
    token_file: Annotated[
        Path | None, Parameter(help="A file with the token that senders must give; only its owner reads it.")
    ] = None,
    mqtt: Annotated[str | None, Parameter(help="Take messages from the MQTT broker at HOST:PORT.")] = None,
    topic: Annotated[str, Parameter(help="The topic at the broker.")] = "traccar",
    mqtt_login: Annotated[Path | None, Parameter(help="A file with USER:PASSWORD for the broker.")] = None,
    mqtt_tls: Annotated[bool, Parameter(help="Speak TLS with the broker.")] = False,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
) -> int:
    """Take messages of trackers and seals in, in Traccar's form, until it is stopped.

    Exit status: 0 stopped; 2 it could not listen.
    """
    from otkel.cli.feed_listen import Listening, listen

    to = Listening(
        http=http, token=token_file, mqtt=mqtt, topic=topic, login=mqtt_login, tls=mqtt_tls
    )  # fmt: skip
    return listen(to, db, lang)


def feed_passages(
    zones: Annotated[Path, Parameter(name="ZONES", help="Zones around the posts, in GeoJSON.")],
    positions: Annotated[
        Path | None,
        Parameter(name="POSITIONS", help="A CSV or Parquet file; left out: what was taken in beside --db."),
    ] = None,
    /,
    *,
    out: Annotated[Path | None, Parameter(help="A new folder for the log; see: otkel measure.")] = None,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Find out of positions when trucks came to a post, were at each stage, and went.

    Exit status: 0 found, also where no truck passed; 2 zones or positions cannot be read.
    """
    from otkel.app.tracks import find_tracked

    words = words_for(choose_language(lang))
    found = find_tracked(zones, db=db, positions=positions, out=out)
    if json:
        print_json(found)
        return 0
    told = phrase(
        "{positions} positions, {aside} rows set aside: {through} went through, {back} came back, {gave_up} gave up, {here} are there still",  # noqa: E501
        positions=found.positions, aside=found.set_aside, through=found.through, back=found.back,
        gave_up=found.gave_up, here=found.here,
    )  # fmt: skip
    lines(console(), words.sentence(told))
    return 0


def feed_template() -> int:
    """Print the table of readings with examples, to be filled in."""
    sys.stdout.write(readings_table.template())
    return 0


def feed_sources() -> int:
    """Print a file of sources with comments, all turned off, to begin from."""
    from otkel.app.fetching.config import EXAMPLE

    sys.stdout.write(EXAMPLE)
    return 0


def feed_fetch(
    sources: Annotated[Path, Parameter(name="SOURCES", help="A file of sources; see: otkel feed sources.")],
    /,
    *,
    once: Annotated[bool, Parameter(negative=(), help="Ask what is due now, and end.")] = False,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Ask the sources that are turned on in a file, each when it is due, and take them in.

    Exit status: 0 also where sources failed; 2 the file cannot be read. Without --once: until it is stopped.
    """
    from otkel.cli.feed_fetch import fetch

    return fetch(sources, once, db, lang, json)
