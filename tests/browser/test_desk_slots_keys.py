"""Slots and draws without a mouse: give, move, stand by, cancel, come; hold a draw and redo it."""

from datetime import date, timedelta

import pytest

from otkel.app.accounts.signing import sign_in
from otkel.app.crossing.told import local
from otkel.app.policies import read_policy_file
from otkel.app.site.accounts import book_of
from otkel.app.site.desk.day import day_of
from otkel.queueing.commands import SetPolicy
from otkel.queueing.discipline import to_numbers
from tests.browser.desk_signed import PASSWORD, RIGHTS
from tests.browser.looking import axe, no_console_errors
from tests.web.slot_posts import DRAW, HOUR_US, SLOTS

OFFICER = "officer-of-slots"
FOCUSED = "document.activeElement.id"
GIVES, DRAWS = "taskala", "orda"  # a post whose slots are for who comes first, and one that draws them


@pytest.fixture(scope="module")
def posts(site, tmp_path_factory):
    """Open both queues, and give the token of their officer.

    At the second three trucks asked yesterday for a slot of tomorrow.
    """
    for point, text in ((GIVES, SLOTS), (DRAWS, DRAW)):
        file = tmp_path_factory.mktemp("policy") / "policy.yaml"
        file.write_text(text, "utf-8")
        desk, found = site.house.desk(point), read_policy_file(file, date(2026, 1, 1))
        command = SetPolicy(
            numbers=dict(to_numbers(found.policy)), provisions=found.provisions, digest=found.digest
        )
        at_us = desk.now_us() - 96 * HOUR_US
        desk.decider.handle(command, key=f"opens {point}", by="test", at_us=at_us)
    today = local(desk.now_us(), desk.zone).date()
    asked_us = day_of(desk.zone, today)[0] - HOUR_US
    for number in (1, 2, 3):
        site.shell(
            "queue", "request", DRAWS, "--plate", f"77{number} KBD 07", "--towards", "RU",
            "--class", "booked", "--day", (today + timedelta(days=1)).isoformat(),
            "--at", local(asked_us + number * 1_000_000, desk.zone).isoformat(),
        )  # fmt: skip
    book = book_of(site.house)
    book.add(OFFICER, PASSWORD)
    for point in (GIVES, DRAWS):
        book.set_rights(OFFICER, point, RIGHTS, by="test", reason="test")
    return sign_in(book, OFFICER, PASSWORD, "", "127.0.0.1")


@pytest.fixture
def desk(opened, site, posts):
    """Give a browser in which an officer of both posts is signed in."""
    page = opened()
    page.context.add_cookies([{"name": "otkel", "value": posts, "url": site.address}])
    return page


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def press_and_wait(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)


def open_desk(page, site, point):
    page.goto(f"{site.address}/en/desk/{point}")
    page.locator("#scan:focus").wait_for()
    press(page, "Escape")


def told(page):
    return page.inner_text("#told")


def test_a_slot_is_given_moved_and_cancelled_by_keys_alone(desk, site):
    page = desk
    open_desk(page, site, GIVES)
    press_and_wait(page, "t")
    press(page, "Escape")
    press_and_wait(page, "ArrowRight")  # tomorrow
    press(page, "Escape", "j", "j", "j")
    row = page.evaluate(FOCUSED)
    assert row.startswith("s")
    press_and_wait(page, "Enter")  # the slot of this row
    page.locator("#give-plate:focus").wait_for()
    page.keyboard.type("801 KBD 07")  # a scanner types, and then Enter
    press_and_wait(page, "Enter")
    assert "Booked in the class booked" in told(page)
    press(page, "Escape", "/")
    page.keyboard.type("801kbd07")
    press_and_wait(page, "Enter")
    assert "Booked, has not come" in page.inner_text("main")
    press_and_wait(page, "v")
    page.locator("[data-row]:focus").wait_for()
    press(page, "j")
    press_and_wait(page, "Enter")
    assert "Moved to the slot" in told(page)
    press_and_wait(page, "w")
    assert "Orda" in page.inner_text(".points")
    page.locator(".points a").first.focus()
    press_and_wait(page, "Enter")
    assert "Slots are given by draw" in page.inner_text("main")
    axe(page)
    page.go_back()
    page.go_back()
    press(page, "Escape")
    press(page, "y")
    assert page.evaluate(FOCUSED) == "earliest"
    press(page, "Escape")
    press(page, "x")
    assert page.evaluate(FOCUSED) == "cancel-side"
    press(page, "Tab", "Tab")
    press_and_wait(page, "Enter")
    assert "Cancelled" in told(page)
    no_console_errors(page)


def test_a_plate_that_is_not_here_is_taken_along_to_the_slots(desk, site):
    page = desk
    open_desk(page, site, GIVES)
    press(page, "/")
    page.keyboard.type("802 KBD 07")
    press_and_wait(page, "Enter")
    page.locator("#arrive button:focus").wait_for()
    press(page, "Tab")
    press_and_wait(page, "Enter")
    assert page.locator("[name=plate]").first.input_value() == "802 KBD 07"
    assert "802" not in page.url
    no_console_errors(page, but="404")


def test_a_draw_is_held_and_redone_by_keys_alone(desk, site):
    page = desk
    open_desk(page, site, DRAWS)
    press_and_wait(page, "r")
    press(page, "Escape")
    assert "the draw can be held" in page.inner_text("#slots-drawn")
    press_and_wait(page, "x")
    assert "3 asked, 2 were given a slot" in told(page)
    press(page, "Escape")
    press_and_wait(page, "v")
    page.locator("#redone:focus").wait_for()
    assert "The seed was committed before the first request" in page.inner_text("#redone")
    assert page.locator("#redone .bad").count() == 0
    no_console_errors(page)


def test_a_key_works_whatever_letters_the_keyboard_is_set_to(desk, site):
    page = desk
    open_desk(page, site, GIVES)
    with page.expect_navigation():
        page.evaluate(
            "document.body.dispatchEvent("
            "new KeyboardEvent('keydown', {key: 'е', code: 'KeyT', bubbles: true}))"
        )
    assert f"/desk/{GIVES}/slots?" in page.url
