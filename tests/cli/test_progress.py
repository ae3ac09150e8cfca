"""The progress bar: for whoever watches a terminal, and nothing for a file."""

from __future__ import annotations

import os
import subprocess
import sys

SHOWN = """
import time
from otkel.cli import progress as p
p.LONG_S = 0.0
with p.progress("it is compiled first") as tick:
    time.sleep(0.4)
    print("waits", flush=True)
    tick(3, 7)
    time.sleep(0.4)
"""


def seen(stderr: int) -> None:
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    subprocess.run([sys.executable, "-c", SHOWN], stderr=stderr, stdout=subprocess.DEVNULL, env=environment,
                   check=True, timeout=60)  # fmt: skip


def test_a_terminal_says_why_the_first_row_is_long_in_coming() -> None:
    ours, theirs = os.openpty()
    try:
        seen(theirs)
    finally:
        os.close(theirs)
    told = b""
    try:
        while piece := os.read(ours, 65_536):
            told += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    before, after = told.decode().rsplit("it is compiled first", 1)
    assert "3/7" not in before
    assert "3/7" in after


def test_a_file_is_not_written_a_bar() -> None:
    read, write = os.pipe()
    try:
        seen(write)
    finally:
        os.close(write)
    with os.fdopen(read, "rb") as file:
        assert file.read() == b""
