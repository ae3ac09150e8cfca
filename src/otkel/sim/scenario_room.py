"""Whether a run fits into memory, asked before it begins."""

from __future__ import annotations

from collections.abc import Iterator

from otkel.errors import Mistake
from otkel.phrases import phrase
from otkel.sim.pack_corridor import uses_corridor
from otkel.sim.scenario import Scenario
from otkel.sim.scenario_times import mistake

MOST_TRUCKS = 500_000_000  # a truck's number is one of 32 bits
# What a truck takes at the most, drawn, run and measured, what it takes more where disciplines rule, and what
# its log takes; a test measures the first two.
BYTES_A_TRUCK, BYTES_RULED, BYTES_LOGGED = 230, 220, 680
CORRIDOR_TIMES = 2  # a truck of a corridor carries more
CORRIDOR_LOGGED_TIMES = 3  # and may come to five lines instead of two, each with its rows


def bytes_a_truck(scenario: Scenario, logged: bool = False) -> int:
    """Reckon the memory that a truck takes at most, drawn, run and measured."""
    times, logged_times = (CORRIDOR_TIMES, CORRIDOR_LOGGED_TIMES) if uses_corridor(scenario) else (1, 1)
    bare = BYTES_A_TRUCK + (BYTES_RULED if scenario.disciplines else 0)
    return times * bare + (logged_times * (BYTES_LOGGED + 8 * len(scenario.points)) if logged else 0)


def check_room(scenario: Scenario, trucks: float, each_bytes: float, logged: bool) -> Iterator[Mistake]:
    """Tell whether so many expected trucks of one replication fit into the memory that each may take."""
    fitting = min(MOST_TRUCKS, each_bytes / bytes_a_truck(scenario, logged))
    if trucks > fitting:
        what = phrase(
            "about {trucks} trucks would come in all, and memory holds {fitting}",
            trucks=round(trucks),
            fitting=round(fitting),
        )
        most = scenario.horizon_days * fitting / trucks
        do = phrase("write a number from {span} [{unit}]", span=f"0.01 to {most:.3g}", unit="days")
        yield mistake("horizon_days", what, do)


def check_rows(replications: int, row_bytes: int, room_bytes: int) -> Iterator[Mistake]:
    """Tell whether what is measured of all replications fits into the memory here."""
    most = room_bytes // row_bytes
    if replications > most:
        what = phrase(
            "what is measured of {replications} replications takes {needed} MB, and memory holds {held}",
            replications=replications,
            needed=round(replications * row_bytes / 1e6),
            held=round(room_bytes / 1e6),
        )
        yield mistake("--runs", what, phrase("write a number from {span}", span=f"1 to {max(1, most)}"))
