"""The site decides for the queues of its ledger: it holds each point's lock, and shells hand over to it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from otkel.app.clock import now
from otkel.app.crossing.desk import Desk
from otkel.app.serving.hold import holding
from otkel.app.serving.places import lock_of, make_folder
from otkel.app.serving.running import require_socket, tick
from otkel.app.serving.server import Server
from otkel.app.serving.wire import Handed, Told

Answer = Callable[[Desk, Handed], Told]
Wrong = Callable[[Exception], None]


@contextmanager
def deciding_for(db: str, desk: Desk, answer: Answer, wrong: Wrong) -> Iterator[None]:
    """Decide for the point of a desk in threads of this process. Raises InputError where another does."""
    path = require_socket(db, desk.point.slug)
    make_folder(path)
    with holding(lock_of(path), f"process {os.getpid()}, since {now():%Y-%m-%d %H:%M:%S} UTC"):
        desk.look(lambda state: state.version)
        desk.keep_past()

        def answer_shell(handed: Handed) -> Told:
            # Another process may have let the ledger forget a vehicle since the last command.
            desk.vehicles.forget_found()
            return answer(desk, handed)

        server = Server(path, answer_shell, lambda: tick(desk, wrong))
        thread = threading.Thread(target=server.run, name=f"otkel decider {desk.point.slug}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.stop()
            thread.join()
