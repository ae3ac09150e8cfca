"""A proof of place, looked at: where its truck stands, and by whom it was overtaken."""

from __future__ import annotations

from pathlib import Path

import msgspec
from rich.console import Console

from otkel.app.check import write_file
from otkel.app.crossing.told import local, span, tell_call_rule
from otkel.app.ledger import now_us
from otkel.app.proving import Proved
from otkel.app.settings import choose_language
from otkel.app.tickets import overtakes, place_of_ticket, read_ticket
from otkel.app.words import Words, words_for
from otkel.cli.out import console, lines, print_json
from otkel.cli.queue_answer import tell_ahead
from otkel.facts.gazetteer import get_point
from otkel.phrases import Phrase, phrase, phrases
from otkel.queueing.overtaking import Overtake, PlaceInLine


def show_place(code: str, db: str, lang: str | None, json: bool) -> int:
    """Print where the truck of a proof of place stands."""
    words = words_for(choose_language(lang))
    ticket = read_ticket(code)
    found = place_of_ticket(db, ticket)
    if json:
        print_json(
            {
                "place": msgspec.to_builtins(found.place),
                "standing": msgspec.to_builtins(found.standing),
                "ahead_when_issued_trucks": found.ahead_when_issued_trucks,
            }
        )
        return 0
    zone = get_point(ticket.point).zone
    out = console()
    lines(out, f"{ticket.point} · {words.say(phrase('passage {passage}', passage=str(ticket.passage)))}")
    lines(out, words.sentence(_stands(found.place, zone)))
    stood = phrase("it has stood {span} so far", span=span(found.standing.stood_us(until_us=now_us()) / 1e6))
    lines(out, words.sentence(stood))
    _print_overtakes(out, found.place, zone, words)
    return 0


def show_overtakes(code: str, proof: Path | None, db: str, lang: str | None, json: bool) -> int:
    """Print who went forward before the truck of a proof of place."""
    words = words_for(choose_language(lang))
    ticket = read_ticket(code)
    found = overtakes(db, ticket)
    if proof is not None:
        _write(proof, found.proved)
    if json:
        print_json(msgspec.to_builtins(found.place))
    else:
        _print_overtakes(console(), found.place, get_point(ticket.point).zone, words)
    return 1 if any(not one.ordinary for one in found.place.overtakes) else 0


def _print_overtakes(out: Console, place: PlaceInLine, zone: str, words: Words) -> None:
    if not place.overtakes:
        lines(out, words.sentence(phrase("nobody who came later went forward before it")))
        return
    told = phrases(
        "{n} truck that came later went forward before it",
        "{n} trucks that came later went forward before it",
        n=len(place.overtakes),
    )
    lines(out, words.sentence(told))
    for one in place.overtakes:
        mark = "·" if one.ordinary else "!"
        lines(
            out, words.sentence(_overtook(one, zone)), f"  {mark}  ", style="" if one.ordinary else "yellow"
        )


def _overtook(one: Overtake, zone: str) -> Phrase:
    return phrase(
        "{passage}, {at}: {rule}", passage=str(one.passage), at=local(one.called_us, zone),
        rule=tell_call_rule(one.rule),
    )  # fmt: skip


def _stands(place: PlaceInLine, zone: str) -> Phrase:
    if place.since_us is None:
        return phrase("it has not come yet")
    if not place.waits or place.ahead_trucks is None:
        return phrase("it waits in line no more")
    return phrase(
        "it waits since {since}; {ahead}",
        since=local(place.since_us, zone),
        ahead=tell_ahead(place.ahead_trucks),
    )


def _write(folder: Path, proved: Proved) -> None:
    """Write the proof, in as many files as it needs."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(proved.files, 1):
        write_file(folder / f"proof-{number}.json", data)
