"""What listens until a signal asks it to stop: an app over HTTP, and whatever else heeds signals."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from otkel.app.ledger_files import refused
from otkel.phrases import phrase

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def heeding(stop: Callable[[], object]) -> Iterator[None]:
    """Call `stop` at SIGTERM and Ctrl-C until the block ends; then they do again what they did before."""
    before = {one: signal.signal(one, lambda *_: stop()) for one in _SIGNALS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def serve_app(
    app: Any, host: str, port: int, option: str, at_stop: Callable[[], object] = lambda: None, **more: Any
) -> None:
    """Serve an app until a signal; `at_stop` is called then, in a thread, to end what would go on for ever.

    Raises InputError, with the option, where nothing can listen there.
    """
    import uvicorn

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: Any) -> None:
            # In a thread: the signal may have come while this one holds the very lock that is needed.
            threading.Thread(target=at_stop, name="otkel stop", daemon=True).start()
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        app, host=host, port=port, access_log=False, log_level="warning", server_header=False, ws="none",
        **more,
    )  # fmt: skip
    # Uvicorn sends itself the signal again once it has stopped: then it has been heard already.
    with heeding(lambda: None):
        try:
            Server(config).run()
        except SystemExit:  # it has said already why it cannot listen
            what = phrase("nothing can listen at {place}", place=f"{host}:{port}")
            raise refused(what, phrase("take another port"), option) from None
