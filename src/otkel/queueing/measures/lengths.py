"""How many trucks stood where over time, counted from the times at which each came and went on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from otkel.queueing.log import Log
from otkel.queueing.measures.groups import WIDTH_US
from otkel.queueing.measures.stretches import WHAT
from otkel.queueing.stretches import PHYSICAL, Stretch

# A truck with its gap in a standing line: 900 trucks were reported over 23 km at the Lithuanian border
# (ogreszinas.news on the pre-registration of goods vehicles). It agrees with 16.5 to 20 m of truck and some
# metres between.
TRUCKS_PER_KM = 39.0
PLACES: dict[str, tuple[Stretch, ...]] = {
    "line": (Stretch.ROAD_QUEUE, Stretch.WAITING_AREA, Stretch.CALLED),
    "road_queue": (Stretch.ROAD_QUEUE,),
    "waiting_area": (Stretch.WAITING_AREA,),
    "called": (Stretch.CALLED,),
    "exit_control": (Stretch.EXIT_CONTROL,),
    "strip": (Stretch.STRIP,),
    "entry_control": (Stretch.ENTRY_CONTROL,),
    "after_refusal": (Stretch.AFTER_REFUSAL,),
    "inside": PHYSICAL,
}
Instants = npt.NDArray[np.int64]


class Window(NamedTuple):
    """The time that is measured [µs of UTC]: from the first event to the last."""

    begin_us: int
    end_us: int

    @property
    def hours(self) -> float:
        """How long it is."""
        return (self.end_us - self.begin_us) / 3.6e9

    def hours_in(self, group: Mapping[str, Any], by: Sequence[str]) -> float:
        """Give how much of it lies in the hours and days of a group."""
        bins = [(group[one], group[one] + WIDTH_US[one]) for one in by if one in WIDTH_US]
        begin_us: int = max([self.begin_us, *(begin for begin, _ in bins)])
        end_us: int = min([self.end_us, *(end for _, end in bins)])
        return max(end_us - begin_us, 0) / 3.6e9


class Length(msgspec.Struct, frozen=True, kw_only=True):
    """How many trucks stood in one place in an interval: the window, or an hour or day of it."""

    point: str
    place: str
    from_us: int
    to_us: int
    mean_trucks: float  # over time
    most_trucks: int
    end_trucks: int
    mean_km: float  # in one file, if they stood on a road
    most_km: float


def lengths_of(
    log: Log, stretches: pl.LazyFrame, window: Window, by: Sequence[str], ahead_us: int, per_km: float
) -> tuple[Length, ...]:
    """Give the lengths by point, place and interval: hours or days when `by` names them, else the window.

    A truck stands in a place from what brings it there to its next move, recorded or not; those that have
    not gone on stand there until the window ends. Raises ValueError when `per_km` is not above 0.
    """
    if not per_km > 0:
        raise ValueError("trucks per km are above 0")
    edges = _edges(window, by, ahead_us)
    return tuple(
        length
        for point, own in of_points(stretches.select("point", "what", "begin_us", "end_us"))
        for place, whats in PLACES.items()
        for length in _lengths(log.points[point], place, times_of(own, whats), edges, per_km)
    )


def of_points(rows: pl.LazyFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    """Give rows by point, in order of points, those of one point at a time."""
    for point in sorted(rows.select(pl.col("point").unique()).collect()["point"]):
        yield point, rows.filter(pl.col("point") == point).collect()


def times_of(stretches: pl.DataFrame, whats: Sequence[Stretch]) -> tuple[Instants, Instants]:
    """Give when trucks came to a place and when they went on, each in order of time."""
    here = pl.col("what").is_in([WHAT[one] for one in whats])
    own = stretches.lazy().filter(here).select("begin_us", "end_us").collect()
    return np.sort(own["begin_us"].to_numpy()), np.sort(own["end_us"].drop_nulls().to_numpy())


def _edges(window: Window, by: Sequence[str], ahead_us: int) -> Instants:
    width = next((WIDTH_US[one] for one in by if one in WIDTH_US), None)
    if width is None:
        return np.array([window.begin_us, max(window.end_us, window.begin_us)])
    first = window.begin_us - (window.begin_us + ahead_us) % width
    inner = np.arange(first + width, window.end_us, width, dtype=np.int64)
    return np.array([window.begin_us, *inner.tolist(), window.end_us])


def _lengths(
    point: str, place: str, times: tuple[Instants, Instants], edges: Instants, per_km: float
) -> Iterator[Length]:
    begins, ends = times
    if begins.size == 0:
        return
    at_edges = np.searchsorted(begins, edges, "right") - np.searchsorted(ends, edges, "right")
    areas = np.diff(area_until(begins, edges) - area_until(ends, edges))
    most = _most(begins, ends, edges, at_edges)
    for one, (from_us, to_us) in enumerate(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)):
        mean = float(areas[one]) / (to_us - from_us) if to_us > from_us else float(at_edges[one])
        yield Length(
            point=point, place=place, from_us=from_us, to_us=to_us, mean_trucks=max(mean, 0.0),
            most_trucks=int(most[one]), end_trucks=int(at_edges[one + 1]), mean_km=max(mean, 0.0) / per_km,
            most_km=int(most[one]) / per_km,
        )  # fmt: skip


def area_until(instants: Instants, edges: Instants) -> npt.NDArray[np.float64]:
    """Give, for each edge, the sum over instants before it of the time since [µs]."""
    origin = edges[0]
    since = np.concatenate([[0.0], np.cumsum((instants - origin).astype(np.float64))])
    before = np.searchsorted(instants, edges, "right")
    area: npt.NDArray[np.float64] = before * (edges - origin).astype(np.float64) - since[before]
    return area


def _most(begins: Instants, ends: Instants, edges: Instants, at_edges: Any) -> list[int]:
    """Give the most that stood there within each interval; who goes at an instant is gone for who comes."""
    after = np.arange(1, begins.size + 1) - np.searchsorted(ends, begins, "right")
    cut = np.searchsorted(begins, edges, "right")
    most = []
    for one in range(edges.size - 1):
        within = after[cut[one] : cut[one + 1]]
        most.append(max(int(at_edges[one]), int(within.max()) if within.size else 0))
    return most
