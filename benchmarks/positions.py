"""How long 10 million positions of a fleet take to become passages; the goal is 60 s on two cores.

Made positions: 2,000 trucks, one message in 30 s to 5 minutes, which drive, wait for days, go through both
posts and drive on, at 25 crossing points with five zones of 12 corners each. Half of the messages lie in
a zone or near one, as they do where trucks wait. A tenth is doubled, and all are shuffled as they come from a
table. Peak memory is of the whole process.
"""

from __future__ import annotations

import argparse
import json
import resource
import time

import numpy as np
import polars as pl

from otkel.facts.gazetteer import list_points
from otkel.feeds.track_passages import find_passages
from otkel.feeds.visits import find_visits
from otkel.feeds.zones import Zone, read_zones

GOAL_S = 60.0
ROWS, TRUCKS = 10_000_000, 2_000
START_US = 1_788_163_200_000_000
# Of one way: where along the road (degrees east of the line between the posts), and for what share of it.
STOPS = ((-0.4, 0.2), (-0.08, 0.45), (-0.025, 0.06), (0.0, 0.02), (0.025, 0.12), (0.4, 0.15))


def list_places() -> list[tuple[str, float, float]]:
    """Give slug, longitude and latitude of the points between Kazakhstan and Russia that have a place."""
    return [
        (one.slug, one.lon, one.lat)
        for one in list_points()
        if one.lon is not None
        and one.lat is not None
        and {side.country for side in one.sides} == {"KZ", "RU"}
    ]


def make_zones() -> tuple[Zone, ...]:
    """Draw five zones at each point of the gazetteer that has a place, with 12 corners each."""
    features = []
    for slug, lon, lat in list_places():
        for kind, country, far, radius in (
            ("waiting", "KZ", -0.08, 0.03), ("post", "KZ", -0.025, 0.01), ("strip", None, 0.0, 0.01),
            ("post", "RU", 0.025, 0.01), ("waiting", "RU", 0.08, 0.03),
        ):  # fmt: skip
            turns = np.linspace(0, 2 * np.pi, 13)
            ring = [[lon + far + radius * np.cos(t), lat + radius * np.sin(t) / 2] for t in turns]
            ring[-1] = ring[0]
            told = {"point": slug, "kind": kind, "country": country, "precision_m": 50}
            shape = {"type": "Polygon", "coordinates": [ring]}
            features.append({"type": "Feature", "properties": told, "geometry": shape})
    return read_zones(json.dumps({"features": features}).encode())


def make_positions(rows: int, draw: np.random.Generator) -> pl.DataFrame:
    """Make the positions of trucks that go to and fro through points of their own."""
    places = list_places()
    each = rows * 10 // 11 // TRUCKS
    share = np.cumsum([part for _, part in STOPS])
    frames = []
    for truck in range(TRUCKS):
        _, lon, lat = places[truck % len(places)]
        at_us = START_US + np.cumsum(draw.integers(30, 300, each)) * 1_000_000
        leg = 2_500  # messages of one way, some five days
        along = np.arange(each) % leg / leg
        stop = np.searchsorted(share, along, side="right").clip(0, len(STOPS) - 1)
        far = np.array([east for east, _ in STOPS])[stop] * np.where(np.arange(each) // leg % 2, -1, 1)
        east, north = lon + far + draw.normal(0, 2e-4, each), lat + draw.normal(0, 1e-4, each)
        frames.append(
            pl.DataFrame(
                {"device": np.full(each, truck), "fix_us": at_us, "latitude": north, "longitude": east}
            )
        )
    once = pl.concat(frames)
    twice = once.sample(rows - len(once), seed=1)
    return pl.concat([once, twice]).sample(fraction=1.0, shuffle=True, seed=2)


def main() -> None:
    """Print how long it takes, and what came out."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=ROWS)
    rows = asked.parse_args().rows
    zones = make_zones()
    positions = make_positions(rows, np.random.default_rng(1))
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.perf_counter()
    visits = find_visits(positions, zones)
    visited_s = time.perf_counter() - begun
    passages = find_passages(visits, zones, START_US + 10**15)
    took_s = time.perf_counter() - begun
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{len(positions):,} positions, {len(zones)} zones: ", end="")
    print(f"{len(visits):,} visits, {len(passages):,} passages")
    print(f"{took_s:.1f} s ({visited_s:.1f} s to visits), goal {GOAL_S * rows / ROWS:.0f} s")
    print(f"memory: {peak_mb:,.0f} MB at most, {before_mb:,.0f} MB before")


if __name__ == "__main__":
    main()
