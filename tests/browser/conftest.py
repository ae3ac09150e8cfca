"""A browser and a site for the tests of pages: one of each a worker, and they end with these tests.

Playwright keeps an event loop in the thread of the tests while it runs, so that no other test of the same
worker could begin one: therefore nothing here lives as long as the session.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.looking import HOW_TO_GET_IT, SIZES, browsing, find_browser, no_other_host, watch
from tests.browser.served import Site, served

Opened = Callable[..., Page]
_LONGEST_MS = 20_000


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    program = find_browser()
    if program is None:
        pytest.skip(HOW_TO_GET_IT)
    with browsing(program) as found:
        yield found


@pytest.fixture(scope="package")
def site(browser, tmp_path_factory) -> Iterator[Site]:
    with served(tmp_path_factory.mktemp("served")) as found:
        yield found


@pytest.fixture
def opened(browser) -> Iterator[Opened]:
    """Open windows: `opened("phone", color_scheme="dark")` gives an empty page that is watched.

    When the test ends no page may have asked another host.
    """
    contexts: list[BrowserContext] = []

    def open_one(size: str = "wide", **more: Any) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, is_mobile=size == "phone", has_touch=size == "phone",
            timezone_id="Asia/Oral", reduced_motion="reduce", **more,
        )  # fmt: skip
        context.set_default_timeout(_LONGEST_MS)
        contexts.append(context)
        return watch(context.new_page())

    yield open_one
    pages = [page for context in contexts for page in context.pages]
    for page in pages:
        no_other_host(page)
    for context in contexts:
        context.close()
