"""Reports in a browser: filled in on a phone, seen on the board, and nothing told of where the phone is."""

import re
from urllib.parse import urlsplit

from tests.browser.looking import axe, no_console_errors, no_sideways_scroll, shot

NEAR_KAIRAK = {"latitude": 53.91, "longitude": 61.73}


def test_a_driver_tells_what_he_sees_and_it_stands_at_the_point(opened, site):
    page = opened("phone")
    page.goto(f"{site.address}/ru/report")
    page.select_option("#point", "zhaisan")
    assert page.eval_on_selector_all("#towards option:not([hidden])", "all => all.map(one => one.value)") == [
        "", "RU", "KZ",
    ]  # fmt: skip
    page.select_option("#towards", "RU")
    page.fill("#trucks", "37")
    page.fill("#trucks_most", "45")
    page.click("form.report button:not(#nearest)")
    page.wait_for_selector('[role="status"]')
    no_sideways_scroll(page)
    axe(page)
    shot(page, "report-told")
    page.goto(f"{site.address}/ru/point/zhaisan")
    assert re.search(r"37\s*–\s*45", page.inner_text("main"))
    no_console_errors(page)


def test_what_makes_no_sense_is_told_and_what_was_typed_stays(opened, site):
    page = opened("phone", color_scheme="dark")
    page.goto(f"{site.address}/en/report?point=zhaisan")
    page.fill("#hours", "9000")
    page.click("form.report button:not(#nearest)")
    page.wait_for_selector('[role="alert"]')
    assert page.input_value("#hours") == "9000"
    assert page.input_value("#point") == "zhaisan"
    page.click('[role="alert"] a')
    assert page.evaluate("document.activeElement.id || location.hash") in ("hours", "#hours")
    axe(page)


def test_the_nearest_point_is_found_without_telling_where_the_phone_is(opened, site):
    page = opened("phone", geolocation=NEAR_KAIRAK, permissions=["geolocation"])
    page.goto(f"{site.address}/en/report")
    sent = []
    page.on("request", lambda request: sent.append(request))
    page.click("#nearest")
    page.wait_for_function("() => document.getElementById('point').value !== ''")
    assert page.input_value("#point") == "kairak"
    assert [one.url for one in sent if "/static/" not in one.url] == []
    page.fill("#km", "2")
    page.click("form.report button:not(#nearest)")
    page.wait_for_selector('[role="status"]')
    told = " ".join(f"{one.url} {one.post_data or ''} {one.headers}" for one in sent)
    assert "53.91" not in told
    assert "61.73" not in told


def test_who_was_held_puts_it_on_record_and_is_forgotten(opened, site):
    page = opened("phone")
    page.goto(f"{site.address}/kk/report/incident?point=syrym")
    page.select_option("#measure", "held")
    page.select_option("#country", "RU")
    page.fill("#from", "2025-11-19T08:00")
    page.fill("#name", "Ivan")
    page.check("#keep")
    page.check("input[name=case]")
    page.click('form.report button:not([type="button"])')
    page.wait_for_url("**/report/told/*")
    no_sideways_scroll(page)
    axe(page)
    shot(page, "report-on-record")
    assert page.is_checked("input[name=case]")
    page.click("button.danger")
    page.wait_for_selector('[role="status"]')
    assert page.locator("button.danger").count() == 0
    assert urlsplit(page.url).path.startswith("/kk/report/told/")


def test_all_of_it_works_without_script(opened, site):
    page = opened("wide", java_script_enabled=False)
    page.goto(f"{site.address}/en/report?point=zhaisan")
    assert page.locator("#nearest").is_hidden()
    page.fill("#trucks", "40")
    page.click("form.report button:not(#nearest)")
    assert page.locator('[role="status"]').count() == 1
