"""Two posts of the served site with slots: one gives them to who comes first, one draws them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from otkel.app.accounts.signing import sign_in
from otkel.app.crossing.told import local
from otkel.app.policies import read_policy_file
from otkel.app.site.accounts import book_of
from otkel.app.site.desk.day import day_of
from otkel.queueing.commands import SetPolicy
from otkel.queueing.discipline import to_numbers
from tests.browser.desk_signed import PASSWORD, RIGHTS
from tests.browser.served import Site
from tests.web.slot_posts import DRAW, HOUR_US, SLOTS


def slotted(site: Site, folder: Path, officer: str, gives: str, draws: str) -> str:
    """Open both queues, and give the token of an officer of both.

    At the second three trucks asked yesterday for a slot of tomorrow.
    """
    for point, text in ((gives, SLOTS), (draws, DRAW)):
        file = folder / f"{point}.yaml"
        file.write_text(text, "utf-8")
        desk, found = site.house.desk(point), read_policy_file(file, date(2026, 1, 1))
        command = SetPolicy(
            numbers=dict(to_numbers(found.policy)), provisions=found.provisions, digest=found.digest
        )
        at_us = desk.now_us() - 96 * HOUR_US
        desk.decider.handle(command, key=f"opens {point}", by="test", at_us=at_us)
    _three_ask(site, draws)
    book = book_of(site.house)
    book.add(officer, PASSWORD)
    for point in (gives, draws):
        book.set_rights(officer, point, RIGHTS, by="test", reason="test")
    return sign_in(book, officer, PASSWORD, "", "127.0.0.1")


def slot_of(site: Site, point: str, hour: int) -> datetime:
    """Give the beginning of a slot of tomorrow, in the zone of a post."""
    desk = site.house.desk(point)
    begins_us = day_of(desk.zone, tomorrow(site, point))[0]
    return local(begins_us + hour * HOUR_US, desk.zone)


def tomorrow(site: Site, point: str) -> date:
    """Give the civil day that comes at a post."""
    desk = site.house.desk(point)
    return local(desk.now_us(), desk.zone).date() + timedelta(days=1)


def _three_ask(site: Site, point: str) -> None:
    desk, day = site.house.desk(point), tomorrow(site, point)
    asked_us = day_of(desk.zone, day - timedelta(days=1))[0] - HOUR_US
    for number in (1, 2, 3):
        site.shell(
            "queue", "request", point, "--plate", f"77{number} {point[:3].upper()} 07", "--towards", "RU",
            "--class", "booked", "--day", day.isoformat(),
            "--at", local(asked_us + number * 1_000_000, desk.zone).isoformat(),
        )  # fmt: skip
