"""Views are folded quickly, several in one reading: rows as plain counting has them, also after a kill."""

import contextlib
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.live_status import make_ledger
from otkel.errors import LedgerDamagedError
from otkel.facts.events import REGISTRY, passages, selections
from otkel.facts.events.choices import CheckKind, CheckOutcome, SelectionKind, Stage, WayOut
from otkel.facts.events.corrections import Corrected, Voided
from otkel.facts.events.envelope import Draft
from otkel.ledger import view_folding
from otkel.ledger.codec import decode, encode, glance, glance_page
from otkel.ledger.memory import MemoryStore
from otkel.ledger.opening import open_store
from otkel.ledger.side import open_side
from otkel.ledger.view_truck_story import read_facts
from otkel.ledger.views import Views, open_views
from tests.contract.acts import ticking
from tests.ledger.plain_views import fold_days, fold_stories
from tests.ledger.strategies import drafts, events

ROOT = Path(__file__).parents[2]
NOON_US, DAY_US = 1_790_078_400_000_000, 86_400_000_000
HEAD = 3_997  # of the long ledger
BOTH = ("point_day", "truck_story")


def in_memory():
    store = MemoryStore(ticking())
    return store, Views(store, open_side("memory:", store, "views.sql"))


def rows_of(views, name):
    """Give the rows of a view as plain data, by key."""
    return {key: json.loads(body) for key, body in views.dump(name)}


def plain_rows(recorded):
    """Give the rows of both views as plain counting makes them, as plain data."""
    days, stories = {}, {}
    for event in recorded:
        fold_days(days, event)
        fold_stories(stories, event, recorded)
    told = {
        key: [
            [fact["position"], *fact["changed_by"]] if fact["changed_by"] else fact["position"]
            for fact in story
        ]
        for key, story in stories.items()
    }
    return {"point_day": json.loads(msgspec.json.encode(days)), "truck_story": told}


# -- as plain counting has it -------------------------------------------------------------------


def near(draft):
    """Bring drafts together: few trucks, two points, three days."""
    return st.builds(
        msgspec.structs.replace,
        st.just(draft),
        passage=st.none() | st.integers(0, 2),
        point=st.sampled_from(("syrym", "kairak")),
        occurred_us=st.integers(0, 3 * 24 * 60).map(lambda minutes: NOON_US + minutes * 60_000_000),
    )


WORDS = sorted(word for word, kind in REGISTRY.items() if kind.type.__module__ == passages.__name__)
words = st.sampled_from((*WORDS, *WORDS, "selected", "check_ended", "paused", "policy_changed"))
corrections = st.one_of(
    st.builds(Voided, voids=st.integers(1, 40), reason=st.just("r")),
    st.builds(Corrected, corrects=st.integers(1, 40), right=st.just({}), reason=st.just("r")),
).map(lambda body: Draft(body=body, point="syrym", occurred_us=NOON_US, recorded_by="queue"))
lives = st.one_of(words.flatmap(drafts), words.flatmap(drafts), drafts(), corrections).flatmap(near)


ARRIVED = {"vehicle": "5c" * 16, "queue_class": "ordinary"}
CHECK = {"stage": Stage.EXIT_CONTROL, "check": CheckKind.DOCUMENTS}
STEPS = (
    passages.Arrived(**ARRIVED, towards="RU"),
    passages.Arrived(**ARRIVED, towards="KZ"),
    passages.Arrived(**ARRIVED | {"queue_class": "backlog"}, towards="RU", stage=Stage.ROAD_QUEUE),
    passages.Arrived(**ARRIVED | {"queue_class": "backlog"}, towards="RU"),
    passages.Called(rule="r"),
    passages.ExitStarted(),
    passages.ExitRefused(reason="r"),
    passages.ExitCleared(),
    passages.EntryStarted(),
    passages.EntryRefused(reason="r"),
    passages.EntryCleared(),
    passages.Left(way=WayOut.THROUGH),
    passages.Left(way=WayOut.GAVE_UP),
    passages.NoShow(rule="r"),
    passages.Cancelled(side="truck", reason="r"),
    selections.Selected(**CHECK, kind=SelectionKind.RISK, reason="r"),
    selections.CheckEnded(**CHECK, outcome=CheckOutcome.NOTHING_FOUND),
    Voided(voids=3, reason="r"),
    Voided(voids=4, reason="r"),
    Corrected(corrects=3, right={}, reason="r"),
)
steps = st.builds(
    Draft,
    body=st.sampled_from(STEPS),
    point=st.sampled_from(("syrym", "syrym", "syrym", "kairak")),
    occurred_us=st.integers(0, 3 * 24).map(lambda hours: NOON_US + hours * 3_600_000_000),
    recorded_by=st.just("queue"),
    passage=st.integers(0, 1),
)


@given(st.lists(lives, min_size=1, max_size=40))
def test_of_any_events_the_rows_are_those_of_plain_counting(recorded):
    require_plain_rows(recorded)


@given(st.lists(steps, min_size=20, max_size=60))
def test_of_the_steps_of_two_trucks_the_rows_are_those_of_plain_counting(recorded):
    require_plain_rows(recorded)


def require_plain_rows(recorded):
    """Require equal rows after each event, and after a rebuild."""
    store, views = in_memory()
    for number, draft in enumerate(recorded):
        store.append("s", [draft], client_key=str(number))
        assert views.catch_up_all(BOTH) == number + 1
        plain = plain_rows(list(store.read_all()))
        assert {name: rows_of(views, name) for name in BOTH} == plain
    for name in BOTH:
        views.rebuild(name)
    assert {name: rows_of(views, name) for name in BOTH} == plain
    views.close()


@given(st.lists(lives, min_size=1, max_size=20))
def test_a_story_tells_what_its_events_say(recorded):
    store, views = in_memory()
    store.append("s", recorded, client_key="k")
    views.catch_up("truck_story")
    found = list(store.read_all())
    for key, row in rows_of(views, "truck_story").items():
        facts = read_facts(store, views.find("truck_story", key))
        assert len(facts) == len(row)
        for fact in facts:
            event = found[fact.position - 1]
            names = ("position", "word", "point", "occurred_us", "recorded_us", "recorded_by", "cause")
            assert [getattr(fact, one) for one in names] == [getattr(event, one) for one in names]
            assert fact.body == json.loads(msgspec.json.encode(event.body))
            changing = [one for one in found if getattr(one.body, "voids", None) == event.position]
            changing += [one for one in found if getattr(one.body, "corrects", None) == event.position]
            later = sorted(one.position for one in changing if one.position > event.position)
            assert fact.changed_by == later
    views.close()


@pytest.fixture(scope="module")
def long(tmp_path_factory):
    """A ledger of trucks that came and went, in a file."""
    url = f"sqlite:///{tmp_path_factory.mktemp('long')}/ledger.db"
    assert make_ledger(url, 4_000, 300) == HEAD
    with contextlib.closing(open_store(url, ticking())) as store:
        yield url, plain_rows(list(store.read_all()))


def test_a_long_ledger_is_read_once_for_several_views(long, monkeypatch):
    url, plain = long
    monkeypatch.setattr(view_folding, "BATCH", 700)
    with contextlib.closing(open_store(url, ticking())) as store:
        views = Views(store, open_side("memory:", store, "views.sql"))
        asked, glance_all = [], store.glance_all

        def counted(after, up_to):
            asked.append((after, up_to))
            return glance_all(after, up_to)

        monkeypatch.setattr(store, "glance_all", counted)
        views.catch_up("truck_story", 1_000)
        asked.clear()
        assert views.catch_up_all(BOTH) == HEAD
        # point_day comes to where truck_story stands, and both go on from there.
        starts = [0, 700, 1_000, 1_700, 2_400, 3_100, 3_800]
        assert asked == list(zip(starts, [*starts[1:], HEAD], strict=True))
        assert {name: rows_of(views, name) for name in BOTH} == plain
        views.close()


# -- stopped, and killed ------------------------------------------------------------------------


def test_what_is_stopped_is_kept_as_far_as_it_came_and_gone_on_with(long, monkeypatch):
    url, plain = long
    monkeypatch.setattr(view_folding, "BATCH", 500)
    with contextlib.closing(open_store(url, ticking())) as store:
        views = Views(store, open_side("memory:", store, "views.sql"))
        asked = iter([False, False, False, True, True])  # once before it begins, then before each batch
        assert views.catch_up_all(BOTH, stopped=lambda: next(asked)) == 1_000
        assert [views.cursor(name) for name in BOTH] == [1_000, 1_000]
        assert views.catch_up_all(BOTH) == HEAD
        assert {name: rows_of(views, name) for name in BOTH} == plain
        stopping = iter([False, True])
        views.rebuild("point_day", lambda: next(stopping, True))
        assert (
            rows_of(views, "point_day") == plain["point_day"]
        )  # the old rows are there until the new are whole
        views.close()


CATCHING_UP = """
import sys, time
from otkel.ledger import view_folding
from otkel.ledger.opening import open_store
from otkel.ledger.views import open_views
view_folding.BATCH = 20
store = open_store(sys.argv[1], lambda: time.time_ns() // 1000)
views = open_views(sys.argv[1], store)
print("begun", flush=True)
views.catch_up_all(("point_day", "truck_story"))
"""


def test_views_that_were_killed_while_being_written_are_right_afterwards(long, tmp_path):
    url, plain = long
    copy = tmp_path / "ledger.db"
    copy.write_bytes(Path(url.removeprefix("sqlite:///")).read_bytes())
    mine, draws, reached = f"sqlite:///{copy}", random.Random(7), [0]
    while reached[-1] < HEAD and len(reached) < 30:
        child = subprocess.Popen(
            [sys.executable, "-c", CATCHING_UP, mine], stdout=subprocess.PIPE, cwd=ROOT, text=True
        )
        assert child.stdout.readline() == "begun\n"
        time.sleep(0.005 + 0.06 * draws.random())
        child.send_signal(signal.SIGKILL)
        child.wait(60)
        child.stdout.close()
        with (
            contextlib.closing(open_store(mine, ticking())) as store,
            contextlib.closing(open_views(mine, store)) as views,
        ):
            seen = {name: views.cursor(name) for name in BOTH}
            for name, cursor in seen.items():  # what is there is what the events up to the cursor make
                if cursor < HEAD:
                    assert rows_of(views, name) == plain_rows(list(store.read_all(0, cursor)))[name]
            reached.append(min(seen.values()))
    assert any(0 < one < HEAD for one in reached), reached  # at least one was cut off in the middle
    with (
        contextlib.closing(open_store(mine, ticking())) as store,
        contextlib.closing(open_views(mine, store)) as views,
    ):
        assert views.catch_up_all(BOTH) == HEAD
        assert {name: rows_of(views, name) for name in BOTH} == plain


# -- where personal data may stand --------------------------------------------------------------


@given(st.lists(lives, min_size=1, max_size=20))
def test_rows_of_stories_hold_positions_and_nothing_of_what_was_said(recorded):
    store, views = in_memory()
    store.append("s", recorded, client_key="k")
    views.catch_up("truck_story")
    for _, body in views.dump("truck_story"):
        assert set(body.decode()) <= set("0123456789[],")
    views.close()


# -- glances ------------------------------------------------------------------------------------


@given(events())
def test_a_glance_tells_what_the_event_says(event):
    stored = encode(event)
    seen = glance(stored, event.position)
    names = [name for name in event.__struct_fields__ if name != "body"]
    assert [getattr(seen, name) for name in names] == [getattr(event, name) for name in names]
    assert seen.body == event.body
    assert glance_page([(event.position, stored)]) == [seen]


@given(st.lists(events(), min_size=1, max_size=4), st.data())
def test_a_page_with_damage_is_told_as_when_each_is_read(found, data):
    rows = [(event.position, encode(event)) for event in found]
    at = data.draw(st.integers(0, len(rows) - 1))
    position, stored = rows[at]
    word = found[at].word.encode()
    position, stored = data.draw(
        st.sampled_from(
            [(position, stored[:-1]), (position + 1, stored), (position, stored.replace(word, b"nothing", 1))]
        )
    )
    rows[at] = position, stored
    with pytest.raises(LedgerDamagedError) as whole:
        [decode(one, found_at) for found_at, one in rows]
    with pytest.raises(LedgerDamagedError) as paged:
        glance_page(rows)
    assert str(paged.value) == str(whole.value)


def test_a_damaged_body_is_told_when_it_is_asked_for():
    draft = Draft(
        body=passages.Called(rule="r"), point="syrym", occurred_us=NOON_US, recorded_by="q", passage=1
    )
    store = MemoryStore(ticking())
    store.append("s", [draft], client_key="k")
    ((position, stored),) = store.read_rows()
    damaged = stored.replace(b'"rule":"r"', b'"rule":123')
    assert damaged != stored
    seen = glance(damaged, position)
    assert (seen.word, seen.passage) == ("called", 1)
    with pytest.raises(LedgerDamagedError, match="position 1: called"):
        _ = seen.body
