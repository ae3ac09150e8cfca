"""Scenarios of a corridor for the tests, as plain data."""

from __future__ import annotations

from tests.sim.scenarios import tree


def choosing(**changes):
    """Give a corridor whose trucks set out, know late and wrong, look again, balk and may go around."""
    made = tree(
        horizon_days=3,
        origins=[
            {
                "name": "west",
                "weight": 2,
                "road_h": {"north": 2, "south": 3.5, "far": 8},
                "registered": {"KZ": 60, "RU": 10, "UZ": 30},
            },
            {"name": "east", "road_h": {"south": 5.5, "north": 7, "far": 9}},
        ],
        choosing_pct=70,
        around=[{"name": "far"}],
        points__0__published_min=6,
        points__1__published_min=7,
        points__0__status="bilateral",
        points__0__detour_h={"south": 3, "far": 7},
        points__1__detour_h={"north": 3},
        arrivals={"mean_per_day": 700},
        choice={
            "starts": "origin",
            "published_every_h": 2,
            "published_lag_h": 1.5,
            "error_cv": 0.4,
            "looks_again_pct": 40,
            "looks_again_h": 1,
            "margin_h": 0.5,
            "balks_pct": 30,
            "balks_above_trucks": 60,
            "balks_home_pct": 40,
        },
        patience={"share_pct": 25, "time": {"mean_min": 200, "cv": 0.8}},
    )
    return {**made, **changes}
