"""A crossing point with slots, and what clients of it do. For tests of the decider."""

from datetime import date

from otkel.app.live.decider import Decider
from otkel.app.live.followed import Followed
from otkel.app.live.origin import day_starts_s, origin_us
from otkel.app.live.snapshots import PointSnapshots
from otkel.facts.events.choices import Readiness
from otkel.facts.events.passages import Booked, Cancelled, Moved
from otkel.facts.gazetteer import get_point
from otkel.ledger.snapshots import SnapshotCache
from otkel.queueing import commands as c
from otkel.queueing.discipline import digest_of, to_numbers
from otkel.queueing.policy import Policy, QueueClass
from otkel.queueing.snapshot import pack

POINT, OTHER = get_point("kurmangazy"), get_point("zhaisan")
HOUR_US = 3_600_000_000
READY = c.Told(readiness=Readiness.READY)
POLICY = Policy(
    name="test",
    classes=(QueueClass(name="ordinary"), QueueClass(name="booked", by_slot=True, rank=1)),
    slot_min=60,
    slot_trucks=3,
    horizon_days=20,
    early_min=None,
    late_min=60,
)


def day_us(day, point=POINT):
    """Give the beginning of a civil day of a point."""
    number = (date.fromisoformat(day) - date(2020, 1, 1)).days
    return origin_us(point.zone) + round(day_starts_s(point.zone)[number] * 1e6)


NOW_US = day_us("2026-07-28") + 8 * HOUR_US
DAY_US = day_us("2026-07-30")


def vehicle(number):
    return f"{number:032x}"


def slot(number):
    """Give the beginning of a slot of the scarce day."""
    return DAY_US + number % 24 * HOUR_US


def book(number, slot_number=0, **more):
    given = {"passage": number, "vehicle": vehicle(number), "towards": "RU", "queue_class": "booked"}
    return c.Book(**{**given, "slot_from_us": slot(slot_number), "told": READY, **more})


def arrive(number, **more):
    return c.Arrive(**{"passage": number, "vehicle": vehicle(number), "towards": "RU", "told": READY, **more})


def opened(store, point=POINT, *, policy=POLICY, url=None, every=None, now_us=lambda: NOW_US):
    """Give a decider of a point whose queue is open; with snapshots where an address is given."""
    snapshots = None
    if url is not None:
        snapshots = PointSnapshots(SnapshotCache(url, store), point, *(() if every is None else (every, 1)))
    decider = Decider(store, point, snapshots=snapshots, now_us=now_us)
    numbers = {"numbers": to_numbers(policy), "digest": digest_of(policy)}
    decider.handle(c.SetPolicy(**numbers), key=f"open/{point.slug}", by="test")
    return decider


def state_bytes(decider):
    """Give what the state of a decider is."""
    return decider.look(lambda state: pack(state).to_bytes())


def folded_bytes(store, point=POINT):
    """Give what the events of a point come to, folded from the first one."""
    followed = Followed(store, point)
    followed.reload()
    return pack(followed.state).to_bytes()


def require_fair(store, point=POINT, policy=POLICY):
    """Require that no slot holds more than it may and no vehicle has two live bookings; give the bookings."""
    slots, live, booked = {}, {}, {}
    for event in store.read_stream(f"point/{point.slug}"):
        body = event.body
        if isinstance(body, Booked):
            assert body.vehicle not in live.values(), f"{body.vehicle} twice, at {event.position}"
            assert event.passage not in booked
            live[event.passage], booked[event.passage] = body.vehicle, event
            slots[event.passage] = body.slot_from_us
        elif isinstance(body, Cancelled):
            del live[event.passage], slots[event.passage]
        elif isinstance(body, Moved):
            slots[event.passage] = body.slot_from_us
        for one in set(slots.values()):
            assert list(slots.values()).count(one) <= policy.slot_trucks
    return booked
