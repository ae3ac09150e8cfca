"""The desk in a browser: keys alone do the work, and what others record shows without reloading."""

from otkel.app.tickets import stream_of
from tests.browser.looking import no_console_errors
from tests.browser.served import QUIET_POINT


def test_the_desk_shows_a_truck_that_arrives_elsewhere(opened, site):
    page = site.sign_in(opened("wide"))
    page.goto(f"{site.address}/en/desk/{QUIET_POINT}?towards=KZ")
    page.evaluate("window.sameAsBefore = true")
    site.arrive("090 DSK 07", towards="KZ", point=QUIET_POINT)
    page.get_by_text("090 DSK 07").first.wait_for()
    assert page.evaluate("window.sameAsBefore") is True
    no_console_errors(page)


def test_a_truck_is_called_taken_on_and_let_out_by_keys_alone(opened, site):
    page = site.sign_in(opened("wide"))
    site.arrive("091 DSK 07", point=QUIET_POINT)
    before = site.house.ledger.store.version(stream_of(QUIET_POINT))
    page.goto(f"{site.address}/en/desk/{QUIET_POINT}?towards=RU")
    keys, told = page.keyboard, page.locator("#told .note.good")
    keys.press("Escape")  # out of the input for scanning, as each time a page opens
    keys.press("n")
    keys.type("1")
    keys.press("Enter")
    told.filter(has_text="called").wait_for()
    keys.press("Escape")
    keys.press("j")
    assert "091 DSK 07" in page.evaluate("document.activeElement.textContent")
    keys.press("s")
    told.filter(has_text="exit control").wait_for()
    keys.press("Escape")
    keys.press("j")
    keys.press("c")
    page.locator("#told .note.good").filter(has_not_text="begins").wait_for()
    events = site.house.ledger.store.read_stream(stream_of(QUIET_POINT), before)
    done = [one.word for one in events if one.passage is not None]
    assert done == ["called", "exit_started", "exit_cleared"]
    no_console_errors(page)
