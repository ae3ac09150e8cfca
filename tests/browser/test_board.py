"""The map follows the list while it is open; days are played; all of it can be read without a script."""

import pytest

from tests.browser.looking import no_console_errors, no_other_host, shot

PIN = '.border.whole .pin[data-point="{}"]'


def test_a_pin_takes_the_number_that_its_row_tells(opened, site):
    page = opened("wide")
    page.goto(f"{site.address}/en")
    pin = page.locator(PIN.format(site.point))
    told = pin.locator("[data-trucks]")
    before = int(told.text_content())
    site.arrive("003 BRD 07")
    page.wait_for_function(
        "([pin, waits]) => document.querySelector(pin + ' [data-trucks]').textContent.trim() === waits",
        arg=[PIN.format(site.point), str(before + 1)],
    )
    look = page.locator(f"#{site.point}-ru").get_attribute("data-look")
    assert pin.get_attribute("class") == f"pin {look}"
    assert pin.locator("use").get_attribute("href") == f"#pin-{look}"
    no_console_errors(page)
    no_other_host(page)


def test_on_a_phone_the_list_stands_before_the_map_and_the_map_in_parts(opened, site):
    page = opened("phone")
    page.goto(f"{site.address}/en")
    places = [page.locator(one).bounding_box() for one in ("#rows", ".map .parts")]
    assert places[0]["y"] < places[1]["y"]
    assert not page.locator(".border.whole").is_visible()
    assert page.locator(".parts .border").count() == 3


def test_the_list_is_ordered_without_a_script(opened, site):
    page = opened("phone", java_script_enabled=False)
    page.goto(f"{site.address}/en")
    page.get_by_role("link", name="By name").click()
    assert page.url.endswith("?sort=name")
    names = page.locator("#rows tbody th a").all_inner_texts()
    assert names == sorted(names, key=str.casefold)
    assert page.locator('.orders [aria-current="true"]').inner_text() == "By name"


def test_a_day_is_played_with_a_slider(opened, site):
    page = opened("wide")
    page.goto(f"{site.address}/en/replay/{site.point}")
    page.locator("#player").wait_for()
    slider, clock = page.locator("#minute"), page.locator("#clock")
    hours = page.locator("table").first.locator("tbody tr")
    for hour in (0, 9, 23):
        slider.fill(str(min(hour * 60 + 59, int(slider.get_attribute("max")))))
        assert clock.inner_text() == f"{hour:02}:59"
        cells = hours.nth(hour).locator("td").all_inner_texts()
        shown = [page.locator(f'[data-towards="RU"] [data-place="{one}"]').inner_text() for one in range(3)]
        assert shown == cells[:3]
    slider.press("ArrowLeft")
    assert clock.inner_text() == "23:58"
    no_console_errors(page)


def test_the_autumn_is_played_beside_what_was_reported(opened, site):
    page = opened("phone")
    page.goto(f"{site.address}/en/replay/autumn-2025")
    page.locator("#autumn").wait_for()
    page.locator("#day").fill("59")
    assert page.locator("#clock").inner_text() == "2 Oct"
    said = page.locator("#reported li:visible").all_inner_texts()
    assert any("7,500" in one for one in said)
    page.locator("#day").fill("0")
    assert page.locator("#silent").is_visible() == (page.locator("#reported li:visible").count() == 0)
    no_console_errors(page)


@pytest.mark.parametrize(("language", "day"), [("en", "2 Oct"), ("ru", "2 окт."), ("kk", "2 қаз.")])
def test_days_are_named_in_each_language_whatever_the_browser_knows(opened, site, language, day):
    page = opened("phone")
    page.goto(f"{site.address}/{language}/replay/autumn-2025")
    page.locator("#autumn").wait_for()
    page.locator("#day").fill("59")
    assert page.locator("#clock").inner_text() == day
    assert page.locator("#day").get_attribute("aria-valuetext") == day
    shot(page, f"replay-autumn-played-{language}")


def test_a_day_can_be_read_without_a_script(opened, site):
    page = opened("phone", java_script_enabled=False)
    page.goto(f"{site.address}/en/replay/{site.point}")
    assert not page.locator("#player").is_visible()
    assert page.locator("tbody tr").count() >= 24


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_figures_have_room_on_a_phone(opened, site, language):
    page = opened("phone")
    page.goto(f"{site.address}/{language}/point/{site.point}")
    widths = page.locator(".figures dd").evaluate_all("all => all.map(one => one.clientWidth)")
    assert widths
    assert min(widths) >= 160  # px: several words abreast
