"""Bookings at the desk: slots are given, moved and cancelled by the rules of the queue, which it tells."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from otkel.facts.events.choices import Side
from tests.web.desk_site import DESK, POINT, form_of, opened_post, post, tap
from tests.web.slot_posts import SLOTS, Days, bodies, row_of


@pytest.fixture
def desk(tmp_path):
    with opened_post(tmp_path, text=SLOTS) as found:
        yield found


@pytest.fixture
def queue(desk):
    return desk.browser("queue")


@pytest.fixture
def days(desk):
    return Days(desk)


def told(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def follow(client, answer):
    assert answer.status_code == 303, told(answer)
    return client.get(answer.headers["location"])


def give(client, days, plate, hour, ahead=1):
    slot = days.slot(hour, ahead).isoformat()
    return tap(client, days.page(ahead), "book", plate=plate, slot=slot, country="KZ")


def booked(desk, client, days, plate, hour):
    """Give a slot and the passage that it was given to."""
    follow(client, give(client, days, plate, hour))
    return bodies(desk, "booked")[-1].passage


def slot_of(desk, passage, days):
    def find(state):
        return state.us_of(state.trucks[passage].slot_from_s)

    at_us = desk.house.desk(POINT).look(find)
    return next(hour for hour in range(24) if days.slot(hour).timestamp() == at_us / 1e6)


def move(client, days, passage, hour, **more):
    page = days.page(moving=passage)
    return tap(client, page, "move", passage, slot=days.slot(hour).isoformat(), **{"side": "truck"} | more)


def test_a_slot_is_given_by_plate_and_told_with_who_gave_it(desk, queue, days):
    shown = follow(queue, give(queue, days, "777 SLT 07", 10))
    assert "Booked in the class booked" in shown.text
    assert f"on={days.day(1)}" in str(shown.url)
    event = bodies(desk, "booked")[0]
    assert event.recorded_by == "queue"
    assert event.body.slot_from_us == round(days.slot(10).timestamp()) * 1_000_000
    assert "777 SLT 07" in queue.get(days.page(slot=event.body.slot_from_us)).text


def test_a_day_shows_how_many_are_taken_and_free(desk, queue, days):
    assert row_of(queue.get(days.page()).text, "10:00–11:00") == "10:00–11:00 0 2 Free"
    give(queue, days, "777 SLT 07", 10)
    assert row_of(queue.get(days.page()).text, "10:00–11:00") == "10:00–11:00 1 1 Free"
    give(queue, days, "778 SLT 07", 10)
    page = queue.get(days.page()).text
    assert row_of(page, "10:00–11:00") == "10:00–11:00 2 0 Full"
    assert f'<option value="{days.slot(10).isoformat()}"' not in page
    assert "2 <span" in page.split("Taken</dt><dd>")[1][:20]
    assert row_of(queue.get(days.page(8)).text, "10:00–11:00").endswith("Too far ahead")


def test_what_is_refused_says_its_rule_and_keeps_what_was_typed(desk, queue, days):
    for number in (1, 2):
        follow(queue, give(queue, days, f"77{number} SLT 07", 10))
    before = desk.words()
    answer = give(queue, days, "779 SLT 07", 10)
    assert answer.status_code == 409
    assert "All 2 places of this slot are taken" in answer.text
    assert "booking.full" in answer.text
    assert "otkel queue" not in told(answer)  # nobody at a desk has a shell
    assert 'value="779 SLT 07"' in answer.text
    assert desk.words() == before


def test_one_vehicle_has_one_place(desk, queue, days):
    follow(queue, give(queue, days, "777 SLT 07", 10))
    answer = give(queue, days, "777slt07", 11)
    assert answer.status_code == 409
    assert "booking.one" in answer.text
    assert len(bodies(desk, "booked")) == 1


def test_a_form_that_is_sent_twice_gives_one_slot(desk, queue, days):
    page = queue.get(days.page()).text
    fields = {"plate": "777 SLT 07", "slot": days.slot(10).isoformat()}
    follow(queue, tap(queue, page, "book", **fields))
    again = follow(queue, tap(queue, page, "book", **fields))
    assert "recorded before, by queue" in told(again)
    assert len(bodies(desk, "booked")) == 1


def test_a_truck_is_written_down_for_the_live_queue(desk, queue, days):
    page = queue.get(days.page()).text
    live = page[page.index("for the live queue") :]
    follow(queue, tap(queue, live, "book", plate="777 SLT 07", **{"class": "ordinary"}))
    assert bodies(desk, "booked")[0].body.slot_from_us is None
    assert "777 SLT 07" in queue.get(days.page()).text


def test_a_booking_moves_once_by_the_trucks_wish_and_again_only_by_the_posts(desk, queue, days):
    passage = booked(desk, queue, days, "777 SLT 07", 10)
    shown = follow(queue, move(queue, days, passage, 11, reason="breakdown"))
    assert f"/truck/{passage}" in str(shown.url)
    assert "Moved to the slot" in shown.text
    event = bodies(desk, "moved")[0]
    assert (event.body.side, event.body.reason, event.recorded_by) == (Side.TRUCK, "breakdown", "queue")
    assert slot_of(desk, passage, days) == 11
    page = queue.get(days.page(moving=passage)).text
    assert "may be moved 1 times in 30 days" in page  # told before anybody tries
    refused = move(queue, days, passage, 12)
    assert refused.status_code == 409
    assert "move.limit" in refused.text
    assert slot_of(desk, passage, days) == 11
    follow(queue, move(queue, days, passage, 12, side="post", reason="post_late"))
    follow(queue, move(queue, days, passage, 11, side="post"))  # and back: another act, not a repeated one
    assert [one.body.side for one in bodies(desk, "moved")] == [Side.TRUCK, Side.POST, Side.POST]
    assert slot_of(desk, passage, days) == 11


def test_only_slots_to_which_it_may_go_are_offered(desk, queue, days):
    passage = booked(desk, queue, days, "777 SLT 07", 10)
    for number in (1, 2):
        give(queue, days, f"77{number} SLT 08", 12)
    page = queue.get(days.page(moving=passage)).text
    assert row_of(page, "10:00–11:00").endswith("Its slot now")
    assert row_of(page, "12:00–13:00").endswith("Full")
    assert row_of(page, "13:00–14:00").endswith("Move here")


def test_two_officers_who_move_one_truck_are_one_act(desk, queue, days):
    passage = booked(desk, queue, days, "777 SLT 07", 10)
    other, page = desk.browser("head-kz"), days.page(moving=passage)
    seen = queue.get(page).text, other.get(page).text
    fields = {"side": "post", "reason": "asked"}
    follow(queue, tap(queue, seen[0], "move", passage, slot=days.slot(11).isoformat(), **fields))
    late = follow(other, tap(other, seen[1], "move", passage, slot=days.slot(15).isoformat(), **fields))
    assert "recorded before, by queue" in told(late)
    assert slot_of(desk, passage, days) == 11
    assert len(bodies(desk, "moved")) == 1


def test_what_is_cancelled_goes_to_who_stands_by(desk, queue, days):
    first, second = (booked(desk, queue, days, f"77{n} SLT 07", hour) for n, hour in ((1, 10), (2, 15)))
    window = {"earliest": days.slot(9).isoformat(), "latest": days.slot(11).isoformat()}
    shown = follow(queue, tap(queue, f"{DESK}/truck/{second}", "standby", second, **window))
    assert "Stands by for slots" in shown.text
    ended = follow(
        queue, tap(queue, f"{DESK}/truck/{first}", "cancel", first, side="truck", reason="breakdown")
    )
    assert "Cancelled" in ended.text
    assert "This passage has ended" in ended.text
    assert slot_of(desk, second, days) == 10
    event = bodies(desk, "cancelled")[0]
    assert (event.body.side, event.body.reason, event.recorded_by) == (Side.TRUCK, "breakdown", "queue")


def test_a_truck_stands_by_for_another_time_without_being_told_it_did_so_before(desk, queue, days):
    passage = booked(desk, queue, days, "777 SLT 07", 15)
    for latest in (11, 12):
        window = {"earliest": days.slot(9).isoformat(), "latest": days.slot(latest).isoformat()}
        shown = follow(queue, tap(queue, f"{DESK}/truck/{passage}", "standby", passage, **window))
        assert "recorded before" not in told(shown)
    assert len(bodies(desk, "standby_joined")) == 2


def test_a_booked_truck_comes_by_one_tap(desk, queue, days):
    passage = booked(desk, queue, days, "777 SLT 07", 10)
    found = post(queue, f"{DESK}/find", {"q": "777slt07"})
    assert f"/truck/{passage}" in found.headers["location"]
    follow(queue, tap(queue, f"{DESK}/truck/{passage}", "arrive", passage))
    assert desk.status(passage) == "WAITING"
    assert bodies(desk, "arrived")[0].body.queue_class == "booked"


def test_nobody_chooses_the_number_of_a_passage(desk, queue):
    """A number that could be chosen would choose its draw."""
    fields = {"passage": "424242", "plate": "777 SLT 07", "towards": "RU", "people": "1"}
    answer = post(queue, f"{DESK}/act/arrive", {"key": "1", **fields})
    assert answer.status_code == 400
    assert bodies(desk, "arrived") == []
    assert post(queue, f"{DESK}/act/book", {"key": "1", **fields}).status_code == 303
    assert bodies(desk, "booked")[0].passage != 424242


def test_a_plate_that_was_found_nowhere_is_taken_along_and_stands_in_no_address(desk, queue):
    tomorrow = (datetime.now(ZoneInfo("Asia/Oral")) + timedelta(days=1)).date()  # late in a day none is left
    page = post(queue, f"{DESK}/find", {"q": "777 SLT 07"})
    fields = dict(re.findall(r'name="(plate)" value="([^"]*)"', page.text.split("/slots?")[-1]))
    answer = post(queue, f"{DESK}/slots?towards=RU&on={tomorrow}", fields)
    assert answer.status_code == 200
    assert form_of(answer.text, "book")["class"] == "booked"
    assert 'id="give-plate" name="plate" value="777 SLT 07"' in answer.text
    assert not re.search(r'(href|action)="[^"]*SLT', answer.text)


@pytest.mark.parametrize(
    "query",
    ["on=9999-99-99", "on=1900-01-01", "on=9999-12-31", "slot=-1", "slot=99999999999999999999", "slot=1e5",
     "moving=18446744073709551616", "moving=x", "class=%3Cscript%3E", "class=none_of_ours", "on=%00",
     "towards=XX"],
)  # fmt: skip
def test_an_address_that_no_page_of_ours_leads_to_shows_a_page(desk, queue, query):
    answer = queue.get(f"{DESK}/slots?{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert queue.get(f"{DESK}/draws?{query}").status_code == 200


def test_a_queue_that_is_only_followed_offers_no_slots(tmp_path):
    with opened_post(tmp_path, mode="shadow") as found:
        page = found.browser("queue").get(f"{DESK}/slots").text
        assert "slots are given there" in page
        assert "/act/" not in page


def test_a_draw_is_asked_for_and_not_taken(desk, queue, days):
    assert "/act/request" not in queue.get(days.page()).text
    slot = days.slot(10).isoformat()
    answer = post(
        queue, f"{DESK}/act/request?towards=RU",
        {"key": "1", "plate": "777 SLT 07", "towards": "RU", "class": "booked", "choice": slot,
         "day": days.day(1).isoformat(), "return_to": "slots"},
    )  # fmt: skip
    assert answer.status_code == 409
    assert "request.not_by_draw" in answer.text
