"""Records of summer 2026, read whole: queue, flow and wait of three sources agree by Little's law.

The records lie beside the project (`OTKEL_SHARED`); a small sample of the same form runs everywhere.
"""

import csv
import os
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean

import pytest

from otkel.errors import Mistake
from otkel.facts.readings import Quantity
from otkel.feeds.kinds import get_kind, get_reader

SHARED = Path(os.environ.get("OTKEL_SHARED", "../shared")) / "data"
NOW_US = round(datetime(2026, 11, 1, tzinfo=UTC).timestamp() * 1e6)
FILES = {
    "echerha": ("echerha_ua_to_pl_virtual.csv", 31_392),
    "dpsu": ("dpsu_ua_to_pl_trucks_waiting.csv", 660),
    "granica": ("granica_pl_to_ua_wait.csv", 2_922),
}
# data.md: queue divided by service gives the promised wait within 1 to 16 % at most large posts.
LARGE = {"dorohusk": "Dorohusk", "korczowa": "Korczowa", "hrebenne": "Hrebenne", "dolhobyczow": "Dołhobyczów"}
WITHIN = 0.16
DAY_MIN = 1440.0


def read(kind, data):
    return list(get_reader(get_kind(kind))(data, name=kind, received_us=NOW_US))


def flows_per_day(text):
    """Give trucks a day from Ukraine into Poland by crossing, of the last month that was counted."""
    rows = [one for one in csv.DictReader(text) if one["vehicle"] == "truck" and one["border"] == "UA"]
    last = max(int(one["month"]) for one in rows)
    return {
        one["crossing"].split()[0]: int(one["entry_PL"]) / 30 for one in rows if int(one["month"]) == last
    }


def queue_and_promise(readings, slug):
    """Give the mean number in all queues of a crossing, and the mean promise of its longest queue [min]."""
    here = [one for one in readings if one.point == f"ua-pl.{slug}" and one.vehicles.startswith("truck")]
    queues, promises, counts = defaultdict(float), defaultdict(list), defaultdict(list)
    for one in here:
        if one.value is not None and one.quantity is Quantity.VEHICLES_WAITING:
            queues[one.observed_us] += one.value
            counts[one.vehicles].append(one.value)
        elif one.value is not None:
            promises[one.vehicles].append(one.value)
    longest = max(counts, key=lambda one: mean(counts[one]))
    return mean(queues.values()), mean(promises[longest])


def gap(queue, flow_per_day, promise_min):
    """Give by how much the wait of Little's law differs from the promise, as a share of it."""
    return abs(queue / flow_per_day * DAY_MIN / promise_min - 1.0)


def shared(*parts):
    path = SHARED.joinpath(*parts)
    if not path.is_file():
        pytest.skip("the records are not beside the project; name their folder in OTKEL_SHARED")
    return path


@pytest.mark.parametrize("kind", sorted(FILES))
def test_the_records_are_read_whole(kind):
    name, rows = FILES[kind]
    found = read(kind, shared("ua_pl_2026", name))
    assert not [one for one in found if isinstance(one, Mistake)]
    assert len(found) >= 2 * rows
    assert len({(one.point, one.observed_us) for one in found}) > rows / 5


def test_queue_flow_and_wait_of_the_records_agree():
    readings = read("echerha", shared("ua_pl_2026", FILES["echerha"][0]))
    with shared("pl_border_monthly_2026", "monthly_vehicle_counts.csv").open(encoding="utf-8") as text:
        flows = flows_per_day(text)
    gaps = {
        slug: gap(queue, flows[name], promise)
        for slug, name in LARGE.items()
        for queue, promise in [queue_and_promise(readings, slug)]
    }
    assert sum(one <= WITHIN for one in gaps.values()) >= 3, gaps
    assert max(gaps.values()) < 0.25, gaps


def test_what_stands_in_front_of_the_largest_post_is_what_its_queue_says():
    counted = [
        one.value
        for one in read("dpsu", shared("ua_pl_2026", FILES["dpsu"][0]))
        if (one.point, one.vehicles) == ("ua-pl.dorohusk", "truck") and one.value is not None
    ]
    queue, _ = queue_and_promise(read("echerha", shared("ua_pl_2026", FILES["echerha"][0])), "dorohusk")
    assert mean(counted) == pytest.approx(queue, rel=WITHIN)


def test_a_small_sample_of_the_same_form_agrees_too():
    head = "scraped_utc,crossing_id,vehicle_class,is_paused,virtual_wait_s,vehicles_waiting\n"
    rows = "".join(
        f"2026-06-15T{hour:02}:00:00,medyka,truck_ge_7_5t,0,{(90 + hour) * 430},{90 + hour}\n"
        for hour in range(24)
    )
    readings = read("echerha", (head + rows).encode())
    queue, promise = queue_and_promise(readings, "medyka")
    assert gap(queue, 86_400 / 430, promise) == pytest.approx(0.0, abs=1e-9)
    assert gap(queue, 0.5 * 86_400 / 430, promise) == pytest.approx(1.0)  # and tells what does not
