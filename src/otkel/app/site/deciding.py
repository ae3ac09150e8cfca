"""The site decides for the queues of its ledger: it holds each point's lock, and shells hand over to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from otkel.app.crossing.desk import Desk
from otkel.app.serving.hold import holding
from otkel.app.serving.places import lock_of, make_folder
from otkel.app.serving.running import make_server, require_socket
from otkel.app.serving.wire import Handed, Told

Answer = Callable[[Desk, Handed], Told]
Wrong = Callable[[Exception], None]


@contextmanager
def deciding_for(db: str, desk: Desk, answer: Answer, wrong: Wrong) -> Iterator[None]:
    """Decide for the point of a desk in threads of this process. Raises InputError where another does."""
    path = require_socket(db, desk.point.slug)
    make_folder(path)
    with holding(db, desk.point.slug, lock_of(path)) as held:
        server = make_server(path, desk, answer, held, wrong)

        def run() -> None:
            server.run()
            if held.lost is not None:
                wrong(held.lost)

        thread = threading.Thread(target=run, name=f"otkel decider {desk.point.slug}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            server.stop()
            thread.join()
