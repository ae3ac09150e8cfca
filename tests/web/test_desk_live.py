"""Slots and draws that are open at a desk: each change comes by itself, after a break too, to who may."""

import re
from urllib.parse import quote

import pytest

from otkel.app.site.accounts import book_of
from otkel.web import routes_desk_slots as routes
from tests.web.desk_site import DESK, POINT, opened_post, tap
from tests.web.slot_posts import DRAW, HOUR_US, SLOTS, Days, bodies, row_of
from tests.web.streams import Stream, at_a_port


@pytest.fixture
def desk(tmp_path):
    with opened_post(tmp_path, text=SLOTS) as found:
        found.days = Days(found)
        yield found


@pytest.fixture
def drawing(tmp_path):
    """Give a post at which three trucks asked yesterday for a slot of tomorrow."""
    with opened_post(tmp_path, text=DRAW, hours_ago=96) as found:
        found.days = Days(found)
        asked_us = round(found.days.slot(0, 0).timestamp()) * 1_000_000 - HOUR_US
        for number in (1, 2, 3):
            ask(found, number, asked_us + number)
        yield found


def ask(desk, number, at_us):
    done = desk.ask(
        "request", at_us=at_us, plate=f"77{number} LIV 07", country="KZ", towards="RU",
        day=desk.days.day(1).isoformat(), **{"class": "booked"},
    )  # fmt: skip
    assert done.refusal is None, done.refusal


def book(desk, number, hour=10):
    done = desk.ask(
        "book", plate=f"77{number} LIV 07", country="KZ", towards="RU", slot=desk.days.slot(hour).isoformat(),
        **{"class": "booked"},
    )  # fmt: skip
    assert done.refusal is None, done.refusal
    return done.passage


def address(page: str) -> str:
    """Give from where a page says that its changes come."""
    return re.search(r'hx-sse:connect="([^"]*)"', page)[1].replace("&amp;", "&")


def catch_up(desk):
    """Wait until the site knows of all that is in the record."""
    while desk.house.pulse.position < desk.house.ledger.store.head():
        pass


def test_a_slot_that_another_one_gives_comes_to_a_day_that_is_open(desk):
    queue = desk.browser("queue")
    page = queue.get(desk.days.page()).text
    with at_a_port(desk.house) as port, Stream(port, address(page), queue) as following:
        book(desk, 1)
        book(desk, 2)
        _, shown = following.until("Full")
    assert row_of(shown, "10:00–11:00") == "10:00–11:00 2 0 Full"
    anew, came = (
        re.findall(r"<tr.*?</tr>", one, re.DOTALL) for one in (queue.get(desk.days.page()).text, shown)
    )
    assert anew[: len(came)] == came  # as one who asks for the page now is shown it


def test_forms_that_come_later_have_the_key_of_the_page(desk):
    """A form sent twice is one act, also where the page has changed between both."""
    queue = desk.browser("queue")
    page = queue.get(desk.days.page()).text
    with at_a_port(desk.house) as port, Stream(port, address(page), queue) as following:
        book(desk, 1)
        _, shown = following.next()
    slot = {"plate": "779 LIV 07", "slot": desk.days.slot(12).isoformat()}
    for form in (page, shown):
        assert tap(queue, form, "book", **slot).status_code == 303
    assert len(bodies(desk, "booked")) == 2
    assert "autofocus" not in shown  # who looks elsewhere is not called here


def test_a_form_that_was_offered_stays_when_the_last_place_goes(desk):
    """What somebody types there is not taken away; a page that offered none goes on without one."""
    queue = desk.browser("queue")
    page = queue.get(desk.days.page()).text
    none = queue.get(desk.days.page(8)).text  # too far ahead: nothing can be given
    assert 'id="give"' in page
    assert 'id="give"' not in none
    with at_a_port(desk.house) as port, Stream(port, address(page), queue) as following:
        for hour in range(24):
            for one in range(2):
                done = desk.ask(
                    "book", plate=f"{hour:02}{one} FUL 07", country="KZ", towards="RU",
                    slot=desk.days.slot(hour).isoformat(), **{"class": "booked"},
                )  # fmt: skip
                assert done.refusal is None or done.refusal.rule == "booking.past"
        _, shown = following.until("No slot of this day can be given now")
        assert 'id="give-plate"' in shown
        assert "<button disabled" in shown
        with Stream(port, address(none), queue) as other:
            book(desk, 9, 30)
            assert 'id="give"' not in other.next()[1]


def test_a_booking_that_is_moved_and_ends_meanwhile_is_told(desk):
    queue, passage = desk.browser("queue"), book(desk, 1)
    page = queue.get(desk.days.page(moving=passage)).text
    with at_a_port(desk.house) as port, Stream(port, address(page), queue) as following:
        assert desk.ask("cancel", passage=passage).refusal is None
        _, shown = following.next()
    assert "This booking is not to be moved any more" in shown
    assert "/act/move" not in shown


def test_a_page_of_a_day_that_is_over_says_which_day_it_shows_now(desk):
    queue = desk.browser("queue")
    page, old = address(queue.get(desk.days.page(0)).text), desk.days.page(-3, "slots/live", after=0)
    with at_a_port(desk.house) as port:
        with Stream(port, old, queue) as following:
            assert f"Slots of {desk.days.day(0).day} " in following.next()[1]
        with Stream(port, page.replace("after=", "after=0&was="), queue) as following:
            assert "Slots of" not in following.next()[1]


def test_who_comes_back_after_a_break_is_sent_what_he_missed(desk):
    queue = desk.browser("queue")
    path = address(queue.get(desk.days.page()).text)
    with at_a_port(desk.house) as port:
        with Stream(port, path, queue) as following:
            book(desk, 1)
            seen, _ = following.next()
        book(desk, 2)
        catch_up(desk)
        with Stream(port, path, queue, seen) as again:
            number, shown = again.next()
    assert int(seen) < int(number) == desk.house.ledger.store.head()
    assert row_of(shown, "10:00–11:00") == "10:00–11:00 2 0 Full"


@pytest.mark.parametrize("part", ["slots", "draws"])
def test_what_has_not_changed_is_drawn_as_before_and_so_not_sent_again(drawing, part):
    queue = drawing.browser("queue")
    path = address(queue.get(drawing.days.page(part=part)).text).replace("after=", "after=0&was=")
    catch_up(drawing)
    with (
        at_a_port(drawing.house) as port,
        Stream(port, path, queue) as first,
        Stream(port, path, queue) as second,
    ):
        assert first.next() == second.next()


def test_what_happens_while_a_page_is_drawn_is_sent(desk, monkeypatch):
    """The page says how far it was before it looked, and not after."""
    queue, look = desk.browser("queue"), routes.slots_now

    def looked(*asked):
        found = look(*asked)
        book(desk, 1)
        catch_up(desk)
        return found

    monkeypatch.setattr(routes, "slots_now", looked)
    page = queue.get(desk.days.page()).text
    monkeypatch.setattr(routes, "slots_now", look)
    assert row_of(page, "10:00–11:00") == "10:00–11:00 0 2 Free"
    with at_a_port(desk.house) as port, Stream(port, address(page), queue) as following:
        assert row_of(following.next()[1], "10:00–11:00") == "10:00–11:00 1 1 Free"


def test_a_draw_that_another_one_holds_comes_to_a_page_that_is_open(drawing):
    queue, head = drawing.browser("queue"), drawing.browser("head-kz")
    page = head.get(drawing.days.page(part="draws")).text
    assert "/act/draw" in page
    with at_a_port(drawing.house) as port, Stream(port, address(page), head) as following:
        assert tap(queue, drawing.days.page(part="draws"), "draw").status_code == 303
        _, shown = following.until("What the draw gave")
    [held], [lost] = bodies(drawing, "draw_held"), bodies(drawing, "not_drawn")
    assert held.body.requests_digest in shown
    assert row_of(shown, str(lost.passage)).count("none") == 1
    assert "/act/draw" not in shown
    assert held.body.seed in shown
    assert "secret until" in shown  # and no page shows it before


def test_an_analyst_follows_the_draws_and_sees_no_truck(drawing):
    analyst = drawing.browser("analyst")
    page = analyst.get(drawing.days.page(part="draws")).text
    with at_a_port(drawing.house) as port, Stream(port, address(page), analyst) as following:
        drawing.come(1)
        drawing.ask("call", towards="RU", trucks=1)
        drawing.ask("draw", towards="RU", day=drawing.days.day(1).isoformat())
        _, shown = following.until("What the draw gave")
    assert "/truck/" not in shown
    with at_a_port(drawing.house) as port, Stream(port, f"{DESK}/slots/live?towards=RU", analyst) as other:
        assert other.status == 403


@pytest.mark.parametrize("part", ["slots", "draws"])
def test_who_may_not_look_any_more_is_told_so_and_shown_nothing(drawing, part):
    queue = drawing.browser("queue")
    catch_up(drawing)
    page = queue.get(drawing.days.page(part=part)).text
    with at_a_port(drawing.house) as port:
        with Stream(port, address(page), queue) as following:
            book_of(drawing.house).set_rights("queue", POINT, (), by="test", reason="test")
            drawing.come(1)
            _, shown = following.next()
        with Stream(port, address(page), queue) as again:
            assert again.status == 403
    assert "your role has changed" in shown
    assert "77" not in re.sub(r"<[^>]+>", "", shown)


def test_who_is_given_another_role_sees_what_that_may(drawing):
    """Not what the one might with which he began to look."""
    border = drawing.browser("border-kz")
    catch_up(drawing)
    page = border.get(drawing.days.page(0, "draws")).text
    assert 'id="checks-drawn"' in page
    with at_a_port(drawing.house) as port, Stream(port, address(page), border) as following:
        book_of(drawing.house).set_rights("border-kz", POINT, ("queue_operator.kz",), by="t", reason="t")
        drawing.come(1)
        _, shown = following.next()
    assert 'id="slots-drawn"' in shown
    assert 'id="checks-drawn"' not in shown


@pytest.mark.parametrize("key", ["", "x", "<b>", "of RU 2026", "0" * 400])
def test_a_key_that_no_page_of_ours_has_is_not_taken(desk, key):
    queue = desk.browser("queue")
    path = desk.days.page(part="slots/live", key=quote(key), after=0)
    with at_a_port(desk.house) as port, Stream(port, path, queue) as one:
        _, shown = one.next()
    assert re.search(r'name="key" value="[0-9a-f]{24}"', shown)
    assert "<b>" not in shown
