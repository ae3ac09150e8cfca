"""Slots and draws without a mouse: give, move, stand by, cancel, come; hold a draw and redo it."""

import pytest

from tests.browser.desk_slotted import slotted
from tests.browser.keys import FOCUSED, press, press_and_wait
from tests.browser.looking import axe, no_console_errors

OFFICER = "officer-of-slots"
GIVES, DRAWS = "taskala", "orda"  # a post whose slots are for who comes first, and one that draws them


@pytest.fixture(scope="module")
def posts(site, tmp_path_factory):
    return slotted(site, tmp_path_factory.mktemp("policies"), OFFICER, GIVES, DRAWS)


@pytest.fixture
def desk(opened, site, posts):
    """Give a browser in which an officer of both posts is signed in."""
    page = opened()
    page.context.add_cookies([{"name": "otkel", "value": posts, "url": site.address}])
    return page


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
