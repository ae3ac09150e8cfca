"""The demonstration: a ledger with what was reported of autumn 2025, and a simulated queue that goes on.

It is made anew each time and says of itself everywhere that it is simulated: its first policy carries the
mark, which board, feeds, exports and papers show, and for which no certificate is issued.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path

import msgspec

from otkel.app.accounts.passwords import make_password
from otkel.app.clock import now
from otkel.app.crossing.asking import Asking
from otkel.app.crossing.desk import Desk
from otkel.app.ledger import now_us
from otkel.app.ledger_files import SQLITE, refused
from otkel.app.policies import read_policy_file
from otkel.app.site.accounts import book_of
from otkel.app.site.demo_day import BY, MIN_US, DemoDay
from otkel.app.site.house import House, Wrong
from otkel.app.site.working import working
from otkel.facts.events.envelope import as_us
from otkel.facts.people import Language
from otkel.facts.readings import Quantity, Reading, Reliability
from otkel.phrases import phrase
from otkel.queueing.commands import SetPolicy
from otkel.queueing.policy_numbers import SIMULATED, to_numbers
from otkel.sim.reports import STRETCHES, Direction, Grade, Kind, Report, read_reports

POINT = "syrym"
MARK = "made-anew-each-time"  # a file that tells a folder of a demonstration from any other
POLICY = Path(__file__).parent / "demo_policy.yaml"
PLAYED_H = 30  # hours that have been played when the site opens: today and yesterday can be compared
STEP_S = 2.0
# The shift head first: he may do at the desk what both sides may.
ACCOUNTS = {
    "shift-head": ("shift_head.kz", "shift_head.ru", "border_service.kz", "border_service.ru"),
    "officer": ("border_service.kz", "customs.kz", "queue_operator.kz"),
    "administrator": ("administrator.kz",),
}
_RELIABLE = {
    Grade.OFFICIAL: Reliability.OFFICIAL,
    Grade.OUTLET: Reliability.OUTLET,
    Grade.CHANNEL: Reliability.WITNESS,
    Grade.BLOG: Reliability.HEARSAY,
}
_TOWARDS = {Direction.TO_RU: "RU", Direction.TO_KZ: "KZ", Direction.TO_CN: "CN"}


def clear_demo(folder: Path) -> str:
    """Remove what an earlier demonstration left, and give the address of the new ledger.

    Raises InputError for a folder that holds anything else: nothing of somebody's is ever removed.
    """
    there = {one.name for one in folder.iterdir()} if folder.is_dir() else set()
    if there and MARK not in there:
        raise refused(
            phrase("{folder} holds something else than a demonstration", folder=str(folder)),
            phrase("name a folder that is empty, or none yet"),
            "--demonstration",
        )
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        (folder / MARK).touch()
    except OSError as error:
        raise refused(
            phrase("{folder} cannot be made ({reason})", folder=str(folder), reason=error.strerror or ""),
            phrase("name a folder in which you may write"),
            "--demonstration",
        ) from error
    return f"{SQLITE}{folder / 'demonstration.db'}"


def begin_demo(house: House) -> DemoDay:
    """Open the simulated queue, put in what was reported, and play up to now. Raises LedgerError."""
    desk = house.desk(POINT)
    began_us = now_us() - PLAYED_H * 60 * MIN_US
    set_policy(desk, began_us)
    house.readings.put([one for report in read_reports() for one in _readings(report)])
    day = DemoDay(Asking(desk, Language.EN), began_us, seed=began_us // (24 * 60 * MIN_US))
    day.play_until(now_us())
    return day


class DemoAccount(msgspec.Struct, frozen=True):
    """A sign-in of the demonstration; its password is another one each time."""

    name: str
    password: str


def make_accounts(house: House) -> tuple[DemoAccount, ...]:
    """Make the accounts of the demonstration, each with a password of its own. Raises LedgerError."""
    book = book_of(house)
    made = tuple(DemoAccount(name, make_password()) for name in ACCOUNTS)
    for one in made:
        book.add(one.name, one.password)
        book.set_rights(one.name, POINT, ACCOUNTS[one.name], by=BY, reason=BY)
    return made


def set_policy(desk: Desk, at_us: int) -> None:
    """Open a queue by the demonstration's policy, which says that it is simulated. Raises LedgerError."""
    found = read_policy_file(POLICY, now().date())
    policy = SetPolicy(
        numbers=dict(to_numbers(found.policy)) | {SIMULATED: True},
        provisions=found.provisions,
        digest=found.digest,
    )
    desk.decider.handle(policy, key="demonstration opens", by=BY, at_us=at_us)


@contextmanager
def going_on(day: DemoDay, wrong: Wrong) -> Iterator[None]:
    """Let the day go on by the clock until the block ends."""
    with working("demonstration", STEP_S, lambda: day.play_until(now_us()), wrong):
        yield


def _readings(report: Report) -> Iterator[Reading]:
    """Give how many trucks stood at one crossing point, as a report says of its last day, at noon of UTC."""
    is_count = report.quantity == "queue" and report.unit == "trucks" and report.kind is Kind.PHYSICAL
    if not is_count or report.low is None or report.place in STRETCHES:
        return
    yield Reading(
        point=report.place,
        towards=None if report.direction is None else _TOWARDS.get(report.direction),
        vehicles="truck",
        quantity=Quantity.VEHICLES_WAITING,
        value=report.low,
        most=report.high,
        observed_us=_noon(report.to_on),
        received_us=max(_noon(report.published), _noon(report.to_on)),
        source="reports-2025",
        said_by=report.said_by,
        reliability=_RELIABLE[report.grade],
        raw=report.source_title,
    )


def _noon(day: date) -> int:
    return as_us(datetime.combine(day, time(12), UTC))
