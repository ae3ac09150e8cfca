"""Every page, in both sizes and all languages: it fits, is sound, and asks nobody else.

Each page is looked at wide and on a phone here, in English and one other language, and a third of them dark
and printed; the rest in `verification/test_pages_whole.py`.
"""

import pytest

from tests.browser.looking import LANGUAGES, SIZES, axe, no_console_errors, no_sideways_scroll, shot
from tests.browser.pages import PAGES

OTHERS = ("ru", "kk")  # by turns
SAMPLE = tuple(
    (one, size, language)
    for number, one in enumerate(PAGES)
    for size, language in (("wide", "en"), ("phone", OTHERS[number % 2]))
)
of_some_pages = pytest.mark.parametrize("shown", PAGES[::3], ids=lambda one: one.name)


def named(sample):
    return [f"{one.name}-{size}-{language}" for one, size, language in sample]


@pytest.mark.parametrize(("shown", "size", "language"), SAMPLE, ids=named(SAMPLE))
def test_a_page_fits_and_is_sound(opened, site, shown, size, language):
    look_at(opened, site, shown, size, language)


def test_each_size_and_each_language_is_in_the_sample():
    assert {size for _, size, _ in SAMPLE} == set(SIZES)
    assert {language for _, _, language in SAMPLE} == set(LANGUAGES)


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


@of_some_pages
def test_a_dark_page_is_sound(opened, site, shown):
    look_at_it_dark(opened, site, shown)


def look_at_it_dark(opened, site, shown):
    """Look at a page on a dark phone."""
    page = opened("phone", color_scheme="dark")
    page.goto(shown.address(site, page, "en"))
    shot(page, f"{shown.name}-phone-dark")
    axe(page)


@of_some_pages
def test_a_page_prints_in_black_on_white_without_its_buttons(opened, site, shown):
    look_at_it_printed(opened, site, shown)


def look_at_it_printed(opened, site, shown):
    """Look at a page as a printer gets it."""
    page = opened("wide", color_scheme="dark")
    page.goto(shown.address(site, page, "en"))
    page.emulate_media(media="print")
    ink, paper = page.evaluate(
        "() => { const one = getComputedStyle(document.body); return [one.color, one.backgroundColor]; }"
    )
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")
    assert page.locator("nav").evaluate_all("all => all.filter(one => one.checkVisibility()).length") == 0
