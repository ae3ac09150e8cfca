"""Work beside the pages: a thread that does the same step again and again while a site runs."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from otkel.app.site.house import Wrong


@contextmanager
def working(name: str, every_s: float, step: Callable[[], object], wrong: Wrong) -> Iterator[None]:
    """Do a step every so many seconds in a thread until the block ends; `wrong` is told what goes wrong."""
    stopped = threading.Event()

    def go_on() -> None:
        while not stopped.wait(every_s):
            try:
                step()
            except Exception as error:
                wrong(error)

    thread = threading.Thread(target=go_on, name=f"otkel {name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()
