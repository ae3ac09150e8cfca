"""Every page in both sizes and all languages, dark and printed: what `tests/browser` leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import browser, opened, site  # noqa: F401  (fixtures)
from tests.browser.looking import LANGUAGES, SIZES
from tests.browser.pages import PAGES
from tests.browser.test_pages_shown import SAMPLE, look_at, look_at_it_dark, look_at_it_printed, named

REST = [
    (one, size, language)
    for one in PAGES
    for size in SIZES
    for language in LANGUAGES
    if (one, size, language) not in SAMPLE
]
OTHERS = pytest.mark.parametrize(
    "shown", [one for one in PAGES if one not in PAGES[::3]], ids=lambda one: one.name
)


@pytest.mark.parametrize(("shown", "size", "language"), REST, ids=named(REST))
def test_a_page_fits_and_is_sound(opened: Any, site: Any, shown: Any, size: str, language: str) -> None:  # noqa: F811
    look_at(opened, site, shown, size, language)


@OTHERS
def test_a_dark_page_is_sound(opened: Any, site: Any, shown: Any) -> None:  # noqa: F811
    look_at_it_dark(opened, site, shown)


@OTHERS
def test_a_page_prints_in_black_on_white(opened: Any, site: Any, shown: Any) -> None:  # noqa: F811
    look_at_it_printed(opened, site, shown)
