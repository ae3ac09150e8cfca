"""Days that the twin has made: logs in Parquet, folded as the ledger's own events are, to be played.

The logs lie in one folder, named when the site is opened; their names are the addresses. Each is read once,
in a thread, when somebody first asks for it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from otkel.app.site.house import House
from otkel.errors import OtkelError, UnknownNameError
from otkel.facts import gazetteer
from otkel.facts.gazetteer import CrossingPoint
from otkel.ledger.view_point_day import PointDay, day_row_key, days_key
from otkel.phrases import phrase
from otkel.queueing.log import events_of, read_log
from otkel.queueing.measures.simulated import is_simulated

MOST_EVENTS = 3_000_000  # of one log; what is behind them is not played
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")


class _Rows:
    """Rows of one log, held in memory; only what a fold asks for."""

    def __init__(self) -> None:
        self.rows: dict[str, Any] = {}

    def get(self, key: str) -> Any | None:
        return self.rows.get(key)

    def put(self, key: str, row: Any) -> None:
        self.rows[key] = row

    def change(self, key: str, make: Callable[[], Any]) -> Any:
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = make()
        return row


class PlayedLog:
    """One log, as far as it has been read."""

    def __init__(self, path: Path) -> None:
        """Begin to read a file, or a folder of files."""
        self._rows = _Rows()
        self.simulated = True
        self.points: tuple[CrossingPoint, ...] = ()
        self.failed = False
        self._done = threading.Event()
        self._path = path
        threading.Thread(target=self._read, name="otkel log", daemon=True).start()

    def is_ready(self, timeout_s: float = 0.0) -> bool:
        """Whether it has been read; waits for it a while."""
        return self._done.wait(timeout_s)

    def day(self, point: str, towards: str, day: date) -> dict[str, Any]:
        """Give what happened on a day of UTC; nothing: an empty row."""
        found: dict[str, Any] = self._rows.get(day_row_key(point, towards, day)) or {}
        return found

    def days(self, point: str, towards: str) -> dict[date, list[int]]:
        """Give the days of which the log tells, each with how it changed who stands where."""
        found: dict[str, list[int]] = self._rows.get(days_key(point, towards)) or {}
        return {date.fromisoformat(one): change for one, change in sorted(found.items()) if one[0].isdigit()}

    def _read(self) -> None:
        try:
            log = read_log(self._path)
            self.simulated = is_simulated(log)
            view = PointDay()
            for number, event in enumerate(events_of(log)):
                if number >= MOST_EVENTS:
                    break
                view.fold(event, self._rows)  # type: ignore[arg-type]  # it asks for rows alone
            found = (gazetteer.find_point(slug) for slug in log.points)
            self.points = tuple(one for one in found if one is not None)
        except (OtkelError, OSError, ValueError):
            self.failed = True
        finally:
            self._done.set()


class PlayedLogs:
    """The logs of a folder."""

    def __init__(self, folder: Path | None) -> None:
        """Look into a folder; none: there are no logs."""
        self._folder = folder
        self._lock = threading.Lock()
        self._read: dict[str, PlayedLog] = {}

    def names(self) -> tuple[str, ...]:
        """Give the names of the logs that are there."""
        if self._folder is None or not self._folder.is_dir():
            return ()
        found = (one.name.removesuffix(".parquet") for one in self._folder.iterdir() if _is_log(one))
        return tuple(sorted(name for name in found if _NAME.fullmatch(name)))

    def get(self, name: str) -> PlayedLog:
        """Give a log by its name; it may not have been read yet. Raises UnknownNameError."""
        if self._folder is None or name not in self.names():
            raise UnknownNameError(
                phrase("there is no log {name}", name=name[:80]),
                phrase("take one of: {options}", options=self.names() or "–"),
            )
        with self._lock:
            if name not in self._read:
                path = self._folder / name
                self._read[name] = PlayedLog(path if path.is_dir() else path.with_name(f"{name}.parquet"))
            return self._read[name]


def _is_log(path: Path) -> bool:
    return path.suffix == ".parquet" or (path.is_dir() and any(path.glob("*.parquet")))


def logs_of(house: House) -> PlayedLogs:
    """Give the logs of a house, the same ones each time."""
    return house.keep("logs", lambda house: PlayedLogs(house.logs))
