"""`otkel seal`: the story of a navigation seal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.text import Text

from otkel.app.crossing.vehicles import Named
from otkel.app.feed_words import instant
from otkel.app.ledger import now_us
from otkel.app.ledger_files import DEFAULT_DB, refused
from otkel.app.plain import plain
from otkel.app.seals import desk
from otkel.app.seals.fees import tell_fees
from otkel.app.seals.story import Story
from otkel.app.seals.tariff_file import EXAMPLE
from otkel.app.seals.told import Addressee, whom_to_tell
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli.options import AsJson, Lang
from otkel.cli.out import console, lines, print_json, rows
from otkel.cli.seal_fees import fees_json, read_asked
from otkel.errors import Mistake
from otkel.facts.events.envelope import as_us
from otkel.facts.time import read_instant
from otkel.phrases import Phrase, phrase

Db = Annotated[str, Parameter(help="The ledger: sqlite:///FILE or postgresql://….")]
Number = Annotated[str, Parameter(name="NUMBER", help="The number of the seal, as it sends it.")]
At = Annotated[str | None, Parameter(help="When it was, with its offset from UTC; left out: now.")]


def seal_put_on(
    number: Number,
    /,
    *,
    operator: Annotated[str, Parameter(help="Whose national operator answers for it: KZ, RU or KG.")],
    point: Annotated[str, Parameter(help="The crossing point it is put on for; see: otkel points.")],
    plate: Annotated[
        str | None, Parameter(help="The plate of what it is put on; it goes into the vault.")
    ] = None,
    at: At = None,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Record that a seal was put on."""
    named = None if plate is None else Named(plate=plate)
    return _tell(desk.put_on(db, number, operator, point, named, _us(at)), lang, json)


def seal_activate(
    number: Number,
    /,
    *,
    period: Annotated[
        int | None, Parameter(help="Its exchange period, in minutes; without it silence is not watched.")
    ] = None,
    corridor: Annotated[
        int | None, Parameter(help="How far it may leave its route, in km; left out: as the law sets.")
    ] = None,
    route: Annotated[Path | None, Parameter(help="Its route, a GeoJSON line.")] = None,
    at: At = None,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Record that a seal watches from now on."""
    story = desk.activate(db, number, period_min=period, corridor_km=corridor, route=route, at_us=_us(at))
    return _tell(story, lang, json)


def seal_confirm(
    number: Number,
    situation: Annotated[str, Parameter(name="SITUATION", help="Its code, 01 to 07.")],
    /,
    *,
    at: At = None,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Record an officer's word that a situation is one."""
    return _tell(desk.confirm(db, number, situation, _us(at)), lang, json)


def seal_remove(
    number: Number,
    /,
    *,
    reason: Annotated[str, Parameter(help="Why, by a code such as way_ended, examination or damage.")],
    at: At = None,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Record that a seal was taken off."""
    return _tell(desk.remove(db, number, reason, _us(at)), lang, json)


def seal_show(
    number: Number,
    /,
    *,
    route: Annotated[
        str, Parameter(help="The states of its way, such as KZ,RU: then the fees are told.")
    ] = "",
    entered: Annotated[
        tuple[str, ...],
        Parameter(help="When it came into a state: RU=2026-09-02T10:00Z; left out: as the queue records."),
    ] = (),
    tariff: Annotated[Path | None, Parameter(help="Your own prices (.yaml); see: otkel seal tariff.")] = None,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:  # fmt: skip
    """Show the story of a seal, what it may have shown, who is to be told, and what it costs."""
    words = words_for(choose_language(lang))
    asked = read_asked(route, entered, tariff)
    told = desk.show(db, number)
    whom = whom_to_tell(told.story, datetime.fromtimestamp(now_us() / 1e6, UTC).date())
    fees = asked.fees(told, now_us())
    if json:
        more = {
            "positions": told.positions,
            "clock_off_h": told.clock_off_h,
            "undecided": [plain(one, words) for one in told.undecided],
            "tell": [plain(one, words) for one in whom],
            "fees": fees_json(fees, words),
        }
        print_json({**msgspec.to_builtins(told.story), **more})
        return 0
    _print(told.story, words)
    _print_more(told, whom, words)
    for one in tell_fees(fees):
        lines(console(), words.sentence(one))
    return 0


def seal_tariff() -> int:
    """Print a file of prices with comments, for the fees that no source tells."""
    sys.stdout.write(EXAMPLE)
    return 0


def _print_more(told: desk.SealTold, whom: Sequence[Addressee], words: Words) -> None:
    out = console()
    may_be = [(instant(one.at_us), f"{one.situation}?", words.say(one.reason)) for one in told.undecided]
    rows(out, may_be, ("yellow",), "  ")
    if told.story.shown or may_be:
        lines(out, Text(words.sentence(phrase("to be told")), style="bold"))
        rows(out, [(words.say(one.who), one.provision) for one in whom], (), "  ")
    if told.clock_off_h is not None:
        off = phrase(
            "its messages came {hours} hours after their own time: set decoder.timezone in Traccar",
            hours=f"{told.clock_off_h:g}",
        )
        lines(out, words.sentence(off))


def _tell(story: Story, lang: str | None, json: bool) -> int:
    if json:
        print_json(msgspec.to_builtins(story))
    else:
        _print(story, words_for(choose_language(lang)))
    return 0


def _print(story: Story, words: Words) -> None:
    told: list[tuple[int | None, Phrase]] = [
        (story.put_on_us, phrase("put on")),
        (story.activated_us, phrase("activated")),
        *((one.at_us, phrase("situation {code}", code=one.situation.value)) for one in story.shown),
        *(
            (one.confirmed_us, phrase("an officer confirms {code}", code=one.situation.value))
            for one in story.shown
        ),
        (story.removed_us, phrase("taken off")),
    ]
    known = sorted(
        ((at_us, words.say(what)) for at_us, what in told if at_us is not None), key=lambda one: one[0]
    )
    rows(console(), [(instant(at_us), what) for at_us, what in known], ("cyan",), "  ")


def _us(text: str | None) -> int | None:
    if text is None:
        return None
    found = read_instant(text)
    if isinstance(found, Mistake):
        raise refused(found.what, found.do, "--at")
    return as_us(found)
