"""One verb of the queue from the shell: handed to the decider that runs for the point, else done here.

What is not needed to hand a command over is imported only where none runs: so a shell is quick.
"""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from typing import Any

import msgspec

from otkel.app.crossing.pointing import get_point
from otkel.app.crossing.reading import Typed, read_envelope, read_typed
from otkel.app.crossing.verbs import GIVES, Verb
from otkel.app.serving.client import hand_over
from otkel.app.serving.wire import FORM, Handed
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.facts.gazetteer import CrossingPoint

_ENVELOPE = ("at", "key", "by")
_NOT_OPTIONS = (*_ENVELOPE, "point", "db", "lang", "json")


def is_handed(verb: Verb) -> bool:
    """Tell whether a verb is handed to a decider that runs: what records something upon a decision."""
    return verb.do is not None or verb.name in GIVES


def run_verb(verb: Verb, given: dict[str, Any]) -> int:
    """Run a verb as it was typed, and give the exit status."""
    words = words_for(choose_language(given.get("lang")))
    point = get_point(given["point"])
    envelope = {name: given[name] for name in _ENVELOPE if given.get(name) is not None}
    values = {name: value for name, value in given.items() if name not in _NOT_OPTIONS and value}
    typed = read_typed(verb, values, point.zone, read_envelope(envelope, point.zone, True), True)
    if is_handed(verb):
        envelope.setdefault("key", secrets.token_hex(16))  # the same here, should the decider die meanwhile
        status = _hand_over(verb, point, given, values, envelope, words)
        if status is not None:
            return status
        key = typed.envelope.key or envelope["key"]
        typed = msgspec.structs.replace(typed, envelope=msgspec.structs.replace(typed.envelope, key=key))
    return _run_here(given["db"], point, typed, words, bool(given["json"]))


def _hand_over(
    verb: Verb,
    point: CrossingPoint,
    given: dict[str, Any],
    values: dict[str, Any],
    envelope: dict[str, str],
    words: Words,
) -> int | None:
    """Let the decider that runs do it, and print its answer; None: none runs."""
    from otkel.cli.out import screen

    handed = Handed(
        form=FORM,
        verb=verb.name,
        given={name: list(value) if isinstance(value, tuple) else value for name, value in values.items()},
        envelope=envelope,
        folder=str(Path.cwd()),
        language=words.language.value,
        json=bool(given["json"]),
        screen=screen(),
    )
    told = hand_over(given["db"], point.slug, handed)
    if told is None:
        return None
    sys.stdout.write(told.out)
    sys.stderr.write(told.err)
    return told.status


def _run_here(db: str, point: CrossingPoint, typed: Typed, words: Words, json: bool) -> int:
    """Open the ledger in this process, and do it."""
    from otkel.app.crossing.desk import opened_ledger
    from otkel.cli.out import console
    from otkel.cli.queue_here import act, look_at
    from otkel.cli.queue_proofs import PROOFS

    if typed.verb.name in PROOFS:
        return PROOFS[typed.verb.name](db, point, typed, words, json)
    out = console()
    with opened_ledger(db, is_new=typed.verb.name == "open") as ledger:
        desk = ledger.desk(point)
        if not is_handed(typed.verb):
            return look_at(desk, typed, words, json, out, sys.stdout)
        return act(desk, typed, words, json, out=out, file=sys.stdout, folder=Path())
