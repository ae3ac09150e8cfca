"""Printing: readable on 80 columns and in a pipe, coloured only on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import IO, Any, cast

import msgspec
from rich.console import Console
from rich.text import Text

from otkel.app.serving.wire import Screen
from otkel.errors import Mistake
from otkel.phrases import phrase

WIDEST = 100
_COLOURS = ("standard", "256", "truecolor")


class Quiet(Console):
    """A console that leaves a reader's going away to the one place that handles it."""

    def on_broken_pipe(self) -> None:
        """Let the error through; rich would end the process with the status of a refusal."""
        raise BrokenPipeError


def console(stderr: bool = False) -> Console:
    """Give a console for one stream; nothing that is printed is read as markup."""
    made = Quiet(stderr=stderr, markup=False, emoji=False, highlight=False, soft_wrap=False)
    if not made.is_terminal:
        made.width = 80
    made.width = min(made.width, WIDEST)
    return made


def screen() -> Screen:
    """Give what this process prints on, for one who prints in its place."""
    out = console()
    return Screen(
        width=out.width,
        is_terminal=out.is_terminal,
        colours=out.color_system,
        no_colour=out.no_color,
    )


def console_of(screen: Screen, file: IO[str]) -> Console:
    """Give a console that writes into a file what it would print on another's screen."""
    return Quiet(
        file=file,
        width=max(20, min(screen.width, WIDEST)),
        force_terminal=screen.is_terminal,
        color_system=cast(Any, screen.colours if screen.colours in _COLOURS else None),
        no_color=screen.no_colour,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
        _environ={},
    )


def print_json(value: Any, file: IO[str] | None = None) -> None:
    """Print plain data as JSON with two blanks of indent, on stdout where no file is given."""
    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    (file or sys.stdout).write(text + "\n")


def cannot_print(error: OSError) -> Mistake | None:
    """Give the mistake of an output that takes no more; None where the error is of some named file.

    What is still held back for it is dropped, so that nothing is said on the way out.
    """
    if error.filename is not None:
        return None
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Mistake(
        phrase("the answer cannot be written out ({reason})", reason=error.strerror or type(error).__name__),
        phrase("check that there is room where the output goes"),
    )


def lines(out: Console, text: str | Text, first: str = "", rest: str | None = None, style: str = "") -> None:
    """Print a text wrapped to the width, with what stands before its first line and the others."""
    rest = " " * len(first) if rest is None else rest
    body = text if isinstance(text, Text) else Text(text, style=style)
    room = max(out.width - max(len(first), len(rest)), 20)
    for number, line in enumerate(body.wrap(out, room)):
        line.rstrip()
        start = Text(first if number == 0 else rest)
        out.print(start + line, soft_wrap=True)


def rows(
    out: Console, table: Sequence[tuple[str, ...]], styles: tuple[str, ...] = (), indent: str = ""
) -> None:
    """Print a table: all columns but the last as wide as they need, the last one wrapped."""
    if not table:
        return
    widths = [max(Text(row[i]).cell_len for row in table) for i in range(len(table[0]) - 1)]
    for row in table:
        start = Text(indent)
        for i, width in enumerate(widths):
            cell = Text(row[i], style=styles[i] if i < len(styles) else "")
            cell.pad_right(width - cell.cell_len + 2)
            start += cell
        _hang(out, start, row[-1])


def _hang(out: Console, start: Text, text: str) -> None:
    room = max(out.width - start.cell_len, 20)
    wrapped = Text(text).wrap(out, room) if text else [Text()]
    for number, line in enumerate(wrapped):
        line.rstrip()
        before = start if number == 0 else Text(" " * start.cell_len)
        whole = before + line
        whole.rstrip()
        out.print(whole, soft_wrap=True)
