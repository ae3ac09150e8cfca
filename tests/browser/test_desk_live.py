"""Slots and draws that are open in a browser move by themselves, and leave alone what an officer does."""

import pytest

from tests.browser.desk_slotted import slot_of, slotted, tomorrow
from tests.browser.keys import FOCUSED
from tests.browser.looking import axe, no_console_errors

OFFICER, GIVES, DRAWS = "officer-who-looks", "aksai", "zhaisan"
TURNED = """(away) => {
    Object.defineProperty(document, 'hidden', {value: away, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
}"""
HOLDS = "(text) => document.querySelector('#live').innerText.includes(text)"


@pytest.fixture(scope="module")
def posts(site, tmp_path_factory):
    return slotted(site, tmp_path_factory.mktemp("policies"), OFFICER, GIVES, DRAWS)


@pytest.fixture
def desk(opened, site, posts):
    """Give a browser in which the officer is signed in; the page that it opens has to stay that one."""
    page = opened()
    page.context.add_cookies([{"name": "otkel", "value": posts, "url": site.address}])
    yield page
    assert page.evaluate("window.sameAsBefore") is True
    no_console_errors(page, but="409")


def show(page, site, point, part, **more):
    given = "".join(f"&{name}={value}" for name, value in more.items())
    page.goto(f"{site.address}/en/desk/{point}/{part}?towards=RU&on={tomorrow(site, point)}{given}")
    page.evaluate("window.sameAsBefore = true")


def book(site, plate, hour):
    """Let another one give a slot of tomorrow."""
    return site.shell(
        "queue", "book", GIVES, "--plate", plate, "--towards", "RU", "--class", "booked",
        "--slot", slot_of(site, GIVES, hour).isoformat(), "--json",
    )  # fmt: skip


def row_of(page, hour):
    return page.locator(f"tr:has-text('{hour:02}:00–{hour + 1:02}:00')").first


def says(page, hour, text):
    row_of(page, hour).locator(f".taken:text-is('{text}')").wait_for()


def test_what_is_typed_and_chosen_stays_while_others_give_slots(desk, site):
    page, slot = desk, slot_of(site, GIVES, 10).isoformat()
    show(page, site, GIVES, "slots")
    page.locator("#slot").select_option(slot)
    page.locator("#give-readiness").select_option("lacking")
    page.locator("#give-plate").focus()
    page.keyboard.type("811 L")
    key = page.locator("#give [name=key]").input_value()
    book(site, "821 LIV 07", 10)
    says(page, 10, "1")
    assert page.evaluate(FOCUSED) == "give-plate"
    page.keyboard.type("IV")  # in the middle of a word
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    book(site, "822 LIV 07", 10)
    says(page, 10, "2")
    assert page.evaluate("document.activeElement.selectionStart") == 1
    assert page.locator("#give-plate").input_value() == "811 LIV"
    assert page.locator("#give-readiness").input_value() == "lacking"
    # The slot that was chosen has gone. It is said; no other one stands there as if he had chosen it.
    assert page.locator("#slot").input_value() == slot
    assert page.locator("#slot option:checked").inner_text() == "10:00–11:00 · not free any more"
    assert page.locator("#give [name=key]").input_value() == key
    axe(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.evaluate("window.sameAsBefore = true")
    assert "All 2 places of this slot are taken" in page.inner_text("#told")
    assert page.locator("#give-plate").input_value() == "811 LIV"
    book(site, "823 LIV 07", 11)  # the page that told of the refusal moves too, and its plate stays
    says(page, 11, "1")
    assert page.locator("#give-plate").input_value() == "811 LIV"


def test_a_form_in_which_nobody_writes_offers_what_is_free(desk, site):
    page = desk
    show(page, site, GIVES, "slots")
    page.locator("#scan").focus()
    first = page.locator("#slot").input_value()
    hour = int(first[11:13])
    for plate in ("831 LIV 07", "832 LIV 07"):
        book(site, plate, hour)
    says(page, hour, "2")
    page.wait_for_function("(was) => document.querySelector('#slot').value !== was", arg=first)
    assert "not free any more" not in page.locator("#slot").inner_text()
    assert page.evaluate(FOCUSED) == "scan"


def test_the_row_in_focus_stays_in_focus_and_what_stands_open_stays_open(desk, site):
    page = desk
    show(page, site, GIVES, "slots")
    page.locator("#live-give summary").click()
    row_of(page, 14).focus()
    before = page.evaluate(FOCUSED)
    book(site, "841 LIV 07", 14)
    says(page, 14, "1")
    assert page.evaluate(FOCUSED) == before
    assert page.locator("#live-give").get_attribute("open") is not None
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) != before


def test_a_draw_that_another_one_holds_is_shown_and_the_focus_goes_nowhere_else(desk, site):
    page = desk
    show(page, site, DRAWS, "draws")
    page.locator("#slots-drawn button[data-key=x]").focus()
    day = tomorrow(site, DRAWS).isoformat()
    site.shell("queue", "draw", DRAWS, "--towards", "RU", "--day", day)
    page.wait_for_function(HOLDS, arg="What the draw gave")
    assert page.locator("[data-key=x]").count() == 0
    assert page.evaluate(FOCUSED) == "slots-drawn"  # the part in which the button stood
    axe(page)


def test_a_page_that_comes_back_after_a_break_is_right(desk, site):
    page, asked = desk, []
    page.on("request", lambda one: asked.append(one.url) if "/slots/live?" in one.url else None)
    show(page, site, GIVES, "slots")
    page.locator("#give-plate").fill("851 LIV")
    page.evaluate(TURNED, True)  # another window lies over it: the browser lets go of the line
    book(site, "852 LIV 07", 16)
    page.evaluate(TURNED, False)
    says(page, 16, "1")
    assert len(asked) > 1
    assert page.locator("#give-plate").input_value() == "851 LIV"
