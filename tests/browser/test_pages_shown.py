"""Every page, in both sizes and all languages: it fits, is sound, and asks nobody else."""

import pytest

from tests.browser.looking import LANGUAGES, SIZES, axe, no_console_errors, no_sideways_scroll, shot
from tests.browser.pages import PAGES

of_each_page = pytest.mark.parametrize("shown", PAGES, ids=lambda one: one.name)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
@of_each_page
def test_a_page_fits_and_is_sound(opened, site, shown, size, language):
    page = opened(size)
    page.goto(shown.address(site, page, language))
    shot(page, f"{shown.name}-{size}-{language}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    no_sideways_scroll(page)
    no_console_errors(page, shown.but)
    if language == "en":  # what axe-core looks at does not depend on the language
        axe(page)


@of_each_page
def test_a_dark_page_is_sound(opened, site, shown):
    page = opened("phone", color_scheme="dark")
    page.goto(shown.address(site, page, "en"))
    shot(page, f"{shown.name}-phone-dark")
    axe(page)


@of_each_page
def test_a_page_prints_in_black_on_white_without_its_buttons(opened, site, shown):
    page = opened("wide", color_scheme="dark")
    page.goto(shown.address(site, page, "en"))
    page.emulate_media(media="print")
    ink, paper = page.evaluate(
        "() => { const one = getComputedStyle(document.body); return [one.color, one.backgroundColor]; }"
    )
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert page.locator("nav").evaluate_all("all => all.filter(one => one.checkVisibility()).length") == 0
    axe(page)
