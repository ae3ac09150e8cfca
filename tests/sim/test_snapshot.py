"""A written state runs on as if it had never been written; what cannot be a state is told."""

import msgspec
import numpy as np
import pytest

from otkel.app.words import words_for
from otkel.errors import InputError
from otkel.facts.people import Language
from otkel.sim.resume import resume
from otkel.sim.run import draw_world, prepare, run_once, run_until
from otkel.sim.scenario_check import check_scenario
from otkel.sim.snapshot import Column, pack, read_snapshot
from otkel.sim.state import begin, copy_of, flat, go_on
from tests.sim.scenarios import featured, tree

PLACES, WIDTH, END = 20_000, 0.5, 1e15
CHANGES = [
    {"from_on": "2026-01-06", "from_h": 5, "to_on": "2026-01-09", "what": "exit_time_pct", "value": 140},
    {"from_on": "2026-01-07", "to_on": "2026-01-07", "to_h": 9, "what": "open", "value": 0, "point": "north"},
    {"from_on": "2026-01-06", "what": "lacking_pct", "value": 25},
    {"from_on": "2026-01-06", "to_on": "2026-01-08", "what": "checked_pct", "value": 60},
    {"from_on": "2026-01-06", "to_on": "2026-01-08", "what": "strip_places", "value": 4, "point": "north"},
    {"from_on": "2026-01-06", "what": "exit_per_day", "value": 150, "to_on": "2026-01-06"},
]
WHEN = [{"in_line_above": 15, "until": 5, "what": "entry_time_pct", "value": 60}]


def scenarios():
    return {
        "small": tree(arrivals__mean_per_day=520),
        "featured": featured() | {"horizon_days": 5},
        "changing": featured() | {"horizon_days": 5, "changes": CHANGES, "when": WHEN},
    }


def stopped(given, at_days, seed=3):
    """Give scenario, world, and the state of a run at an instant."""
    ready = prepare(check_scenario(given).scenario)
    world = draw_world(ready, seed, 0)
    state = begin(world, PLACES, WIDTH)
    go_on(world, state, at_days * 1440)
    return ready.scenario, world, state


@pytest.mark.parametrize("name", scenarios())
@pytest.mark.parametrize("at_days", [0.0, 0.37, 1.0, 2.25, 4.99, 9.0])
def test_written_and_read_it_runs_on_to_the_same_bits(name, at_days):
    scenario, world, state = stopped(scenarios()[name], at_days)
    snapshot = pack(scenario, world, state, at_days * 1440, 3)
    found = resume(read_snapshot(snapshot.to_bytes()), scenario, world, PLACES, WIDTH)
    go_on(world, state, END)
    assert found.world is world
    go_on(found.world, found.state, END)
    ours, theirs = flat(state.results), flat(found.state.results)
    assert all(np.array_equal(ours[one].view(np.uint8), theirs[one].view(np.uint8)) for one in ours)
    if at_days > 5:
        return  # all had left before: here nobody looks at the clock any more
    for one, array in flat(state.inside.settings).items():
        assert np.array_equal(array, flat(found.state.inside.settings)[one]), one


@pytest.mark.parametrize("name", scenarios())
def test_the_same_state_is_the_same_bytes_however_often_it_was_stopped(name):
    scenario, world, once = stopped(scenarios()[name], 2.25)
    _, _, often = stopped(scenarios()[name], 0.5)
    for at_days in (0.5, 1.1, 2.2, 2.25):
        go_on(world, often, at_days * 1440)
        often = copy_of(often, PLACES + 7)
    one, other = (pack(scenario, world, state, 2.25 * 1440, 3).to_bytes() for state in (once, often))
    assert one == other
    read = read_snapshot(one)
    assert read.to_bytes() == one
    again = resume(read, scenario, world, PLACES, WIDTH)
    assert pack(scenario, world, again.state, 2.25 * 1440, 3).to_bytes() == one


def test_a_whole_run_from_a_state_is_the_run_and_others_begin_with_the_same_trucks():
    given = scenarios()["changing"]
    ready = prepare(check_scenario(given).scenario, until_days=2.5)
    start = run_until(ready, 3)
    whole = prepare(ready.scenario)
    world, results = run_once(whole, 3, 0, [PLACES])
    resumed = whole._replace(start=start)
    same_world, same_results = run_once(resumed, 3, 0, [4096])
    assert np.array_equal(world.arrives, same_world.arrives)
    assert np.array_equal(results.left, same_results.left, equal_nan=True)
    other_world, other_results = run_once(resumed, 3, 1, [4096])
    come = start.array("trucks.arrives").size
    assert np.array_equal(other_world.arrives[:come], world.arrives[:come])
    assert other_world.arrives[come] > 2.5 * 1440
    assert not np.array_equal(other_world.arrives[come : come + 9], world.arrives[come : come + 9])
    done = world.arrives[:come] + 0 * results.left[:come] > -1
    before = done & (results.left[:come] <= 2.5 * 1440)
    assert np.array_equal(results.left[:come][before], other_results.left[:come][before])
    assert not np.isnan(other_results.left).any()


def test_other_rules_may_hold_from_the_instant_on():
    given = scenarios()["small"]
    start = run_until(prepare(check_scenario(given).scenario, until_days=1.5), 3)
    dated = {"from_on": "2026-01-06", "from_h": 12, "what": "exit_servers_pct", "value": 300}
    rule = {"in_line_above": 5, "what": "exit_time_pct", "value": 50}
    plain = run_once(prepare(check_scenario(given).scenario)._replace(start=start), 3, 0, [4096])[1]
    for more in ({"changes": [dated]}, {"when": [rule]}):
        other = prepare(check_scenario(given | more).scenario)._replace(start=start)
        results = run_once(other, 3, 0, [4096])[1]
        before = plain.left <= 1.5 * 1440
        assert np.array_equal(plain.left[before], results.left[before])
        assert np.nanmean(results.wait[0]) < np.nanmean(plain.wait[0])


def test_shares_that_change_only_later_find_what_papers_came_to():
    given = featured() | {"horizon_days": 5}
    start = run_until(prepare(check_scenario(given).scenario, until_days=1.5), 3)
    same = {"from_on": "2026-01-07", "what": "lacking_pct", "value": 12}
    plain = run_once(prepare(check_scenario(given).scenario)._replace(start=start), 3, 0, [4096])[1]
    changed = prepare(check_scenario(given | {"changes": [same]}).scenario)._replace(start=start)
    assert np.array_equal(plain.left, run_once(changed, 3, 0, [4096])[1].left)


# -- what is no state ---------------------------------------------------------------------------


def told(change, scenario=None):
    """Give what is told of a changed snapshot."""
    own, world, state = stopped(scenarios()["featured"], 2.25)
    snapshot = pack(own, world, state, 2.25 * 1440, 3)
    changed = change(snapshot)
    with pytest.raises(InputError) as caught:
        resume(read_snapshot(changed.to_bytes()), scenario or own, world, PLACES, WIDTH)
    return words_for(Language.EN).mistake(caught.value.mistakes[0]).lower()


def put(name, at, value):
    """Give a change of one number of an array."""

    def change(snapshot):
        array = snapshot.array(name)
        array[at(array) if callable(at) else at] = value
        column = Column(array.dtype.str, array.shape, array.tobytes())
        return msgspec.structs.replace(snapshot, columns={**snapshot.columns, name: column})

    return change


def a_head(array):
    return tuple(np.argwhere(array >= 0)[0])


WRONG = {
    "head beyond the places": (put("head", a_head, 10**6), "a line leads to nobody"),
    "head below": (put("head", a_head, -7), "a line leads to nobody"),
    "head of nobody": (put("head", a_head, -1), "stands in no line"),
    "line in a circle": (put("items.next", slice(None), 0), "line"),
    "place twice free": (put("spare", 0, 10**6), "spare names nothing"),
    "truck that never came": (put("items.truck", slice(None), 10**6), "items.truck names nothing"),
    "truck twice": (put("items.truck", slice(None), 1), "a truck is in two places"),
    "station beyond": (put("items.what", slice(None), 99), "items.what names nothing"),
    "due before": (put("items.due", slice(None), 1.0), "items.due names nothing"),
    "due never": (put("items.due", slice(None), np.nan), "items.due names nothing"),
    "negative service": (put("trucks.service", (0, 0), -0.5), "trucks.service names nothing"),
    "negative check": (put("trucks.service", (2, 0), -0.5), "trucks.service names nothing"),
    "infinite delay": (put("trucks.delay", 0, np.inf), "trucks.delay names nothing"),
    "class of another": (put("trucks.queue_class", slice(None), 0), "the line of another class"),
    "point beyond": (put("results.point", 0, 9), "results.point names nothing"),
    "came later": (put("trucks.arrives", 0, 1e8), "trucks.arrives names nothing"),
    "came in disorder": (put("trucks.arrives", 0, 3000.0), "the order in which they came"),
    "turn below 0": (put("turn", 0, -1), "turn names nothing"),
    "later than all": (lambda one: msgspec.structs.replace(one, t_min=float("nan")), "t_min names nothing"),
    "other points": (lambda one: msgspec.structs.replace(one, points=("a", "b")), "not those of this"),
    "of another form": (lambda one: msgspec.structs.replace(one, format="x"), "its format is x"),
    "missing": (
        lambda one: msgspec.structs.replace(
            one, columns={name: row for name, row in one.columns.items() if name != "held"}
        ),
        "held is missing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_a_state_is_told(name):
    change, text = WRONG[name]
    assert text.lower() in told(change)


def cut(kind=None, shape=None, data=None):
    def change(snapshot):
        old = snapshot.columns["items.due"]
        column = Column(kind or old.kind, shape or old.shape, old.data if data is None else data)
        return msgspec.structs.replace(snapshot, columns={**snapshot.columns, "items.due": column})

    return change


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (cut(kind="|O8"), "nothing that can be counted"), (cut(shape=(-1,)), "nothing that can be counted"),
        (cut(shape=(2**62, 2**62)), "cut short"), (cut(data=b""), "cut short"),
        (cut(kind="<i8"), "of another size"),
    ],
)  # fmt: skip
def test_arrays_that_are_none_are_told(change, text):
    assert text.lower() in told(change)


def test_every_damaged_byte_is_told_or_runs():
    """Bytes are overwritten at random: only InputError comes of it, and what is taken runs to its end."""
    scenario, world, state = stopped(scenarios()["small"], 1.0)
    whole = pack(scenario, world, state, 1440.0, 3).to_bytes()
    rng = np.random.default_rng(8)
    taken = 0
    for _ in range(300):
        damaged = bytearray(whole)
        for at in rng.integers(0, len(whole), int(rng.integers(1, 6))):
            damaged[at] = int(rng.integers(0, 256))
        try:
            found = resume(read_snapshot(bytes(damaged)), scenario, world, PLACES, WIDTH)
        except InputError:
            continue
        taken += 1
        go_on(found.world, found.state, END)
        assert not np.isnan(found.state.results.left).all()
    assert 0 < taken < 300
