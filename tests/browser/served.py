"""A site that runs upon the demonstration, at a port of its own: for browsers, and for shells beside it."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Page

from otkel.app.accounts.provider.config import Config
from otkel.app.accounts.provider.published import Provider
from otkel.app.site.accounts import book_of
from otkel.app.site.demo import POINT, begin_demo, clear_demo
from otkel.app.site.house import House, opened_house
from otkel.app.site.moderation import Reports
from otkel.app.site.report import read_report, tell_report
from otkel.app.site.voices import make_voice
from otkel.cli.main import run
from otkel.cli.queue_here import answer_handed
from otkel.web.asgi import make_app
from tests.web.site import PASSWORD, add_account
from tests.web.trucks import Post

OFFICER = "officer"
ROLES = ("shift_head.kz", "queue_operator.kz", "border_service.kz", "customs.kz", "analyst.kz")
QUIET_POINT = "shagan"  # a queue without anybody, for tests that need to know who stands where


class Site:
    """A site that runs. Its simulated queue stands still, so that only a test changes what is shown."""

    def __init__(self, house: House, address: str) -> None:
        self.house, self.address, self.point = house, address, POINT
        self._cookies: list[Any] = []

    def shell(self, *arguments: str) -> str:
        """Give a command in the shell, upon the ledger of the site; gives what it printed."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            status = run([*arguments, "--db", self.house.db, "--lang", "en"])
        assert status == 0, printed.getvalue()
        return printed.getvalue()

    def arrive(self, plate: str, *more: str, towards: str = "RU", point: str = POINT) -> str:
        """Let a truck arrive, by a shell that hands it over to the site."""
        of_truck = ("--plate", plate, "--towards", towards, "--people", "1")
        return self.shell("queue", "arrive", point, *of_truck, *more)

    @cached_property
    def ticket(self) -> str:
        """The code of a truck that has come and waits."""
        told = json.loads(self.arrive("777 TKT 07", "--json"))
        given = self.shell("queue", "ticket", self.point, "--passage", str(told["passage"]), "--json")
        return str(json.loads(given)["code"])

    @cached_property
    def waiting(self) -> int:
        """The passage of a truck that has come and waits."""
        return int(json.loads(self.arrive("778 TKT 07", "--json"))["passage"])

    def tell(self, trucks: int | None) -> None:
        """Tell what a person sees at the quiet point, each time by another voice; None: nobody goes on."""
        given = {"point": QUIET_POINT, "towards": "RU", "trucks": "" if trucks is None else str(trucks)}
        given |= {"stopped": "yes"} if trucks is None else {}
        tell_report(self.house, read_report(given), make_voice(self.house))

    @cached_property
    def reported(self) -> str:
        """The slug of a point of which people told something, a part of which was set aside."""
        for trucks in (9_000, 40, None):
            self.tell(trucks)
        reports = Reports(self.house.ledger.store, self.house.readings)
        absurd = [one.number for one in reports.list_shown(QUIET_POINT) if one.reading.value == 9_000]
        reports.set_aside(QUIET_POINT, absurd, "absurd", OFFICER)
        return QUIET_POINT

    def sign_in(self, page: Page) -> Page:
        """Let the officer who may do most sign in; once by the page, and then by the cookie he was given."""
        if self._cookies:
            page.context.add_cookies(self._cookies)
            return page
        add_account(self.house, OFFICER, *ROLES, point=self.point)
        book_of(self.house).set_rights(OFFICER, QUIET_POINT, ROLES, by="test", reason="test")
        page.goto(f"{self.address}/en/sign-in")
        page.get_by_label("Name of the account").fill(OFFICER)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        self._cookies.extend(page.context.cookies())
        return page


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """Serve the demonstration on a loopback port until the block ends."""
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(opened_house(clear_demo(folder / "site")))
        begin_demo(house)
        Post(house, QUIET_POINT)
        db = house.db
    with opened_house(db, answer=answer_handed) as house, listening() as listener:
        host, port = listener.getsockname()
        house.provider = Provider(Config(issuer="https://id.invalid", client="otkel", redirect=""))
        config = uvicorn.Config(
            make_app(house), log_level="warning", access_log=False, ws="none", server_header=False,
            timeout_graceful_shutdown=1,
        )  # fmt: skip
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), name="site")
        thread.start()
        try:
            yield Site(house, f"http://{host}:{port}")
        finally:
            house.pulse.close()  # streams end, and nobody waits for them
            server.should_exit = True
            thread.join()


@contextmanager
def listening() -> Iterator[socket.socket]:
    """Give a loopback socket that listens already: who connects before the server runs waits for it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener
