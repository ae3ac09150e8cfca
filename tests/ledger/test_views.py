"""Views keep up with the ledger, and what was kept equals what is made again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.errors import LedgerError, UnknownNameError
from otkel.facts.events.corrections import Corrected, Voided
from otkel.facts.events.envelope import Draft
from otkel.facts.events.passages import Arrived, Called, ExitStarted
from otkel.ledger import view_folding
from otkel.ledger import views as room
from otkel.ledger.memory import MemoryStore
from otkel.ledger.opening import open_store
from otkel.ledger.side import open_side
from otkel.ledger.view_post_day import day_key
from otkel.ledger.view_truck_story import TruckStory, read_facts, story_key
from otkel.ledger.views import VIEWS, Views, open_views
from tests.contract.acts import ticking
from tests.ledger.strategies import drafts

NOON_US = 1_790_078_400_000_000  # 2026-09-22 12:00 UTC
DAY_US = 86_400_000_000
TODAY, TOMORROW = date(2026, 9, 22), date(2026, 9, 23)
ARRIVED = Arrived(vehicle="5c" * 16, towards="RU", queue_class="ordinary")


class Post:
    """A ledger with its views."""

    def __init__(self, url):
        self.url = url
        self.store = open_store(url, ticking())
        self.views = open_views(url, self.store)

    def record(self, body, passage=None, occurred_us=NOON_US, point="syrym"):
        draft = Draft(body=body, point=point, occurred_us=occurred_us, recorded_by="queue", passage=passage)
        key = f"key-{self.store.head() + 1}"
        return self.store.append(f"passage/{passage}", [draft], client_key=key).last_position

    def story(self, passage):
        self.views.catch_up("truck_story")
        return self.facts(self.views.find("truck_story", story_key(passage)))

    def facts(self, story):
        return None if story is None else read_facts(self.store, story)

    def counts(self, day=TODAY, point="syrym"):
        self.views.catch_up("post_day")
        return self.views.find("post_day", day_key(point, day))

    def close(self):
        self.views.close()
        self.store.close()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def post(request, tmp_path):
    url = {"memory": "memory:", "sqlite": f"sqlite:///{tmp_path}/ledger.db"}.get(request.param)
    post = Post(url or request.getfixturevalue("postgres_url"))
    yield post
    post.close()


@pytest.fixture
def quick():
    post = Post("memory:")
    yield post
    post.close()


@pytest.fixture
def filed(tmp_path):
    post = Post(f"sqlite:///{tmp_path}/ledger.db")
    yield post
    post.close()


def dumps(views):
    return {name: list(views.dump(name)) for name in VIEWS}


# -- what the views say -------------------------------------------------------------------------


def test_a_trucks_story_is_its_facts_in_order(post):
    post.record(ARRIVED, 7)
    post.record(ARRIVED, 8)
    post.record(Called(rule="order_of_arrival"), 7)
    assert [(fact.position, fact.word) for fact in post.story(7)] == [(1, "arrived"), (3, "called")]
    post.record(ExitStarted(lane="1"), 7)
    last = post.story(7)[-1]
    assert (last.position, last.word, last.point, last.occurred_us) == (4, "exit_started", "syrym", NOON_US)
    assert last.body == {"lane": "1", "witness": "officer"}
    assert [fact.position for fact in post.story(8)] == [2]
    assert post.story(9) is None


def test_a_story_reads_alike_before_and_after_it_is_kept(quick):
    quick.record(ARRIVED, passage=1)
    quick.views.catch_up("truck_story")
    quick.record(Called(rule="order_of_arrival"), passage=1)
    unseen = quick.facts(quick.views.find_now("truck_story", story_key(1)))
    assert quick.views.cursor("truck_story") == 1  # the call is read, and not kept yet
    assert unseen == quick.story(1)
    assert unseen[1].body["rule"] == "order_of_arrival"


def test_a_posts_day_counts_by_word_on_the_civil_day_of_utc(post):
    midnight_us = NOON_US + DAY_US // 2
    post.record(ARRIVED, 1, midnight_us - 1)
    post.record(ARRIVED, 2, midnight_us)
    post.record(ARRIVED, 3, midnight_us)
    post.record(Called(rule="order_of_arrival"), 1, midnight_us)
    post.record(ARRIVED, 4, midnight_us, point="kairak")
    assert post.counts(TODAY) == {"arrived": 1}
    assert post.counts(TOMORROW) == {"arrived": 2, "called": 1}
    assert post.counts(TOMORROW, "kairak") == {"arrived": 1}
    assert post.counts(date(2026, 9, 24)) is None


def test_an_event_outside_the_calendar_stops_no_view(quick):
    quick.record(ARRIVED, 1, 2**62)
    quick.record(ARRIVED, 2)
    assert quick.counts() == {"arrived": 1}


# -- corrections act forward --------------------------------------------------------------------


def test_a_correction_follows_in_the_story_and_changes_no_fact(quick):
    quick.record(ARRIVED, 7)
    (before,) = quick.story(7)
    quick.record(Corrected(corrects=1, right={"queue_class": "accelerated"}, reason="typed_wrong"))
    quick.record(Voided(voids=2, reason="typed_twice"))
    first, second, third = quick.story(7)
    assert (first.changed_by, second.changed_by, third.changed_by) == ([2], [3], [])
    assert (first.body, first.occurred_us) == (before.body, before.occurred_us)
    assert second.body["right"] == {"queue_class": "accelerated"}


def test_before_its_position_a_correction_is_not_known(quick):
    quick.record(ARRIVED, 7)
    quick.record(Voided(voids=1, reason="typed_twice"))
    quick.views.catch_up("truck_story", up_to=1)
    assert quick.views.find("truck_story", story_key(7)) == [1]
    quick.views.catch_up("post_day", up_to=1)
    assert quick.views.find("post_day", day_key("syrym", TODAY)) == {"arrived": 1}
    assert quick.counts() == {"voided": 1}


def test_a_voided_event_counts_no_more_and_a_void_of_the_void_brings_it_back(quick):
    quick.record(ARRIVED, 7)
    quick.record(Voided(voids=1, reason="typed_twice"))
    quick.record(Voided(voids=1, reason="typed_twice"))
    assert quick.counts() == {"voided": 2}
    quick.record(Voided(voids=2, reason="by_mistake"))
    assert quick.counts() == {"voided": 2}
    quick.record(Voided(voids=3, reason="by_mistake"))
    assert quick.counts() == {"arrived": 1, "voided": 2}
    quick.record(Voided(voids=4, reason="by_mistake"))
    assert quick.counts() == {"voided": 3}


def test_an_event_whose_time_was_wrong_counts_on_its_right_day(quick):
    quick.record(ARRIVED, 7)
    wrong = {"corrects": 1, "right": {}, "reason": "clock"}
    quick.record(Corrected(**wrong, occurred_us=NOON_US + DAY_US), occurred_us=NOON_US + DAY_US)
    assert quick.counts() == {}
    assert quick.counts(TOMORROW) == {"arrived": 1, "corrected": 1}
    quick.record(Corrected(**wrong, occurred_us=NOON_US + 2 * DAY_US))
    assert quick.counts(date(2026, 9, 24)) == {"arrived": 1}
    quick.record(Voided(voids=3, reason="by_mistake"))
    assert quick.counts(TOMORROW) == {"arrived": 1, "corrected": 1}
    assert quick.counts(date(2026, 9, 24)) == {}


def test_of_several_corrections_the_last_recorded_holds_also_when_an_earlier_one_comes_back(quick):
    quick.record(ARRIVED, 7)
    for days in (1, 2):
        right = Corrected(corrects=1, right={}, reason="clock", occurred_us=NOON_US + days * DAY_US)
        quick.record(right)
    quick.record(Voided(voids=2, reason="by_mistake"))
    quick.record(Voided(voids=4, reason="by_mistake"))
    assert quick.counts(date(2026, 9, 24)) == {"arrived": 1}
    assert quick.counts(TOMORROW) == {}


def test_what_names_itself_or_what_comes_later_changes_nothing(quick):
    quick.record(Voided(voids=1, reason="typed_twice"), 7)
    quick.record(Voided(voids=3, reason="typed_twice"), 7)
    quick.record(ARRIVED, 7)
    assert quick.counts() == {"voided": 2, "arrived": 1}
    assert [fact.changed_by for fact in quick.story(7)] == [[], [], []]


# -- kept equals rebuilt ------------------------------------------------------------------------

corrections = st.builds(
    Draft,
    body=st.one_of(
        st.builds(Voided, voids=st.integers(1, 30), reason=st.just("r")),
        st.builds(
            Corrected,
            corrects=st.integers(1, 30),
            right=st.just({}),
            occurred_us=st.none() | st.integers(0, 3).map(lambda days: NOON_US + days * DAY_US),
            reason=st.just("r"),
        ),
    ),
    point=st.sampled_from(("syrym", "kairak")),
    occurred_us=st.integers(0, 3).map(lambda days: NOON_US + days * DAY_US),
    recorded_by=st.just("queue"),
    passage=st.none() | st.integers(0, 3),
)
lives = st.builds(
    Draft,
    body=st.sampled_from((ARRIVED, Called(rule="r"), ExitStarted())),
    point=st.sampled_from(("syrym", "kairak")),
    occurred_us=st.integers(0, 3).map(lambda days: NOON_US + days * DAY_US),
    recorded_by=st.just("queue"),
    passage=st.none() | st.integers(0, 3),
)


@given(st.lists(st.one_of(lives, corrections, drafts()), min_size=1, max_size=30), st.data())
def test_views_kept_in_any_steps_equal_a_rebuild(recorded, data):
    store = MemoryStore(ticking())
    views = Views(store, open_side("memory:", store, "views.sql"))
    for number, draft in enumerate(recorded):
        store.append(f"s{number % 3}", [draft], client_key=str(number))
        if data.draw(st.booleans()):
            for name in VIEWS:
                views.catch_up(name, data.draw(st.none() | st.integers(0, store.head())))
    for name in VIEWS:
        assert views.catch_up(name) == store.head()
    kept = dumps(views)
    assert [views.rebuild(name) for name in VIEWS] == [store.head()] * len(VIEWS)
    assert dumps(views) == kept
    assert_counts_are_those_of_plain_reading(store, views)
    views.close()


def assert_counts_are_those_of_plain_reading(store, views):
    """Read backwards: whether an event holds is known before those that it corrects are reached."""
    voided, moved, expected = set(), {}, {}
    for event in reversed(list(store.read_all())):
        if event.position in voided:
            continue
        if isinstance(event.body, Voided) and event.body.voids < event.position:
            voided.add(event.body.voids)
        body = event.body
        if isinstance(body, Corrected) and body.occurred_us is not None and body.corrects < event.position:
            moved.setdefault(body.corrects, body.occurred_us)
        at_us = moved.get(event.position, event.occurred_us)
        day = day_key(event.point, date.fromordinal(date(1970, 1, 1).toordinal() + at_us // DAY_US))
        words = expected.setdefault(day, {})
        words[event.word] = words.get(event.word, 0) + 1
    found = {key: views.find("post_day", key) for key, _ in views.dump("post_day") if key.startswith("day/")}
    assert {key: counts for key, counts in found.items() if counts} == expected


def test_a_rebuild_takes_the_place_of_spoilt_rows(post, monkeypatch):
    monkeypatch.setattr(view_folding, "BATCH", 3)
    monkeypatch.setattr(room, "PAGE", 2)
    for number in range(10):
        post.record(ARRIVED, number % 4)
    for name in VIEWS:
        post.views.catch_up(name)
    kept = dumps(post.views)
    spoilt = ("truck_story", 1, story_key(2), b"[]")
    post.views._side.write(lambda tables: tables.ask("put_row", *spoilt))
    assert dumps(post.views) != kept
    assert [post.views.rebuild(name) for name in VIEWS] == [10] * len(VIEWS)
    assert dumps(post.views) == kept
    assert [post.views.cursor(name) for name in VIEWS] == [10] * len(VIEWS)
    post.record(ARRIVED, 1)
    assert [fact.position for fact in post.story(1)] == [2, 6, 10, 11]


def test_only_the_living_rows_are_left_after_a_rebuild(filed):
    filed.record(ARRIVED, 1)
    for _ in range(3):
        filed.views.rebuild("truck_story")
    rows = filed.store.read(lambda reading: reading.execute("SELECT generation FROM view_row").fetchall())
    states = filed.store.read(lambda reading: reading.execute("SELECT generation, live FROM view_state").get)
    assert (rows, states) == ([(3,)], (3, 1))


def test_views_outlive_the_process(filed):
    filed.record(ARRIVED, 1)
    filed.story(1)
    filed.close()
    again = Post(filed.url)
    assert again.views.cursor("truck_story") == 1
    assert again.views.find("truck_story", story_key(1)) == [1]
    again.close()


# -- crashes, and others who keep the same view -------------------------------------------------


class CrashError(Exception):
    pass


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize(
    "step", ["begin_generation", "move_cursor", "retire", "enliven", "remove_states", "remove_rows"]
)
def test_a_rebuild_that_was_cut_off_harms_nothing_and_is_begun_again(filed, monkeypatch, step, after):
    monkeypatch.setattr(view_folding, "BATCH", 3)
    for number in range(8):
        filed.record(ARRIVED, number)
    filed.story(0)
    kept = list(filed.views.dump("truck_story"))
    write = filed.views._side.write

    class Tables:
        def __init__(self, tables):
            self.tables, self.many = tables, tables.many

        def ask(self, name, *values):
            rows = self.tables.ask(name, *values) if after or name != step else []
            if name == step:
                raise CrashError(step)
            return rows

    with monkeypatch.context() as patch:
        patch.setattr(filed.views._side, "write", lambda work: write(lambda tables: work(Tables(tables))))
        with pytest.raises(CrashError):
            filed.views.rebuild("truck_story")
    assert list(filed.views.dump("truck_story")) == kept
    assert filed.views.rebuild("truck_story") == 8
    assert list(filed.views.dump("truck_story")) == kept
    rows = filed.store.read(lambda reading: reading.execute("SELECT count(*) FROM view_row").get)
    assert rows == 8


def test_two_who_keep_one_view_do_not_count_twice(filed, monkeypatch):
    filed.record(ARRIVED, 1)
    other = Post(filed.url)
    meanwhile = iter([other])
    fold = VIEWS["post_day"].fold

    def disturbed(self, event, rows):
        for one in meanwhile:
            one.counts()
        fold(event, rows)

    monkeypatch.setattr(type(VIEWS["post_day"]), "fold", disturbed)
    assert filed.counts() == {"arrived": 1}
    assert other.counts() == {"arrived": 1}
    other.close()


def test_a_rebuild_catches_up_with_what_came_meanwhile(filed, monkeypatch):
    filed.record(ARRIVED, 1)
    filed.story(1)
    other = Post(filed.url)
    fold, once = TruckStory.fold, iter([True])

    def disturbed(self, event, rows):
        for _ in once:
            other.record(ARRIVED, 2)
            other.story(2)
        fold(self, event, rows)

    monkeypatch.setattr(TruckStory, "fold", disturbed)
    assert filed.views.rebuild("truck_story") == 2
    assert filed.views.find("truck_story", story_key(2)) == [2]
    other.close()


def test_a_rebuild_whose_place_was_taken_says_so(filed, monkeypatch):
    filed.record(ARRIVED, 1)
    fold, once = TruckStory.fold, iter([True])

    def disturbed(self, event, rows):
        for _ in once:
            filed.views.rebuild("truck_story")
        fold(self, event, rows)

    monkeypatch.setattr(TruckStory, "fold", disturbed)
    with pytest.raises(LedgerError, match="took the place"):
        filed.views.rebuild("truck_story")
    assert [fact.position for fact in filed.story(1)] == [1]


def test_rows_of_an_older_version_are_made_again(filed, monkeypatch):
    filed.record(ARRIVED, 1)
    filed.story(1)
    monkeypatch.setattr(TruckStory, "version", TruckStory.version + 1)
    monkeypatch.setattr(TruckStory, "row_type", list)
    monkeypatch.setattr(TruckStory, "fold", lambda self, event, rows: rows.put("k", [event.position]))
    assert filed.views.cursor("truck_story") == 0  # they have seen nothing as it is told now
    assert filed.views.catch_up("truck_story") == 1
    assert list(filed.views.dump("truck_story")) == [("k", b"[1]")]


def test_a_view_that_is_not_there_is_told(quick):
    with pytest.raises(UnknownNameError):
        quick.views.rebuild("no_such_view")
    with pytest.raises(TypeError):
        open_views("sqlite:///x.db", quick.store)
