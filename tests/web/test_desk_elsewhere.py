"""A booking moves to another crossing point: refused before anything is recorded, or moved whole."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from otkel.app.crossing.options import options_of
from otkel.app.crossing.reading import Envelope, Typed, get_verb, read_options
from otkel.app.policies import read_policy_file
from otkel.app.site.accounts import book_of
from otkel.app.site.desk import elsewhere
from otkel.facts.people import Language
from otkel.queueing.commands import SetPolicy
from otkel.queueing.discipline import to_numbers
from tests.web.desk_site import DESK, POINT, opened_post, post, tap
from tests.web.slot_posts import SLOTS, Days, bodies

OTHER = "taskala"
RIGHTS = ("queue_operator.kz",)


def open_other(desk, text, folder):
    """Open a second queue, at which the queue operator of the first may work too."""
    file = folder / "other.yaml"
    file.write_text(text, "utf-8")
    found = read_policy_file(file, date(2026, 1, 1))
    policy = SetPolicy(
        numbers=dict(to_numbers(found.policy)), provisions=found.provisions, digest=found.digest
    )
    desk.house.desk(OTHER).decider.handle(policy, key="opens other", by="test")
    book_of(desk.house).set_rights("queue", OTHER, RIGHTS, by="test", reason="test")


@pytest.fixture
def desk(tmp_path):
    with opened_post(tmp_path, text=SLOTS) as found:
        found.days = Days(found)
        found.queue = found.browser("queue")
        open_other(found, SLOTS, tmp_path)
        yield found


def booked(desk, number=1, hour=10):
    done = desk.ask(
        "book", plate=f"77{number} ELS 07", country="KZ", towards="RU", slot=desk.days.slot(hour).isoformat(),
        **{"class": "booked"},
    )  # fmt: skip
    assert done.refusal is None
    return done.passage


def page_of(desk, passage, **more):
    given = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{DESK}/truck/{passage}/elsewhere?towards=RU&at={OTHER}&to=RU&on={desk.days.day(1)}{given}"


def fields_of(desk, passage, hour):
    """Give what the form of the page sends for a slot."""
    page = desk.queue.get(page_of(desk, passage)).text
    form = re.search(rf'<form[^>]*action="[^"]*/{passage}/elsewhere[^>]*>.*?</form>', page, re.DOTALL)[0]
    hidden = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', form))
    slot = str(round(desk.days.slot(hour).timestamp()) * 1_000_000)
    assert f'value="{slot}"' in form
    return {**hidden, "side": "truck", "slot": slot}


def send(desk, passage, fields):
    return post(desk.queue, f"{DESK}/truck/{passage}/elsewhere?towards=RU", fields)


def there(desk):
    """Give what was recorded at the other point."""
    return [one for one in desk.house.ledger.store.read_stream(f"point/{OTHER}") if one.word == "booked"]


def test_a_booking_goes_to_a_slot_of_another_point(desk):
    passage = booked(desk)
    answer = send(desk, passage, fields_of(desk, passage, 12))
    assert answer.status_code == 303
    assert f"/en/desk/{OTHER}/truck/" in answer.headers["location"]
    shown = desk.queue.get(answer.headers["location"]).text
    assert "771 ELS 07" in shown
    assert "Booked in the class booked" in shown
    [cancelled], [booking] = bodies(desk, "cancelled"), there(desk)
    assert (cancelled.body.reason, cancelled.recorded_by) == ("to_other_point", "queue")
    assert (booking.body.slot_from_us, booking.recorded_by) == (
        round(desk.days.slot(12).timestamp()) * 1_000_000, "queue",
    )  # fmt: skip
    assert booking.body.vehicle == bodies(desk, "booked")[0].body.vehicle


def test_what_the_other_point_refuses_leaves_the_booking_as_it_is(desk):
    passage = booked(desk)
    fields = fields_of(desk, passage, 12)
    for number in (8, 9):
        slot = desk.days.slot(12).isoformat()
        given = {
            "plate": f"77{number} OTH 07",
            "slot": slot,
            "class": "booked",
            "towards": "RU",
            "key": str(number),
        }
        assert post(desk.queue, f"/en/desk/{OTHER}/act/book?towards=RU", given).status_code == 303
    before = desk.words()
    answer = send(desk, passage, fields)
    assert answer.status_code == 409
    assert "its booking here stands" in answer.text
    assert "booking.full" in answer.text
    assert desk.words() == before
    assert desk.status(passage) == "BOOKED"


def test_one_form_sent_twice_moves_once(desk):
    passage = booked(desk)
    fields = fields_of(desk, passage, 12)
    first, again = (send(desk, passage, fields) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert "again=1" in again.headers["location"]
    assert len(there(desk)) == len(bodies(desk, "cancelled")) == 1


def test_who_was_cut_off_between_both_sends_it_again(desk, monkeypatch):
    passage = booked(desk)
    fields, whole = fields_of(desk, passage, 12), elsewhere._typed

    def cut(verb, *more):
        if verb == "book":
            raise ConnectionError("cut off")
        return whole(verb, *more)

    monkeypatch.setattr(elsewhere, "_typed", cut)
    assert send(desk, passage, fields).status_code == 500
    assert (len(bodies(desk, "cancelled")), len(there(desk))) == (1, 0)
    monkeypatch.setattr(elsewhere, "_typed", whole)
    assert send(desk, passage, fields).status_code == 303
    assert (len(bodies(desk, "cancelled")), len(there(desk))) == (1, 1)


def test_the_last_place_that_goes_meanwhile_is_told_as_it_is(desk, monkeypatch):
    passage = booked(desk)
    fields = fields_of(desk, passage, 12)
    for number in (8, 9):
        given = {
            "plate": f"77{number} OTH 07", "slot": desk.days.slot(12).isoformat(), "class": "booked",
            "towards": "RU", "key": str(number),
        }  # fmt: skip
        post(desk.queue, f"/en/desk/{OTHER}/act/book?towards=RU", given)
    monkeypatch.setattr(elsewhere, "_try_there", lambda *_: None)  # it was free when it was tried
    answer = send(desk, passage, fields)
    assert answer.status_code == 409
    assert "It is cancelled here, and could not be booked there." in answer.text
    assert "booking.full" in answer.text
    assert desk.status(passage) is None
    assert len(there(desk)) == 2


def book_there(desk, number=1, hour=12):
    """Book at the other point a vehicle that is booked here."""
    values = read_options(
        "book", options_of(get_verb("book")),
        {"plate": f"77{number} ELS 07", "country": "KZ", "towards": "RU", "class": "booked",
         "slot": desk.days.slot(hour).isoformat()},
        desk.days.zone, False,
    )  # fmt: skip
    return desk.house.ask(
        OTHER, Typed(verb=get_verb("book"), values=values, envelope=Envelope(by="test")), Language.EN
    )


def test_it_cannot_be_booked_there_before_it_is_cancelled_here(desk):
    """Why a move is not booked there first: one vehicle has one booking over all points, by the ledger."""
    passage = booked(desk)
    assert book_there(desk).refusal.rule == "booking.elsewhere"
    assert there(desk) == []
    assert desk.ask("cancel", passage=passage).refusal is None
    assert book_there(desk).refusal is None


def test_where_several_bookings_are_allowed_a_move_cut_off_after_booking_would_take_two_places(tmp_path):
    """Why it is not booked there first where the rules would let it be: nothing would ever undo the first."""
    several = SLOTS + "one_booking: false\n"
    with opened_post(tmp_path, text=several) as post_of_two:
        post_of_two.days, post_of_two.queue = Days(post_of_two), post_of_two.browser("queue")
        open_other(post_of_two, several, tmp_path)
        passage = booked(post_of_two)
        assert book_there(post_of_two).refusal is None
        assert (post_of_two.status(passage), len(there(post_of_two))) == ("BOOKED", 1)


def test_two_moves_for_the_last_place_give_it_to_one_and_tell_the_other(desk, monkeypatch):
    """Both find it free; then no truck has two bookings, and who has none is told why."""
    first, second = booked(desk, 1), booked(desk, 2)
    assert book_there(desk, 9).refusal is None  # one of two places is left
    both_tried, tried = Barrier(2), elsewhere._try_there

    def try_there(*asked):
        found = tried(*asked)
        both_tried.wait(30)
        return found

    monkeypatch.setattr(elsewhere, "_try_there", try_there)
    to = elsewhere.There(
        slug=OTHER, towards="RU", queue_class="booked",
        slot_from_us=round(desk.days.slot(12).timestamp()) * 1_000_000,
    )  # fmt: skip

    def move(passage):
        return elsewhere.move_elsewhere(
            desk.house, POINT, passage, to, side="truck", key=f"k{passage}", by="queue", language=Language.EN
        )

    with ThreadPoolExecutor(2) as pool:
        gone = list(pool.map(move, (first, second)))
    refused = [one for one in gone if one.refusal is not None]
    assert [one.refusal.rule for one in refused] == ["booking.full"]
    assert all(one.cancelled.refusal is None for one in gone)
    assert (desk.status(first), desk.status(second)) == (None, None)
    vehicles = [one.body.vehicle for one in there(desk)]
    assert len(vehicles) == len(set(vehicles)) == 2
    lost = next(passage for passage, one in zip((first, second), gone, strict=True) if one in refused)
    assert move(lost).refusal.rule == "booking.full"  # sent again it is told again, and nothing more is done
    assert len(bodies(desk, "cancelled")) == 2


def test_nobody_moves_to_a_point_at_which_he_may_not_book(desk):
    passage = booked(desk)
    fields = fields_of(desk, passage, 12)
    book_of(desk.house).set_rights("queue", OTHER, (), by="test", reason="test")
    assert OTHER not in desk.queue.get(f"{DESK}/truck/{passage}/elsewhere").text
    assert send(desk, passage, fields).status_code == 403
    border = desk.browser("border-kz")
    path = f"{DESK}/truck/{passage}/elsewhere"
    assert border.get(path).status_code == 403
    assert "elsewhere" not in border.get(f"{DESK}/truck/{passage}").text
    assert post(border, path, fields).status_code == 403
    assert desk.status(passage) == "BOOKED"


@pytest.mark.parametrize(
    "wrong", [{"at": "nowhere"}, {"to": "XX"}, {"slot": "x"}, {"slot": "-1"}, {"key": ""}, {"class": "<b>"}]
)
def test_a_form_that_no_page_of_ours_sends_moves_nothing(desk, wrong):
    passage = booked(desk)
    answer = send(desk, passage, fields_of(desk, passage, 12) | wrong)
    assert answer.status_code in (400, 404, 409), answer.status_code
    assert desk.status(passage) == "BOOKED"
    assert there(desk) == []
    assert tap(desk.queue, f"{DESK}/truck/{passage}", "cancel", passage, side="post").status_code == 303
