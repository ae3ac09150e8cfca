"""Every page that people see, one line each: what is said here of all pages is tried on each of them.

A page is added by a line in `PAGES`. Its address is what stands behind the language. Where it must be made
first (a ticket, somebody signed in) `path` is a function of the site and of the page of a browser that has
opened nothing yet, and gives the address.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from playwright.sync_api import Page

from tests.browser.served import Site

Path = str | Callable[[Site, Page], str]


class Shown(msgspec.Struct, frozen=True):
    """A page that is looked at."""

    name: str
    path: Path
    but: str = ""  # a pattern of what its console may say

    signed: bool = False  # only an officer sees it

    def address(self, site: Site, page: Page, language: str) -> str:
        """Give the address of the page."""
        if self.signed:
            site.sign_in(page)
        path = self.path if isinstance(self.path, str) else self.path(site, page)
        return f"{site.address}/{language}{path}"


PAGES = (
    Shown("board", ""),
    Shown("point", "/point/syrym"),
    Shown("point-reported", "/point/kairak"),
    Shown("point-month", "/point/syrym?days=30"),
    Shown("checks", "/checks"),
    Shown("replay", "/replay/syrym"),
    Shown("replay-list", "/replay"),
    Shown("replay-autumn", "/replay/autumn-2025"),
    Shown("check", "/check"),
    Shown("days", "/days"),
    Shown("check-answered", "/check/example/2025-11-12-garments-from-bishkek"),
    Shown("report", "/report"),
    Shown("report-incident", "/report/incident?point=syrym"),
    Shown("fleet", "/fleet"),
    Shown("fleet-answered", "/fleet/example"),
    Shown("truck-find", "/truck"),
    Shown("truck", lambda site, _: f"/truck/{site.ticket}"),
    Shown("sign-in", "/sign-in"),
    Shown("sign-in-digits", "/sign-in/digits"),
    Shown("signed-out", "/signed-out"),
    Shown("account", "/account", signed=True),
    Shown("desk", "/desk/syrym", signed=True),
    Shown("desk-truck", lambda site, _: f"/desk/syrym/truck/{site.waiting}", signed=True),
    Shown("desk-post", "/desk/syrym/post", signed=True),
    Shown("desk-slots", "/desk/syrym/slots", signed=True),
    Shown("desk-draws", "/desk/syrym/draws", signed=True),
    Shown("desk-draws-redone", "/desk/syrym/draws/redone", signed=True),
    Shown("desk-messages", "/desk/syrym/messages", signed=True),
    Shown("desk-day", "/desk/syrym/day", signed=True),
    Shown("desk-import", "/desk/syrym/import", signed=True),
    Shown("desk-reports", lambda site, _: f"/desk/{site.reported}/reports", signed=True),
    Shown("nowhere", "/nowhere", but="404"),
)
