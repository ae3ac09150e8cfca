"""The page of a truck on a phone: it changes by itself, and it is there when there is no line any more."""

import json

import pytest

from tests.browser.looking import axe, no_console_errors, no_sideways_scroll

KEPT = """async () => {
    const kept = await caches.open("otkel-truck");
    const page = await kept.match(location.pathname);
    return Boolean(navigator.serviceWorker.controller) && page !== undefined
        && (await kept.keys()).filter((one) => one.url.includes("/static/")).length >= 3;
}"""


def new_ticket(site, plate):
    """Let a truck come, and give its passage with the code of its place."""
    told = json.loads(site.arrive(plate, "--json"))
    given = site.shell("queue", "ticket", site.point, "--passage", str(told["passage"]), "--json")
    return told["passage"], json.loads(given)["code"]


def open_truck(opened, site, code, language="en"):
    page = opened("phone")
    page.goto(f"{site.address}/{language}/truck/{code}")
    return page


def test_what_happens_to_a_truck_shows_without_reloading(opened, site):
    passage, code = new_ticket(site, "101 BRT 07")
    page = open_truck(opened, site, code)
    page.evaluate("window.sameAsBefore = true")
    assert page.locator(".head.in_line .big").inner_text().isdigit()
    site.shell("queue", "ready", site.point, "--passage", str(passage), "--readiness", "lacking",
               "--missing", "documents.cmr")  # fmt: skip
    page.locator(".head.lacks").wait_for()
    assert "The consignment note (CMR)" in page.inner_text("main")
    assert page.locator("#said").inner_text() == "Something is missing"
    assert page.evaluate("window.sameAsBefore") is True
    no_console_errors(page)


def test_a_message_of_the_post_comes_to_an_open_page(opened, site):
    passage, code = new_ticket(site, "102 BRT 07")
    page = open_truck(opened, site, code, "ru")
    site.shell("queue", "message", site.point, "--passage", str(passage), "--text-ru", "Подойдите к окну")
    page.locator(".message").wait_for()
    assert "Подойдите к окну" in page.locator(".message").inner_text()


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_without_a_line_the_last_known_state_is_there_with_its_age(opened, site, language):
    _, code = new_ticket(site, {"en": "103 BRT 07", "ru": "104 BRT 07", "kk": "105 BRT 07"}[language])
    page = open_truck(opened, site, code, language)
    place = page.locator(".head .big").inner_text()
    page.wait_for_function(KEPT)
    page.context.set_offline(True)
    page.reload()
    assert page.locator(".head .big").inner_text() == place
    assert page.locator("#offline").is_visible()
    page.evaluate("document.getElementById('now').dataset.at = Date.now() - 7 * 60000")
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    page.wait_for_function("document.querySelector('[data-age]').textContent.includes('7')")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.head')).borderTopStyle") == "solid"
    )  # its look too
    no_sideways_scroll(page)
    page.context.set_offline(False)
    page.locator("#offline").wait_for(state="hidden")


def test_the_state_that_came_last_is_kept_and_not_the_one_that_was_loaded(opened, site):
    passage, code = new_ticket(site, "106 BRT 07")
    page = open_truck(opened, site, code)
    page.wait_for_function(KEPT)
    site.shell("queue", "ready", site.point, "--passage", str(passage), "--readiness", "lacking",
               "--missing", "spot.qr")  # fmt: skip
    page.locator(".head.lacks").wait_for()
    page.context.set_offline(True)
    page.reload()
    assert page.locator(".head.lacks").is_visible()


def test_a_code_that_is_typed_leads_to_the_page(opened, site):
    _, code = new_ticket(site, "107 BRT 07")
    page = opened("phone")
    page.goto(f"{site.address}/en/truck")
    page.get_by_role("textbox", name="Code").fill(code.lower())
    page.get_by_role("button", name="Show my place").click()
    page.locator(".head.in_line").wait_for()
    assert page.url.endswith(code)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_truck_that_lacks_something_is_told_so_that_all_can_read_it(opened, site, scheme):
    passage, code = new_ticket(site, {"light": "108 BRT 07", "dark": "109 BRT 07"}[scheme])
    site.shell("queue", "ready", site.point, "--passage", str(passage), "--readiness", "lacking",
               "--missing", "seals.import")  # fmt: skip
    page = opened("phone", color_scheme=scheme)
    page.goto(f"{site.address}/en/truck/{code}")
    axe(page)
    no_sideways_scroll(page)
