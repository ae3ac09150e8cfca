"""Use case: replay a dated record through a scenario, and write what came of it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from otkel.app.study import Source, checked_of, refused, require_causes, write_file
from otkel.feeds.table import row_writer
from otkel.phrases import phrase
from otkel.sim.experiment import Setting
from otkel.sim.replay import Replay, replay
from otkel.sim.replay_score import Row
from otkel.sim.run import Tick
from otkel.sim.score import Fit

NAME = "autumn-2025"
MOST_EFFECTS = 30  # autumns by which a cause's effect is told, unless more or fewer are asked for
COLUMNS = (
    "from", "to", "place", "quantity", "low", "high", "unit", "said_by", "grade", "source_address",
    "standing", "sets", "simulated_low", "simulated_mid", "simulated_high", "width", "fit", "score",
    "flat_low", "flat_high", "flat_score",
)  # fmt: skip


def replay_study(
    scenario: Source,
    setting: Setting,
    without: Sequence[str] = (),
    effects: int | None = None,
    tick: Tick | None = None,
) -> Replay:
    """Replay the record of autumn 2025 through a scenario. Raises InputError, UnknownNameError.

    `effects`: by how many autumns each cause's effect is told; none: by as many as are run, up to 30.
    """
    checked = checked_of(scenario)
    require_causes(checked, without)
    if not 0 <= (effects or 0) <= setting.replications:
        do = phrase("write a number from {span}", span=f"0 to {setting.replications}")
        raise refused("--effects", phrase("{text} is out of range", text=str(effects)), do)
    count = min(setting.replications, MOST_EFFECTS) if effects is None else effects
    return replay(checked, setting, without, count, tick)


def write_replay(out: Path, found: Replay, page: str, pictures: Mapping[str, str]) -> None:
    """Write `result.json`, `table.csv`, `page.html` and its pictures into a folder. Raises InputError."""
    for name, picture in pictures.items():
        write_file(out / f"{name}.svg", picture.encode())
    write_file(out / "result.json", msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    write_file(out / "table.csv", table_csv(found).encode())
    write_file(out / "page.html", page.encode())


def table_csv(found: Replay) -> str:
    """Give the whole table as CSV: each report, counted or not."""
    out = io.StringIO()
    write_row = row_writer(out)
    write_row(COLUMNS)
    for row in found.rows:
        write_row(_cells(row))
    return out.getvalue()


def _cells(row: Row) -> Iterator[str]:
    one = row.report
    yield from (one.from_on.isoformat(), one.to_on.isoformat(), one.place, one.quantity)
    yield from (_plain(one.low), _plain(one.high), one.unit, one.said_by, one.grade.value, one.source_address)
    yield from (row.standing.value, row.sets or "")
    yield from (_plain(value) for value in (row.low, row.mid, row.high, row.width))
    yield row.fit.value if row.fit else ""
    yield from (_plain(value) for value in (row.score, row.flat_low, row.flat_high, row.flat_score))


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def shown(found: Replay) -> list[Row]:
    """Give the rows that the table shows: those of which the twin says something."""
    return [row for row in found.rows if row.low is not None]


def others_of(found: Replay, row: Row) -> list[Row]:
    """Give other counted reports of the same place, quantity and day that the twin did meet."""
    mine = row.report
    return [
        other
        for other in found.counted
        if other is not row
        and (other.report.place, other.report.quantity) == (mine.place, mine.quantity)
        and other.report.from_on <= mine.to_on
        and mine.from_on <= other.report.to_on
        and other.fit is not Fit.OUTSIDE
    ]
