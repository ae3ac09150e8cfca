"""The check in a browser: filled in with a thumb, kept over a reload, answered, and taken along as a PDF."""

from pathlib import Path

from tests.browser.looking import axe, no_console_errors, no_sideways_scroll, shot


def fill(page):
    page.select_option('[name="route.0"]', "KG")
    page.select_option('[name="route.1"]', "KZ")
    page.select_option('[name="route.2"]', "RU")
    page.fill('[name="enters_on"]', "2026-08-14")
    page.select_option('[name="crossing_point"]', "syrym")
    page.select_option('[name="vehicle.country"]', "KG")
    page.select_option('[name="driver.citizenship"]', "KG")
    page.select_option('[name="driver.stays.0.country"]', "RU")
    page.fill('[name="driver.stays.0.entered_on"]', "2026-05-02")
    page.fill('[name="driver.stays.0.left_on"]', "2026-05-11")
    page.click('button[name="add"][value="driver.stays"]')
    page.select_option('[name="driver.stays.1.country"]', "RU")
    page.fill('[name="driver.stays.1.entered_on"]', "2026-07-01")
    page.fill('[name="driver.stays.1.left_on"]', "2026-07-03")
    page.fill('[name="consignments.0.goods.0.code"]', "6204 62")
    page.fill('[name="consignments.0.goods.0.price.amount"]', "3000000")
    page.check('[name="documents.0.kind"]')
    page.check('[name="spot_applied"][value="no"]')


def filled_in(page):
    return page.eval_on_selector(
        "#trip",
        """form => Object.fromEntries([...new FormData(form)].filter(
            ([name, value]) => value && name !== "csrf" && typeof value === "string"))""",
    )


def test_a_trip_is_filled_in_on_a_phone_kept_and_answered(opened, site):
    page = opened("phone")
    page.goto(f"{site.address}/en/check")
    fill(page)
    before = filled_in(page)
    page.wait_for_function("() => (localStorage['otkel.check'] || '').includes('2026-07-03')")
    page.reload()
    assert filled_in(page) == before
    assert page.is_visible('[name="driver.stays.1.country"]')
    no_sideways_scroll(page)
    page.click(".send button")
    page.wait_for_selector("#verdict")
    assert "Not yet" in page.inner_text("#verdict")
    assert "notice of expected delivery" in page.inner_text("#answer")
    assert page.locator("#answer svg.calendar rect.in").count() == 10 + 3 + 1  # and the sign in the legend
    no_sideways_scroll(page)
    axe(page)
    shot(page, "check-filled")
    page.click("#answer a[data-change]")
    assert page.is_visible(page.get_attribute("#answer a[data-change]", "href"))
    with page.expect_download() as coming:
        page.click('#asked button:has-text("PDF")')
    paper = coming.value
    assert paper.suggested_filename == "otkel-check.pdf"
    assert Path(paper.path()).read_bytes().startswith(b"%PDF-")
    no_console_errors(page)


def test_only_what_matters_is_asked_and_nothing_filled_in_is_hidden(opened, site):
    page = opened("phone")
    page.goto(f"{site.address}/ru/check")
    assert not page.is_visible("#card-spot")
    page.select_option('[name="route.1"]', "RU")
    assert page.is_visible("#card-spot")
    assert not page.is_visible('[name="consignments.0.goods.0.released_in"]')
    page.select_option('[name="consignments.0.goods.0.status"]', "released")
    page.select_option('[name="consignments.0.goods.0.released_in"]', "KZ")
    page.select_option('[name="consignments.0.goods.0.status"]', "eaeu")
    assert page.is_visible('[name="consignments.0.goods.0.released_in"]')
    page.check('[name="empty"]')
    assert not page.is_visible("#card-papers")
    no_console_errors(page)


def test_what_was_kept_is_cleared_by_a_button_and_an_example_is_not_kept(opened, site):
    page = opened("wide", color_scheme="dark")
    page.goto(f"{site.address}/en/check")
    page.fill('[name="vehicle.plate"]', "777 KPT 07")
    page.wait_for_function("() => (localStorage['otkel.check'] || '').includes('777 KPT 07')")
    page.goto(f"{site.address}/en/check/example/2026-06-10-truck-without-qr")
    page.goto(f"{site.address}/en/check")
    assert page.input_value('[name="vehicle.plate"]') == "777 KPT 07"
    page.click("[data-clear]")
    page.wait_for_function("() => document.querySelector('[name=\"vehicle.plate\"]')?.value === ''")
    page.reload()
    assert page.input_value('[name="vehicle.plate"]') == ""
    assert page.evaluate("localStorage['otkel.check']") in (None, "")


def test_without_a_script_the_form_is_whole(opened, site):
    page = opened("phone", java_script_enabled=False)
    page.goto(f"{site.address}/en/check")
    page.select_option('[name="route.0"]', "KZ")
    page.select_option('[name="route.1"]', "RU")
    page.click('button[name="add"][value="driver.stays"]')
    assert page.input_value('[name="route.1"]') == "RU"
    page.select_option('[name="driver.stays.1.country"]', "RU")
    page.fill('[name="driver.stays.1.entered_on"]', "2026-07-01")
    page.click(".send button")
    assert "Undecided" in page.inner_text("#verdict")


def test_a_mistake_leads_to_its_field(opened, site):
    page = opened("phone")
    page.goto(f"{site.address}/kk/check")
    page.select_option('[name="route.0"]', "KZ")
    page.click(".send button")
    page.wait_for_selector(".mistakes")
    page.click(".mistakes a")
    assert page.evaluate("document.activeElement.name || location.hash") in ("route.0", "#route.0")
    axe(page)
    no_sideways_scroll(page)
    no_console_errors(page, but="400")


def test_what_if_and_a_file_on_a_phone(opened, site, tmp_path):
    page = opened("phone")
    page.goto(f"{site.address}/en/check/example/2025-10-09-driver-over-90-days")
    page.click('a[href="#change"] >> nth=0')
    page.check("#empty")
    page.click('button:has-text("May it go?")')
    page.check('[name="if_driver"]')
    page.select_option('[name="if_citizenship"]', "KZ")
    page.check('[name="if_nowhere"]')
    page.click('button:has-text("Answer the what-if")')
    page.wait_for_selector("#varied")
    assert "Days of stay" in page.inner_text("#what-if")
    no_sideways_scroll(page)
    axe(page)
    table = tmp_path / "fleet.csv"
    table.write_text("enters_on,route,plate\n2026-08-14,KZ>RU,660 CTA 07\n2026-08-15,KZ,661\n")
    page.goto(f"{site.address}/en/check")
    page.click('summary:has-text("file")')
    page.set_input_files('[name="file"]', table)
    page.click('button:has-text("Answer the file")')
    page.wait_for_selector(".fleet")
    assert "660 CTA 07" in page.inner_text(".fleet")
    no_sideways_scroll(page)
    axe(page)
    shot(page, "check-table")
    page.click('button:has-text("Whole answer")')
    page.wait_for_selector("#verdict")


def test_days_are_counted_and_kept_apart_from_the_trip(opened, site):
    page = opened("phone", color_scheme="dark")
    page.goto(f"{site.address}/en/days")
    page.fill('[name="on"]', "2026-08-14")
    page.select_option('[name="driver.citizenship"]', "KZ")
    page.select_option('[name="driver.stays.0.country"]', "RU")
    page.fill('[name="driver.stays.0.entered_on"]', "2026-07-01")
    page.fill('[name="driver.stays.0.left_on"]', "2026-07-10")
    page.check('[name="driver.ruid_filed"][value="no"]')
    page.click(".send button")
    page.wait_for_selector("#verdict")
    assert "80 days left" in page.inner_text("#verdict")
    axe(page)
    no_sideways_scroll(page)
    assert page.evaluate("localStorage['otkel.check'] || null") is None
    no_console_errors(page)
