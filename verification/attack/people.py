"""Who wants a slot: trucks of honest carriers, small and big, drawn by seed and the same under every rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, log
from random import Random

from verification.post import DAY_S, HOUR_S, MIN_S

DAYS = 32  # trucks come on these days
SURGE, SURGE_DAYS = 3.0, 2
MEASURED = (10, 23)  # the trucks that begin to look on these days are asked how they fared
SLOTS = (14, 27)  # and the slots of these days are counted


@dataclass(eq=False, slots=True)
class Trip:
    """One truck that wants one slot, and how it went."""

    number: int
    small: bool
    created_s: float
    ready_s: float  # when it thinks to be ready
    late_s: float  # and how much later it is
    until_s: float  # then it takes another road
    react_s: float  # from a release of slots to its click
    look_s: float  # mean time between looks for a freed slot
    breaks: bool
    spares: int  # further bookings it would hold
    plates: int  # further plates it has for this
    pays_s: float  # when it turns to a seller; inf: never
    by_agent: bool
    has_deposit: bool
    lazy: bool  # lets useless bookings lapse
    held: dict[int, float] = field(default_factory=dict)  # passages to slots
    used_s: float = inf  # the slot it came by
    paid: float = 0.0
    broke: bool = False
    gone: bool = False

    @property
    def served(self) -> bool:
        """Whether it got through by a slot."""
        return self.used_s < inf

    def wants(self, t_s: float) -> bool:
        """Tell whether it looks for a slot at an instant."""
        return not (self.held or self.served or self.gone) and self.created_s <= t_s < self.until_s


def make_trips(a: dict[str, float], seed: int) -> list[Trip]:
    """Draw all trucks of a run."""
    random = Random(f"trips {seed}")
    per_day = a["slots_per_day"] * a["demand"]
    trips, t_s = list[Trip](), 0.0
    while t_s < DAYS * DAY_S:
        surge = SURGE if t_s < SURGE_DAYS * DAY_S else 1.0  # so that the measured days lie within a jam
        t_s += random.expovariate(surge * per_day / DAY_S)
        trips.append(_trip(a, random, len(trips), t_s))
    return trips


def _trip(a: dict[str, float], random: Random, number: int, t_s: float) -> Trip:
    def happens(name: str) -> bool:
        return random.random() * 100 < a[name]

    small = happens("small_pct")
    size = "small" if small else "big"
    ready_s = t_s + random.uniform(0.2, a[f"lead_{size}_d"]) * DAY_S
    jic, swap = happens("jic_pct"), happens("swap_pct")
    return Trip(
        number=number, small=small, created_s=t_s, ready_s=ready_s,
        late_s=random.uniform(0.5, 3.0) * DAY_S if happens("late_pct") else 0.0,
        until_s=ready_s + a["patience_d"] * DAY_S,
        react_s=random.lognormvariate(log(a[f"react_{size}_min"] * MIN_S), 1.0),
        look_s=a[f"look_{size}_h"] * HOUR_S, breaks=happens("breakdown_pct"),
        spares=round(a["spares"]) if jic or swap else 0, plates=round(a["spares"]) if swap else 0,
        pays_s=t_s + a["pay_after_d"] * DAY_S if happens("willing_pct") else inf,
        by_agent=happens("agent_pct"), has_deposit=not (small and happens("no_deposit_pct")),
        lazy=happens("no_show_pct"),
    )  # fmt: skip
