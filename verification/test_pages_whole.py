"""Every page in both sizes and all languages: those pairs that `tests/browser` leaves out of its sample."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import browser, opened, site  # noqa: F401  (fixtures)
from tests.browser.looking import LANGUAGES, SIZES
from tests.browser.pages import PAGES
from tests.browser.test_pages_shown import SAMPLE, look_at

REST = [(size, language) for size in SIZES for language in LANGUAGES if (size, language) not in SAMPLE]


@pytest.mark.parametrize(("size", "language"), REST, ids=map("-".join, REST))
@pytest.mark.parametrize("shown", PAGES, ids=lambda one: one.name)
def test_a_page_fits_and_is_sound(opened: Any, site: Any, shown: Any, size: str, language: str) -> None:  # noqa: F811
    look_at(opened, site, shown, size, language)
