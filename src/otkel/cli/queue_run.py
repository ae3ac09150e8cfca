"""One verb of the queue from the shell: opened, asked, printed."""

from __future__ import annotations

from typing import Any

from otkel.app.crossing.asking import Asking, Done, done_json
from otkel.app.crossing.desk import Desk, get_point, opened_ledger
from otkel.app.crossing.looking import backlog_json, line_json, needs_json, status_json
from otkel.app.crossing.reading import Typed, read_envelope, read_typed
from otkel.app.crossing.verbs import Verb
from otkel.app.plain import Json
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli.out import console, print_json
from otkel.cli.queue_answer import print_done
from otkel.cli.queue_proofs import PROOFS
from otkel.cli.queue_views import print_backlog, print_line, print_needs, print_status

_ENVELOPE = ("at", "key", "by")
_NOT_OPTIONS = (*_ENVELOPE, "point", "db", "lang", "json")
_PRINT = {"status": print_status, "line": print_line, "needs": print_needs, "backlog": print_backlog}


def run_verb(verb: Verb, given: dict[str, Any]) -> int:
    """Run a verb as it was typed, and give the exit status."""
    words = words_for(choose_language(given.get("lang")))
    point = get_point(given["point"])
    envelope = read_envelope({name: given.get(name) for name in _ENVELOPE}, point.zone, True)
    values = {name: value for name, value in given.items() if name not in _NOT_OPTIONS and value is not False}
    typed = read_typed(verb, values, point.zone, envelope, True)
    if verb.name in PROOFS:
        return PROOFS[verb.name](given["db"], point, typed, words, bool(given["json"]))
    with opened_ledger(given["db"], is_new=verb.name == "open") as ledger:
        desk = ledger.desk(point)
        if verb.do is None:
            return _look(desk, typed, words, bool(given["json"]))
        done = Asking(desk, words.language).ask(typed)
    return _answer(done, words, bool(given["json"]))


def _answer(done: Done, words: Words, json: bool) -> int:
    if json:
        print_json(done_json(done, words))
    else:
        print_done(console(), done, words)
    return done.exit_status


def _look(desk: Desk, typed: Typed, words: Words, json: bool) -> int:
    told = look(desk, typed, words)
    if json:
        print_json(told)
    else:
        _PRINT[typed.verb.name](console(), told, words)
    return 0


def look(desk: Desk, typed: Typed, words: Words) -> Json:
    """Give how the point stands, as a verb that only looks asks it."""
    at_us, values = typed.envelope.at_us, typed.values
    if typed.verb.name == "status":
        return status_json(desk, words, at_us)
    if typed.verb.name == "line":
        return line_json(desk, words, values.get("towards"))
    if typed.verb.name == "needs":
        return needs_json(desk, at_us)
    pace = (values.get("low"), values.get("mid"), values.get("high"))
    return backlog_json(desk, values.get("towards"), pace, at_us)
