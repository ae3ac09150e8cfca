"""A progress bar on stderr, only where somebody watches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from otkel.cli.out import console
from otkel.phrases import phrase

LONG_S = 3.0
COMPILED = phrase("a scenario of a new kind is compiled first: once, for a minute or a few")
Tick = Callable[[int, int | None], None]  # rows done, rows in all where known


@contextmanager
def progress(before: str = "") -> Iterator[Tick]:
    """Give a function to call with the rows done; it draws a bar where stderr is a terminal.

    `before` is said beside the bar when the first row is long in coming.
    """
    out = console(stderr=True)
    if not out.is_terminal:
        yield _silent
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Before(ProgressColumn):
        """Words for whoever waits for the first row."""

        def render(self, task: Task) -> Text:
            """Give them once it has not come for a while."""
            return Text(before if not task.completed and (task.elapsed or 0.0) > LONG_S else "")

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), Before())
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task("", total=None)

        def tick(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield tick


def _silent(done: int, total: int | None) -> None:
    del done, total
