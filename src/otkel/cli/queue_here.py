"""A verb of the queue at an open desk: asked, and printed. In a shell's own process, or in a decider's."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

from rich.console import Console

from otkel.app.crossing.asking import Asking, done_json
from otkel.app.crossing.desk import Desk
from otkel.app.crossing.looking import backlog_json, line_json, needs_json, status_json
from otkel.app.crossing.reading import Typed, get_verb, read_envelope, read_typed
from otkel.app.ledger_files import refused
from otkel.app.plain import Json
from otkel.app.serving.wire import Handed, Told
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli.out import console_of, print_json
from otkel.cli.queue_answer import print_done
from otkel.cli.queue_follow import FOLLOW, follow_here
from otkel.cli.queue_proofs import print_certificate, print_ticket
from otkel.cli.queue_run import is_handed
from otkel.cli.queue_views import print_backlog, print_line, print_needs, print_status
from otkel.cli.telling import tell_error
from otkel.facts.people import Language
from otkel.phrases import phrase

_PRINT = {"status": print_status, "line": print_line, "needs": print_needs, "backlog": print_backlog}


def act(
    desk: Desk, typed: Typed, words: Words, json: bool, *, out: Console, file: IO[str], folder: Path
) -> int:
    """Do what was asked and print the answer; names of files count from a folder. Gives the exit status."""
    if typed.verb.do is None:
        give = print_ticket if typed.verb.name == "ticket" else print_certificate
        return give(desk, typed, words, json, out=out, file=file, folder=folder)
    done = Asking(desk, words.language, folder).ask(typed)
    if json:
        print_json(done_json(done, words), file)
    else:
        print_done(out, done, words)
    return done.exit_status


def answer_handed(desk: Desk, handed: Handed) -> Told:
    """Do what a shell handed over, and give what it is to print. Never raises."""
    out, words = io.StringIO(), words_for(Language.EN)
    try:
        words = words_for(choose_language(handed.language))
        screen = console_of(handed.screen, out)
        folder = Path(handed.folder)
        if handed.verb == FOLLOW:
            return Told(status=follow_here(desk, handed, words, screen, out), out=out.getvalue())
        typed = _typed(desk, handed)
        status = act(desk, typed, words, handed.json, out=screen, file=out, folder=folder)
    except Exception as error:
        lines, status = tell_error(error, words)
        return Told(status=status, out=out.getvalue(), err="".join(f"{line}\n" for line in lines))
    return Told(status=status, out=out.getvalue())


def _typed(desk: Desk, handed: Handed) -> Typed:
    verb = get_verb(handed.verb)
    if not is_handed(verb):
        raise refused(phrase("{verb} only looks", verb=verb.name), phrase("open the ledger for it"))
    envelope = read_envelope(handed.envelope, desk.zone, True)
    return read_typed(verb, handed.given, desk.zone, envelope, True)


def look_at(desk: Desk, typed: Typed, words: Words, json: bool, out: Console, file: IO[str]) -> int:
    """Print how the point stands. Gives the exit status."""
    told = look(desk, typed, words)
    if json:
        print_json(told, file)
    else:
        _PRINT[typed.verb.name](out, told, words)
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
