"""A point's days: who stood where at each minute, what each hour brought, and checks by month."""

from datetime import date

import pytest

from otkel.facts.events import passages, posts, selections
from otkel.facts.events.choices import CheckKind, CheckOutcome, SelectionKind, Stage, WayOut
from otkel.facts.events.envelope import Draft
from otkel.ledger.memory import MemoryStore
from otkel.ledger.side import open_side
from otkel.ledger.view_point_day import MOST_TOLD, PLACES, checks_key, day_row_key, days_key, told_key
from otkel.ledger.views import Views
from tests.contract.acts import ticking

NOON_US = 1_790_078_400_000_000  # 2026-09-22 12:00 UTC
TODAY, TOMORROW = date(2026, 9, 22), date(2026, 9, 23)
MIN_US = 60_000_000
COMES = passages.Arrived(vehicle="5c" * 16, towards="RU", queue_class="ordinary")
CALLED = passages.Called(rule="call.order_of_arrival")
OUT, IN = passages.ExitCleared(), passages.EntryCleared()


class Post:
    def __init__(self):
        self.store = MemoryStore(ticking())
        self.views = Views(self.store, open_side("memory:", self.store, "views.sql"))

    def record(self, body, minutes=0, passage=1, point="syrym"):
        draft = Draft(
            body=body, point=point, occurred_us=NOON_US + minutes * MIN_US, recorded_by="queue",
            passage=passage,
        )  # fmt: skip
        self.store.append(f"crossing/{point}", [draft], client_key=f"key-{self.store.head() + 1}")

    def find(self, key):
        self.views.catch_up("point_day")
        return self.views.find("point_day", key)

    def day(self, day=TODAY):
        return self.find(day_row_key("syrym", "RU", day))

    def stood(self, minute, place, day=TODAY):
        return sum(by for at, by in self.day(day).get(place, {}).items() if int(at) <= minute)


@pytest.fixture
def post():
    post = Post()
    yield post
    post.views.close()
    post.store.close()


def test_a_truck_goes_from_place_to_place(post):
    for minutes, body in ((0, COMES), (30, CALLED), (50, passages.ExitStarted()), (61, OUT), (95, IN)):
        post.record(body, minutes)
    noon = 12 * 60
    for minute, where in (
        (0, "line"),
        (29, "line"),
        (30, "post"),
        (60, "post"),
        (61, "strip"),
        (94, "strip"),
    ):
        assert {place: post.stood(noon + minute, place) for place in PLACES} == {
            place: int(place == where) for place in PLACES
        }
    assert [post.stood(noon + 95, place) for place in PLACES] == [0, 0, 0]
    day = post.day()
    assert (day["came"], day["called"], day["exit"], day["entry"]) == (
        {"12": 1}, {"12": 1}, {"13": 1}, {"13": 1},
    )  # fmt: skip
    assert day["waits"] == {"12": [30]}


def test_a_truck_that_is_not_let_out_stands_in_line_again(post):
    for minutes, body in ((0, COMES), (10, CALLED), (20, passages.ExitRefused(reason="papers"))):
        post.record(body, minutes)
    assert [post.stood(12 * 60 + 20, place) for place in PLACES] == [1, 0, 0]


@pytest.mark.parametrize(
    "gone",
    [
        passages.Left(way=WayOut.GAVE_UP),
        passages.NoShow(rule="no_show.call"),
        passages.Cancelled(side="truck", reason="sold"),
    ],
)
def test_who_goes_away_stands_nowhere(post, gone):
    post.record(COMES)
    post.record(gone, 5)
    assert [post.stood(12 * 60 + 5, place) for place in PLACES] == [0, 0, 0]
    assert post.find(days_key("syrym", "RU")) == {TODAY.isoformat(): [0, 0, 0]}


def test_what_a_day_changes_is_carried_to_the_next(post):
    for passage in (1, 2, 3):
        post.record(COMES, 0, passage)
    post.record(CALLED, 13 * 60, 2)
    assert post.find(days_key("syrym", "RU")) == {
        TODAY.isoformat(): [3, 0, 0],
        TOMORROW.isoformat(): [-1, 1, 0],
    }
    assert post.day(TOMORROW)["waits"] == {"1": [780]}


def test_the_list_of_a_backlog_is_no_line(post):
    post.record(
        passages.Arrived(
            vehicle="5c" * 16, towards="RU", queue_class="backlog", stage=Stage.ROAD_QUEUE
        )
    )  # fmt: skip
    assert post.day().get("line") is None
    assert post.day()["came"] == {"12": 1}


def test_events_of_an_unknown_truck_change_nothing(post):
    post.record(CALLED, 0, 77)
    post.record(passages.Left(way=WayOut.THROUGH), 1, 77)
    assert post.day() is None


def test_trucks_are_counted_once_however_often_they_are_selected(post):
    selected = selections.Selected(
        stage=Stage.EXIT_CONTROL, check=CheckKind.DOCUMENTS, kind=SelectionKind.RISK, reason="weight"
    )
    ended = selections.CheckEnded(
        stage=Stage.EXIT_CONTROL, check=CheckKind.DOCUMENTS, outcome=CheckOutcome.NOTHING_FOUND
    )
    for minutes, body in enumerate(
        (COMES, CALLED, passages.ExitStarted(), selected, ended, selected, ended, passages.EntryStarted())
    ):
        post.record(body, minutes)
    assert post.find(checks_key("syrym", "2026-09")) == {
        "trucks": {"taken_on": 1},
        "selected": {"risk": 1, "any": 1},
        "ended": {"nothing_found": 2},
    }


def test_what_is_told_of_a_point_is_kept_the_newest_of_it(post):
    for number in range(MOST_TOLD + 5):
        post.record(posts.Paused(reason=f"cause-{number}", towards="RU"), number, None)
    told = post.find(told_key("syrym"))
    assert len(told) == MOST_TOLD
    assert told[-1] == {
        "at_us": NOON_US + (MOST_TOLD + 4) * MIN_US, "word": "paused", "towards": "RU",
        "reason": f"cause-{MOST_TOLD + 4}",
    }  # fmt: skip
