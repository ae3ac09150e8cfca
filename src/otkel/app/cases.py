"""The trips shipped with Otkel: each retells what was reported of this border, with its source."""

from __future__ import annotations

from pathlib import Path

import msgspec

from otkel.app.check import Asked, check_trip
from otkel.app.plain import Json

FOLDER = Path(__file__).parent / "trips"


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A shipped trip: its file, the lines that retell what was reported, and the answer."""

    path: Path
    told: list[str]
    answer: Json


def list_cases() -> list[Path]:
    """Give the files of the shipped trips, in the order of their names."""
    return sorted(FOLDER.glob("*.yaml"))


def check_cases(asked: Asked) -> list[Case]:
    """Check every shipped trip."""
    return [Case(path=p, told=told(p), answer=check_trip(p, asked)) for p in list_cases()]


def told(path: Path) -> list[str]:
    """Give the lines of comment at the head of a shipped trip: what was reported, and where."""
    lines = []
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return lines
