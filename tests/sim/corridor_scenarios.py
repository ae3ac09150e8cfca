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


def both(**changes):
    """Give two points with lines back, shared officers, reversible lanes, and trucks that come back."""
    made = tree(
        horizon_days=4,
        warm_up_days=0.5,
        points__0__published_min=6,
        points__1__published_min=7,
        points__0__back={
            "mean_per_day": 90,
            "shifts": [
                {"from_h": 8, "to_h": 20, "exit": 2, "entry": 2},
                {"from_h": 20, "to_h": 8, "exit": 2, "entry": 1},
            ],
            "strip_places": 8,
            "shares_exit": True,
            "shares_entry": "true",
        },
        points__1__back={
            "shifts": [{"exit": 1, "entry": 1}],
            "reversible_lanes": 1,
            "reversible_gap_trucks": 3,
        },
        choosing_pct=50,
        way_back={
            "returns_pct": 40,
            "trip": {"mean_min": 1500, "cv": 0.5},
            "exit": {"mean_min": 15, "cv": 0.5},
            "entry": {"mean_min": 10, "cv": 0.5},
        },
    )
    return {**made, **changes}


def loaded(**changes):
    """Give both directions with loads, drivers whose days run out, and costs."""
    made = both(
        begins_on="2025-12-28",
        horizon_days=6,
        cargo=[
            {"name": "empty", "share_pct": 30, "exit_factor": 0.5, "entry_factor": 0.5, "lacking_pct": 0},
            {
                "name": "fruit",
                "share_pct": 30,
                "reefer": True,
                "lacking_pct": 20,
                "foreign_pct": 10,
                "foreign_min": 15,
            },
            {"name": "machines", "share_pct": 40, "controlled_pct": 50, "sealed_pct": 25},
        ],
        screening={
            "screened_pct": 60,
            "time": {"mean_min": 40, "cv": 0.5},
            "answer_pct": 30,
            "answer": {"mean_min": 600, "cv": 0.5},
            "never_pct": 20,
        },
        papers={"lacking_pct": 5, "wait_pct": 50, "back_pct": 50, "delay": {"mean_min": 90}},
        drivers={
            "limited_pct": 80,
            "limit_days": 90,
            "used": {"shape": "table", "levels": [0, 0.5, 1], "quantiles_days": [60, 85, 90]},
            "belarus_pct": 20,
            "belarus": {"mean_days": 4},
            "goes_anyway_pct": 30,
        },
        costs={
            "currency": "RUB",
            "truck_day": 20000,
            "driver_day": 3000,
            "spoilage_per_h": 500,
            "spoilage_after_h": 4,
            "penalty_day": 5000,
            "due_h": 5,
            "seal_day": 900,
            "idle_h": 150,
            "road_km": 25,
        },
    )
    return {**made, **changes}
