"""The public cases in which slots were released by plan and the other side took fewer."""

from __future__ import annotations

from typing import NamedTuple

from otkel.queueing.policy import Policy, Releasing
from verification.post import code_of


class Case(NamedTuple):
    """One case. What a source tells is in `told`; the rest is assumed, with the reason in `assumed`."""

    name: str
    title: str
    days: int
    plan_per_day: int
    intake_per_day: tuple[float, float]  # of the other side; drawn anew each day between these
    arrivals_per_day: float
    exit_lanes: int
    exit_min: float  # mean time of exit control in a lane
    strip_places: int
    outage: tuple[float, float, float]  # from hour, to hour, and what share of its intake goes on
    told: str
    source: str
    assumed: str


_STEADY = (0.0, 0.0, 1.0)

CASES = (
    Case(
        name="nur-zholy", title="Nur Zholy: 800 a day released, 700 to 750 taken", days=3,
        plan_per_day=800, intake_per_day=(700, 750), arrivals_per_day=800,
        exit_lanes=5, exit_min=6, strip_places=60, outage=_STEADY,
        told="at least 800 a day agreed and released, 700 to 750 taken, about 1,500 trucks pile up",
        source="https://agrosearch.kz/en/news/na-granice-s-kitaem-skopilos-1500-fur-v-cem-pricina",
        assumed="5 lanes of 6 min (5 to 7 at Zhaisan); 60 places on the strip; as many come as are released",
    ),
    Case(
        name="luhamaa", title="Luhamaa: 150 a day released, 40 taken", days=5,
        plan_per_day=150, intake_per_day=(35, 45), arrivals_per_day=150,
        exit_lanes=2, exit_min=12, strip_places=30, outage=_STEADY,
        told="Estonia can do about 150 a day, Russia takes about 40",
        source="https://news.err.ee/1609382024/vehicles-queuing-for-several-days-at-south-estonian-border-crossings",
        assumed="two lanes of 12 min; 30 places on the strip; 150 trucks come a day",
    ),
    Case(
        name="chernyshevskoye", title="Chernyshevskoye: 5 an hour taken, booked trucks 22 h late", days=4,
        plan_per_day=168, intake_per_day=(110, 130), arrivals_per_day=168,
        exit_lanes=2, exit_min=10, strip_places=30, outage=_STEADY,
        told="booked trucks 22 hours late, about 5 an hour",
        source="https://www.newkaliningrad.ru/news/briefs/economy/24064491-na-pogranperekhode-v-"
        "chernyshevskom-otstavanie-v-elektronnoy-ocheredi-dlya-fur-dostiglo-pochti-sutok.html",
        assumed="7 slots an hour, for the lag to grow; two lanes of 10 min; 30 places on the strip",
    ),
    Case(
        name="kairak", title="Kairak: the strip full for 13 hours", days=3,
        plan_per_day=300, intake_per_day=(300, 320), arrivals_per_day=290,
        exit_lanes=3, exit_min=8, strip_places=40, outage=(24.0, 37.0, 0.1),
        told="the strip between the posts was full for 13 hours",
        source="https://vecher.kz/ru/article/mnogokilometrovaia-probka-obrazovalas-na-granise-kazahstana-i-rossii.html",
        assumed="300 a day, as on an average day of December 2025; for 13 h the other side takes a tenth; "
        "three lanes of 8 min; 40 places on the strip",
    ),
)  # fmt: skip

# From when a truck could be called to the other side where nothing holds up: 5 min until the next call, 28
# on the road, 8 in a lane.
LEAD_MIN = 45
POLICIES = ("plan", "plan, strip seen", "intake", "intake, lead too short")


def policy_of(case: Case, name: str) -> Policy:
    """Give the policy: by plan as published, by plan with an eye on the strip, or by intake as in `otkel`.

    The lead of a crossing point is to be measured there; 30 min, as in the preset, is too short here.
    """
    if name == "plan":
        return Policy(name=code_of(name), releasing=Releasing.PLAN, plan_per_day=case.plan_per_day)
    if name == "plan, strip seen":
        return Policy(
            name=code_of(name),
            releasing=Releasing.PLAN,
            plan_per_day=case.plan_per_day,
            strip_places=case.strip_places,
        )
    lead_min = LEAD_MIN if name == "intake" else 30
    return Policy(
        name=code_of(name), releasing=Releasing.INTAKE, lead_min=lead_min, buffer_trucks=4, window_min=120,
        step_trucks=10, first_per_h=10.0, strip_places=case.strip_places,
    )  # fmt: skip
