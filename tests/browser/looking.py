"""How a page is looked at: what it asks of others, whether it runs over, what console and axe-core say."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"wide": (1280, 800), "phone": (390, 844)}
LANGUAGES = ("en", "ru", "kk")
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
OUT = Path(__file__).parents[2] / "out" / "pages"
HOW_TO_GET_IT = "no chromium here; install it with: sudo apt-get install -y chromium fonts-dejavu-core"
_FLAGS = (
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing can be asked of another host
)
_GRAVE = ("serious", "critical")


class _Watched:
    """What a page has said and asked since it was opened."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []


_WATCHED: WeakKeyDictionary[Page, _Watched] = WeakKeyDictionary()


def find_browser() -> str | None:
    """Give the program of a browser on this machine."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@contextmanager
def browsing(program: str) -> Iterator[Browser]:
    """Run a browser without a window until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield browser
        browser.close()


def watch(page: Page) -> Page:
    """Hear what a page asks and says from now on; `no_other_host` and `no_console_errors` judge it."""
    heard = _WATCHED[page] = _Watched()
    page.on("request", lambda request: heard.asked.append(request.url))
    page.on("pageerror", lambda error: heard.said.append(f"not caught: {error}"))
    page.on("console", lambda told: heard.said.append(told.text) if told.type == "error" else None)
    return page


def no_other_host(page: Page) -> None:
    """Fail where a page has asked another host than the one it came from."""
    own = urlsplit(page.url).netloc
    theirs = [url for url in _WATCHED[page].asked if urlsplit(url).netloc not in (own, "")]
    assert theirs == [], f"{page.url} asks other hosts: {theirs}"


def no_console_errors(page: Page, but: str = "") -> None:
    """Fail where a page has told the console an error, all but those in which a pattern is found."""
    told = [text for text in _WATCHED[page].said if not (but and re.search(but, text))]
    assert told == [], f"{page.url} says in the console: {told}"


def no_sideways_scroll(page: Page) -> None:
    """Fail where a page is wider than its window, and name what stands out; what scrolls by itself may be."""
    wider = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= width) return [];
            const out = [...document.body.querySelectorAll('*')].filter(
                one => one.getBoundingClientRect().right > width + 1);
            return [`${document.documentElement.scrollWidth} > ${width}`,
                ...out.slice(0, 5).map(one => one.outerHTML.slice(0, 120))];
        }"""
    )
    assert wider == [], f"{page.url} scrolls sideways: {wider}"


def axe(page: Page) -> None:
    """Fail where axe-core finds something serious or critical on a page as it is now."""
    results = Axe().run(page)
    grave = [
        f"{one['id']} ({one['impact']}): {one['help']}: {[node['html'][:150] for node in one['nodes'][:4]]}"
        for one in results.response["violations"]
        if one["impact"] in _GRAVE
    ]
    assert grave == [], f"{page.url}: " + "\n".join(grave)


def shot(page: Page, name: str) -> Path:
    """Take a picture of the whole page into `out/pages`, to be looked at."""
    path = OUT / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
