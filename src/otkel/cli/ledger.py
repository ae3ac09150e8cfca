"""`otkel ledger`: the record, proved."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.console import Console
from rich.text import Text

from otkel.app import ledger, ledger_keep
from otkel.app.ledger_files import DEFAULT_DB
from otkel.app.plain import Json, plain
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli.options import AsJson, Lang
from otkel.cli.out import console, lines, print_json
from otkel.ledger.proof.findings import ProofFinding
from otkel.phrases import phrase

Db = Annotated[str, Parameter(help="The ledger: sqlite:///FILE or postgresql://….")]


def ledger_head(*, db: Db = DEFAULT_DB, lang: Lang = None, json: AsJson = False) -> int:
    """Sign a head over all events, to be given out and kept by others."""
    words = words_for(choose_language(lang))
    made = ledger.make_head(db)
    if made.new_key is not None:
        told = phrase("a new key signs the heads; give {file} to whoever checks them", file=str(made.new_key))
        sys.stderr.write(words.sentence(told) + "\n")
    if json:
        print_json(made.head)
        return 0
    out = console()
    at = words.moment(ledger.instant(made.head.timestamp_us))
    for told in (
        phrase("{size} events", size=made.head.size),
        phrase("root {root}", root=made.head.root),
        phrase("signed {at} with key {key}", at=at, key=made.head.key),
    ):
        lines(out, words.say(told))
    return 0


def ledger_verify(
    *,
    db: Db = DEFAULT_DB,
    key: Annotated[
        tuple[Path, ...], Parameter(negative=(), help="A public key that signed heads before this one.")
    ] = (),
    head: Annotated[
        tuple[Path, ...], Parameter(negative=(), help="A head that was kept elsewhere, to hold against it.")
    ] = (),
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Check every event, every node of the tree and every signed head.

    Exit status: 0 all holds, 1 something does not, 2 bad input.
    """
    words = words_for(choose_language(lang))
    findings = ledger.verify_ledger(db, key, head)
    return _answer(findings, words, json)


def ledger_prove(
    event: Annotated[tuple[int, ...], Parameter(name="EVENT", help="Positions of events.")] = (),
    /,
    *,
    stream: Annotated[str | None, Parameter(help="Prove all events of this stream.")] = None,
    since: Annotated[
        Path | None, Parameter(help="A head kept before: prove that it is the beginning of this ledger.")
    ] = None,
    out: Annotated[Path | None, Parameter(help="Where to write the proof; left out: printed.")] = None,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
) -> int:
    """Prove that events stand in the ledger: a file that anybody can check without it."""
    words = words_for(choose_language(lang))
    proof = ledger.prove_events(db, event, stream, since)
    if out is None:
        sys.stdout.write(proof.decode())
        return 0
    ledger.write_proof(out, proof)
    sys.stderr.write(words.sentence(phrase("the proof was written to {file}", file=str(out))) + "\n")
    return 0


def ledger_check(
    proof: Annotated[Path, Parameter(name="PROOF", help="A proof file.")],
    /,
    *,
    key: Annotated[
        str | None, Parameter(help="The public key: a file or 64 hex digits; left out, that of the ledger.")
    ] = None,
    head: Annotated[Path | None, Parameter(help="A head that you kept, which must be in the proof.")] = None,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Check a proof file, offline, without the ledger.

    Exit status: 0 it holds, 1 it does not, 2 it is no proof.
    """
    words = words_for(choose_language(lang))
    checked = ledger.check_proof(proof, key, db, head)
    _answer(checked.findings, words, json, checked.events)
    return checked.exit_status


def ledger_copy(
    source: Annotated[str, Parameter(name="FROM", help="The ledger to copy.")],
    target: Annotated[str, Parameter(name="TO", help="An empty ledger, or one that holds its beginning.")],
    /,
    *,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Copy the same events into another ledger, byte for byte."""
    words = words_for(choose_language(lang))
    copied = ledger.copy_ledger(source, target)
    if json:
        print_json(copied)
        return 0
    told = phrase(
        "{copied} events copied; both hold {size} with the same root {root}",
        copied=copied.copied,
        size=copied.size,
        root=copied.root,
    )
    lines(console(), words.sentence(told))
    return 0


def ledger_backup(
    file: Annotated[Path, Parameter(name="FILE", help="Where to write the copy; nothing may be there yet.")],
    /,
    *,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Copy the whole file of a ledger while it is in use; keys are copied apart."""
    words = words_for(choose_language(lang))
    events = ledger_keep.back_up_ledger(db, file)
    if json:
        print_json({"events": events})
        return 0
    told = phrase(
        "{events} events are in {file}; copy the folder of keys apart", events=events, file=str(file)
    )
    lines(console(), words.sentence(told))
    return 0


def ledger_rebuild(
    view: Annotated[tuple[str, ...], Parameter(name="VIEW", help="Views; left out: all of them.")] = (),
    /,
    *,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Make the read tables again from all events."""
    words = words_for(choose_language(lang))
    made = ledger_keep.rebuild_views(db, view)
    if json:
        print_json(made)
        return 0
    for name, events in made.items():
        told = phrase("{view} was made again from {events} events", view=name, events=events)
        lines(console(), words.sentence(told))
    return 0


def ledger_forget(
    subject: Annotated[str, Parameter(name="SUBJECT", help="32 hex digits, as the events name him or it.")],
    /,
    *,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
) -> int:
    """Forget a person or vehicle for ever; events and proofs stay as they are."""
    words = words_for(choose_language(lang))
    ledger_keep.forget_subject(db, subject)
    lines(console(), words.sentence(phrase("{subject} is forgotten", subject=subject)))
    return 0


def ledger_expire(
    *,
    keep: Annotated[
        tuple[str, ...],
        Parameter(negative=(), help="CLASS=DAYS: hold a class of personal data so many days."),
    ] = (),
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Erase personal data whose time is over."""
    words = words_for(choose_language(lang))
    gone = ledger_keep.expire_data(db, keep)
    if json:
        print_json(gone)
        return 0
    for name, number in gone.items():
        told = phrase("{name}: {number} erased", name=name, number=number)
        lines(console(), words.say(told))
    return 0


def _answer(
    findings: list[ProofFinding] | tuple[ProofFinding, ...],
    words: Words,
    json: bool,
    events: tuple[Json, ...] = (),
) -> int:
    all_hold = all(finding.holds for finding in findings)
    if json:
        told = [{**msgspec.structs.asdict(f), **_said(f, words)} for f in findings]
        print_json({"holds": all_hold, "findings": told, **({"events": events} if events else {})})
        return 0 if all_hold else 1
    out = console()
    for finding in findings:
        mark, colour = ("✓", "green") if finding.holds else ("✗", "red")
        lines(out, words.sentence(finding.says), f"{mark}  ", style=colour)
    for event in events:
        _print_event(out, event, words)
    return 0 if all_hold else 1


def _said(finding: ProofFinding, words: Words) -> Json:
    return {"says": words.sentence(finding.says), "values": plain(finding.values, words)}


def _print_event(out: Console, event: Json, words: Words) -> None:
    at = words.moment(event["occurred_at"])
    first = Text(f"{event['position']}  ", style="bold") + Text(f"{event['word']}  {at}", style="not bold")
    lines(out, first + Text(f"  {event['point']}", style="not bold dim"), "   ")
