"""Every page, in both sizes and all languages: it fits, is sound, and asks nobody else.

Each size and each language is looked at here; the other pairs of both in `verification/test_pages_whole.py`.
"""

import pytest

from tests.browser.looking import LANGUAGES, SIZES, axe, no_console_errors, no_sideways_scroll, shot
from tests.browser.pages import PAGES

of_each_page = pytest.mark.parametrize("shown", PAGES, ids=lambda one: one.name)


SAMPLE = (("wide", "en"), ("phone", "ru"), ("phone", "kk"))


@pytest.mark.parametrize(("size", "language"), SAMPLE, ids=map("-".join, SAMPLE))
@of_each_page
def test_a_page_fits_and_is_sound(opened, site, shown, size, language):
    look_at(opened, site, shown, size, language)


def test_each_size_and_each_language_is_in_the_sample():
    assert {size for size, _ in SAMPLE} == set(SIZES)
    assert {language for _, language in SAMPLE} == set(LANGUAGES)


def look_at(opened, site, shown, size, language):
    """Look at a page in a size and a language."""
    page = opened(size)
    page.goto(shown.address(site, page, language))
    shot(page, f"{shown.name}-{size}-{language}")
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    no_sideways_scroll(page)
    no_console_errors(page, shown.but)
    if language == "en":  # what axe-core looks at does not depend on the language
        axe(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_of_a_page_is_one_line_on_a_wide_screen(opened, site, language):
    page = opened("wide")
    site.sign_in(page)
    page.goto(f"{site.address}/{language}")
    assert page.locator("header.top").bounding_box()["height"] < 70


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
