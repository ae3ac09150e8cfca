"""Deciders that run as processes of their own, and shells that hand commands to them. For tests."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from otkel.app.serving.client import hand_over
from otkel.app.serving.wire import FORM, Handed, Told

ROOT = Path(__file__).parents[3]
POINT = "syrym"
AT = "2025-11-28 09:00"


def start(db: str) -> subprocess.Popen[str]:
    """Start a decider, and wait until it listens or has ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "otkel", "queue", "serve", POINT, "--db", db, "--lang", "en"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.said = process.stdout.readline()  # type: ignore[attr-defined]
    return process


def stop(process: subprocess.Popen[str], by: int = signal.SIGTERM) -> tuple[str, str]:
    """Stop a decider; give what it said last, and what was wrong."""
    process.send_signal(by)
    return process.communicate(timeout=60)


@contextlib.contextmanager
def running(db: str) -> Iterator[subprocess.Popen[str]]:
    """Give a decider that listens, and stop it in the end."""
    process = start(db)
    try:
        said = process.said  # type: ignore[attr-defined]
        assert said == f"Decides for {POINT}; stop it with Ctrl-C.\n", (
            said,
            *process.communicate(timeout=60),
        )
        yield process
    finally:
        if process.poll() is None:
            stop(process)


def handed(verb: str, key: str, at: str | None = AT, **given: str | bool | list[str]) -> Handed:
    """Give a command as a shell hands it over."""
    envelope = {"key": key, "by": "test"} | ({} if at is None else {"at": at})
    return Handed(form=FORM, verb=verb, given=given, envelope=envelope, folder="/", language="en", json=True)


def arrive(number: int) -> Handed:
    """Give the arrival of one of many trucks."""
    return handed("arrive", f"arrival {number}", plate=f"{number:05d} ABC", towards="RU")


def crowd(db: str, shells: int, numbers: Iterable[int], told: Callable[[int, Told | None], None]) -> None:
    """Let many shells hand arrivals over at once, each the next of `numbers`; `told` hears the answers."""
    left, gate = iter(numbers), threading.Lock()

    def work() -> None:
        while True:
            with gate:
                number = next(left, None)
            if number is None:
                return
            told(number, hand_over(db, POINT, arrive(number)))

    threads = [threading.Thread(target=work) for _ in range(shells)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert not any(thread.is_alive() for thread in threads)
