"""A decider that runs for a crossing point until it is stopped: lock, ledger, socket, and its minutes."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from otkel.app.crossing.asking import Asking
from otkel.app.crossing.desk import Desk, opened_ledger
from otkel.app.crossing.reading import Envelope, Typed, get_verb
from otkel.app.ledger_files import refused, require_ledger
from otkel.app.serving.hold import Held, holding
from otkel.app.serving.places import MOST_NAME, find_socket, lock_of, make_folder
from otkel.app.serving.server import TICK_S, Counts, Server
from otkel.app.serving.wire import Handed, Told
from otkel.errors import LedgerError
from otkel.facts.gazetteer import CrossingPoint
from otkel.facts.people import Language
from otkel.phrases import phrase

BY = "decider"  # who records what falls due by itself
Answer = Callable[[Desk, Handed], Told]


def run_decider(
    db: str,
    point: CrossingPoint,
    answer: Answer,
    *,
    ready: Callable[[Server], None],
    wrong: Callable[[Exception], None],
    tick_s: float = TICK_S,
) -> Counts:
    """Decide for a point until `stop` of the server is called, which `ready` is given; give what it did.

    `answer` must not raise. `wrong` is told why what was due could not be done; a tick later it is tried
    again. Raises InputError where another decider runs or has taken over, or there is no ledger; LedgerError.
    """
    require_ledger(db, "--db")
    path = require_socket(db, point.slug)
    make_folder(path)
    with holding(db, point.slug, lock_of(path)) as held:
        with opened_ledger(db) as ledger:
            server = make_server(path, ledger.desk(point), answer, held, wrong, tick_s=tick_s)
            ready(server)
            server.run()
        if held.lost is not None:
            raise held.lost
        return server.counts


def make_server(
    path: Path,
    desk: Desk,
    answer: Answer,
    held: Held,
    wrong: Callable[[Exception], None],
    *,
    tick_s: float = TICK_S,
) -> Server:
    """Give a server that hands commands to a desk, and stops where its locks were lost to somebody else."""
    desk.look(lambda state: state.version)  # read now, so that the first shell need not wait for it
    desk.keep_past()

    def keep() -> bool:
        try:
            if held.keep():
                return True
            server.stop()
            return False
        except LedgerError as error:  # nobody can decide now; it is asked again
            wrong(error)
            return True

    def answer_shell(handed: Handed) -> Told:
        # Where it was lost this one is decided all the same, as by a shell that opens the ledger itself.
        keep()
        # Another process may have let the ledger forget a vehicle since the last command.
        desk.vehicles.forget_found()
        return answer(desk, handed)

    def tick_held() -> None:
        if keep():
            tick(desk, wrong)

    server = Server(path, answer_shell, tick_held, tick_s=tick_s)
    return server


def tick(desk: Desk, wrong: Callable[[Exception], None]) -> None:
    """Do what is due. A queue that is not open is no mistake: then nothing is."""
    try:
        desk.keep_past()
        Asking(desk, Language.EN).ask(Typed(verb=get_verb("tick"), values={}, envelope=Envelope(by=BY)))
    except Exception as error:
        wrong(error)


def require_socket(db: str, slug: str) -> Path:
    """Give where the decider of a point listens. Raises InputError where none can listen here."""
    path = find_socket(db, slug) if hasattr(socket, "AF_UNIX") else None
    if path is None:
        raise refused(
            phrase("no decider can listen here: it needs a ledger that is kept, and Unix sockets"),
            phrase("name a ledger with --db; without a decider each command opens the ledger itself"),
        )
    if len(os.fsencode(path)) > MOST_NAME:
        raise refused(
            phrase("the name {socket} is too long for a socket", socket=str(path)),
            phrase("name a folder with a shorter name in OTKEL_STATE"),
        )
    return path
