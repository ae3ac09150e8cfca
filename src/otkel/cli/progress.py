"""A progress bar on stderr, only where somebody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from otkel.cli.out import console

Tick = Callable[[int, int | None], None]  # rows done, rows in all where known


@contextmanager
def progress() -> Iterator[Tick]:
    """Give a function to call with the rows done; it draws a bar where stderr is a terminal."""
    out = console(stderr=True)
    if not out.is_terminal:
        yield _silent
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tick(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield tick


def _silent(done: int, total: int | None) -> None:
    del done, total
