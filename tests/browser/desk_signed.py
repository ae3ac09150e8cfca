"""An officer of the served site: who she is, and a browser in which she is signed in already."""

from __future__ import annotations

from playwright.sync_api import Page

from otkel.app.accounts.signing import sign_in
from otkel.app.site.accounts import book_of
from tests.browser.served import Site

NAME, PASSWORD = "officer-of-tests", "wind over the steppe"
RIGHTS = ("queue_operator.kz", "border_service.kz", "border_service.ru", "shift_head.kz", "shift_head.ru")
_TOKENS: dict[str, str] = {}  # by address of the site


def make_officer(site: Site) -> None:
    """Make the account where it is not there yet."""
    book = book_of(site.house)
    if book.find(NAME) is None:
        book.add(NAME, PASSWORD)
        book.set_rights(NAME, site.point, RIGHTS, by="test", reason="test")


def signed(site: Site, page: Page) -> None:
    """Let a browser be one in which the officer has signed in."""
    make_officer(site)
    if site.address not in _TOKENS:
        _TOKENS[site.address] = sign_in(book_of(site.house), NAME, PASSWORD, "", "127.0.0.1")
    page.context.add_cookies([{"name": "otkel", "value": _TOKENS[site.address], "url": site.address}])


def at_desk(site: Site, page: Page, part: str = "") -> str:
    """Give the address of a part of the desk, behind the language, for an officer who is signed in."""
    signed(site, page)
    return f"/desk/{site.point}{part}"


def truck_at_desk(site: Site, page: Page) -> str:
    """Give the address of a truck that waits."""
    waiting = site.house.desk(site.point).look(lambda state: next(iter(state.trucks)))
    return at_desk(site, page, f"/truck/{waiting}")
