"""Draws at the desk: their window and seed, held once by who may, and shown so that anybody can redo them."""

import re

import pytest

from otkel.app.public_record import export_public
from otkel.app.seeds import list_seeds
from otkel.app.site.desk.day import day_of
from tests.web.desk_site import DESK, POINT, opened_post, post, tap
from tests.web.slot_posts import DRAW, HOUR_US, Days, bodies, row_of


@pytest.fixture
def desk(tmp_path):
    """Three trucks asked yesterday for a slot of tomorrow; there are two."""
    with opened_post(tmp_path, text=DRAW, hours_ago=96) as found:
        found.days = Days(found)
        asked_us = day_of(found.days.zone, found.days.today)[0] - HOUR_US
        for number in (1, 2, 3):
            ask(found, number, found.days.day(1), asked_us + number)
        yield found


def ask(post_, number, day, at_us, **more):
    """Let a truck ask for a slot of a day."""
    done = post_.ask(
        "request", at_us=at_us, plate=f"77{number} DRW 07", country="KZ", towards="RU", day=day.isoformat(),
        **{"class": "booked"}, **more,
    )  # fmt: skip
    assert done.refusal is None, done.refusal
    return done.passage


def told(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def follow(client, answer):
    assert answer.status_code == 303, told(answer)
    return client.get(answer.headers["location"])


def hold(desk, client):
    return tap(client, desk.days.page(part="draws"), "draw")


def secrets_of(desk):
    return {one.digest: one.secret.hex() for one in list_seeds(desk.house.desk(POINT).keys)}


def test_while_requests_are_taken_the_window_and_the_seed_are_shown_and_nothing_is_drawn(desk):
    queue, days = desk.browser("queue"), desk.days
    page = queue.get(days.page(2, "draws"))
    assert "Requests are taken" in told(page)
    assert "/act/draw" not in page.text
    slot = days.slot(12, 2).isoformat()
    shown = follow(queue, tap(queue, days.page(2), "request", plate="779 DRW 07", choice=slot))
    assert "Asks for a slot" in shown.text
    event = bodies(desk, "requested")[-1]
    assert (event.recorded_by, len(event.body.choices_us)) == ("queue", 1)
    after = queue.get(days.page(2, "draws"))
    row = row_of(after.text, str(event.passage))
    assert row.endswith("12:00")
    committed = [one.body for one in bodies(desk, "seed_committed") if one.body.purpose == "slots.ru"]
    [digest] = [one.digest for one in committed if one.to_us == day_of(days.zone, days.day(2))[0]]
    assert digest in after.text
    early = post(
        queue, f"{DESK}/act/draw?towards=RU",
        {"key": "1", "towards": "RU", "day": days.day(2).isoformat(), "return_to": "draws"},
    )  # fmt: skip
    assert early.status_code == 409
    assert "draw.open" in early.text
    assert bodies(desk, "draw_held") == []


def test_a_request_outside_its_window_is_not_offered(desk):
    page = desk.browser("queue").get(desk.days.page(1))
    assert "/act/request" not in page.text
    assert "Requests for this day are not taken now" in page.text
    assert f"on={desk.days.day(2).isoformat()}" in page.text


def test_the_draw_is_held_once_and_shows_what_it_gave(desk):
    queue, head = desk.browser("queue"), desk.browser("head-kz")
    path = desk.days.page(part="draws")
    seen = head.get(path).text
    shown = follow(queue, hold(desk, queue))
    assert "3 asked, 2 were given a slot" in told(shown)
    held, lost = bodies(desk, "draw_held"), bodies(desk, "not_drawn")
    assert [one.recorded_by for one in held] == ["queue"]
    for value in (held[0].body.seed, held[0].body.requests_digest, lost[0].body.draw):
        assert str(value) in shown.text
    assert row_of(shown.text, str(lost[0].passage)).count("none") == 1
    given = {one.passage: one.body.slot_from_us for one in bodies(desk, "booked")}
    assert len(given) == 2
    assert sorted(row_of(shown.text, str(one)).split()[1] for one in given) == ["00:00", "12:00"]
    again = follow(head, tap(head, seen, "draw"))
    assert "recorded before, by queue" in told(again)
    assert len(bodies(desk, "draw_held")) == 1
    assert "/act/draw" not in again.text


def test_who_may_not_draw_is_not_offered_it_and_is_refused(desk):
    border = desk.browser("border-kz")
    page = border.get(desk.days.page(part="draws"))
    assert page.status_code == 200
    assert "/act/draw" not in page.text
    assert "Hold the draw" not in page.text
    sent = post(
        border, f"{DESK}/act/draw", {"key": "1", "towards": "RU", "day": desk.days.day(1).isoformat()}
    )
    assert sent.status_code == 403
    assert bodies(desk, "draw_held") == []


def test_no_page_shows_a_seed_before_its_time(desk):
    head = desk.browser("head-kz")
    follow(head, hold(desk, head))
    desk.come(1)
    pages = [head.get(desk.days.page(ahead, part)).text for ahead in (0, 1, 2) for part in ("draws", "slots")]
    pages.append(b"".join(export_public(desk.house.ledger.store.read_all(), POINT)).decode())
    assert any("secret until" in one for one in pages)
    known = secrets_of(desk)
    assert len(known) > 3
    # Those whose time is over are opened for everybody.
    opened = {one.body.digest for one in bodies(desk, "seed_opened")}
    for digest, secret in known.items():
        assert digest in opened or not any(secret in one for one in pages)


def test_after_its_day_the_seed_is_shown_and_the_day_redone(tmp_path):
    with opened_post(tmp_path, text=DRAW, hours_ago=144) as desk:
        days = desk.days = Days(desk)
        begins_us = day_of(days.zone, days.day(-1))[0]
        for number in (1, 2, 3):
            ask(desk, number, days.day(-1), begins_us - 30 * HOUR_US + number)
        assert (
            desk.ask("draw", at_us=begins_us - 20 * HOUR_US, towards="RU", day=str(days.day(-1))).refusal
            is None
        )
        head, queue, analyst = (desk.browser(one) for one in ("head-kz", "queue", "analyst"))
        follow(queue, tap(queue, days.page(-1, "draws"), "tick"))
        page = head.get(days.page(-1, "draws")).text
        digest = bodies(desk, "draw_held")[0].body.seed
        assert secrets_of(desk)[digest] in page
        redone = head.get(days.page(-1, "draws/redone"))
        assert "of 3 requests 2 were given a slot, each as the draw gives it" in told(redone)
        assert "Does not hold" not in redone.text
        assert analyst.get(days.page(-1, "draws/redone")).status_code == 200
        assert "/act/" not in analyst.get(days.page(-1, "draws")).text
        assert queue.get(days.page(-1, "draws/redone")).status_code == 403


def test_the_public_record_is_given_to_who_may_publish_it_and_holds_no_plate(desk):
    head, path = desk.browser("head-kz"), f"{DESK}/draws/record"
    answer = head.get(path)
    assert answer.status_code == 200
    assert answer.content == b"".join(export_public(desk.house.ledger.store.read_all(), POINT))
    assert "DRW" not in answer.text
    assert "attachment" in answer.headers["content-disposition"]
    assert desk.browser("queue").get(path).status_code == 403
    assert desk.client.get(path, follow_redirects=False).status_code in (302, 303, 307)


def test_draws_for_checks_are_counted_by_stage_with_their_seed(desk):
    border = desk.browser("border-kz")
    for one in range(1, 9):
        desk.come(one)
        for verb, more in (("call", {"towards": "RU", "trucks": 1}), ("start", {"stage": "exit_control"})):
            more = {"passage": one, **more} if verb == "start" else more
            assert desk.ask(verb, **more).refusal is None
    selected, passed = len(bodies(desk, "selected")), len(bodies(desk, "not_selected"))
    assert selected + passed == 8
    page = border.get(desk.days.page(0, "draws")).text
    assert row_of(page, "Exit control") == f"Exit control 8 {selected} 0 {passed} 0"
    drawn = [*bodies(desk, "selected"), *bodies(desk, "not_selected")]
    assert drawn[0].body.seed in page
    assert "secret until" in page
    assert "checks-drawn" not in desk.browser("queue").get(desk.days.page(0, "draws")).text
