"""Take the pictures of the README: pages of the demonstration, as a browser shows them.

    tools/pictures.py     writes docs/pictures/*.png

They are not compared by any test: letters are drawn a little differently on each machine.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.browser.looking import HOW_TO_GET_IT, SIZES, browsing, find_browser
from tests.browser.served import Site, served

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "pictures"
MOST_BYTES = 150_000
TRIP = "2025-11-12-garments-from-bishkek"
# Name of the picture, size of the window, its height, address behind the language; signed in or not.
PICTURES = (
    ("board", "wide", 900, "", False),
    ("desk", "wide", 800, "/desk/syrym?towards=RU", True),
    ("truck", "phone", 844, "/truck/{ticket}", False),
    ("check", "phone", 844, f"/check/example/{TRIP}", False),
)


def opened(browser: Browser, size: str, height: int) -> Page:
    """Give an empty page in a window of its own."""
    width, _ = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height}, timezone_id="Asia/Oral", reduced_motion="reduce",
        is_mobile=size == "phone",
    )  # fmt: skip
    return context.new_page()


def take(browser: Browser, site: Site) -> None:
    """Take every picture."""
    for name, size, height, path, signed in PICTURES:
        page = opened(browser, size, height)
        if signed:
            site.sign_in(page)
        page.goto(f"{site.address}/en{path.format(ticket=site.ticket)}")
        file = OUT / f"{name}.png"
        page.screenshot(path=file)
        page.context.close()
        weight = file.stat().st_size
        print(f"{file.relative_to(ROOT)}: {weight / 1000:.0f} kB")
        assert weight < MOST_BYTES, "a picture of the README is small"


def main() -> int:
    """Take the pictures, or say that there is no browser."""
    program = find_browser()
    if program is None:
        print(HOW_TO_GET_IT)
        return 1
    with (
        tempfile.TemporaryDirectory() as folder,
        browsing(program) as browser,
        served(Path(folder)) as site,
    ):
        take(browser, site)
    return 0


if __name__ == "__main__":
    sys.exit(main())
