"""When each truck of a queue is called and through, by the twin that runs on from the present.

The twin runs in a process of its own at low priority: to compile and to run it would hold up whoever serves
pages meanwhile. What goes in and out is plain data.
"""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from math import isnan
from typing import Any

import msgspec

from otkel.app.study import checked_of
from otkel.errors import EngineError
from otkel.phrases import phrase
from otkel.sim.present import Present

MOST_S = 900.0  # it is given up after; the first time the kernel is compiled
_NICE = 10
Quantiles = tuple[float, float, float]  # 10, 50 and 90 of 100 runs [min from now]


class AheadAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A present, and scenarios that differ in what is not known of the pace."""

    scenarios: tuple[dict[str, Any], ...]
    present: bytes  # as `Present.to_bytes` gives it
    runs: int  # of each
    seed: int

    @property
    def digest(self) -> str:
        """SHA-256 of all that the answer is found from."""
        return sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


class AheadFound(msgspec.Struct, frozen=True, kw_only=True):
    """Of each truck in the order of the present; none: it is taken on no more, or never through."""

    taken_on: tuple[Quantiles | None, ...]
    through: tuple[Quantiles | None, ...]


class AheadRun:
    """One run of the twin that can be stopped from another thread."""

    def __init__(self, asked: AheadAsked) -> None:
        """Begin; comes back at once."""
        self._input = msgspec.json.encode(asked)
        command = [sys.executable, "-m", "otkel.app.study_ahead"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def wait(self, most_s: float = MOST_S) -> AheadFound:
        """Wait for the answer. Raises EngineError where there is none."""
        try:
            output, _ = self._process.communicate(self._input, timeout=most_s)
            if self._process.returncode == 0:
                return msgspec.json.decode(output, type=AheadFound)
        except (subprocess.TimeoutExpired, OSError, ValueError, msgspec.MsgspecError):
            pass
        finally:
            self.stop()
        raise EngineError(phrase("the twin gave no answer"), phrase("it is run again in some minutes"))

    def stop(self) -> None:
        """End it, whatever it is doing."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def answer(asked: AheadAsked) -> AheadFound:
    """Run the twin in this process. Raises InputError, UnknownNameError."""
    from otkel.sim.ahead import look_ahead
    from otkel.sim.present import present_from

    present = present_from(asked.present)
    scenarios = [checked_of(one).scenario for one in asked.scenarios]
    found = look_ahead(scenarios, present, asked.runs, asked.seed)
    taken_on, through = (_plain(one.tolist(), present) for one in found)
    return AheadFound(taken_on=taken_on, through=through)


def _plain(rows: list[list[float]], present: Present) -> tuple[Quantiles | None, ...]:
    return tuple(_quantiles(low, mid, high, present.t_min) for low, mid, high in rows)


def _quantiles(low: float, mid: float, high: float, now_min: float) -> Quantiles | None:
    """Give minutes from now; None where there is no number: it never happens."""
    if isnan(low) or isnan(mid) or isnan(high):
        return None
    return max(0.0, low - now_min), max(0.0, mid - now_min), max(0.0, high - now_min)


def main() -> None:
    """Answer what comes in by the standard input."""
    os.nice(_NICE)
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=AheadAsked)
    sys.stdout.buffer.write(msgspec.json.encode(answer(asked)))


if __name__ == "__main__":
    main()
