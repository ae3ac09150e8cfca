"""A queue in shadow mode follows CarGoRuqsat's registers, upon a real ledger."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from otkel.app.crossing.desk import opened_ledger
from otkel.app.crossing.follow import follow_register
from otkel.app.crossing.pointing import get_point
from otkel.app.feeds import list_rejects
from otkel.app.ledger import now_us
from otkel.cli.main import run as shell
from otkel.errors import InputError
from otkel.ledger.opening import open_store
from otkel.queueing import commands as c
from otkel.queueing.truck import Status
from tests.feeds.registers import HEAD, LINES, csv, page
from tests.feeds.test_cargoruqsat import at

SYRYM = get_point("syrym")
POLICY = """name: cargoruqsat
classes:
  - {name: ordinary}
  - {name: booked, by_slot: true}
slot_min: 60
slot_trucks: 1
horizon_days: 90
mode: shadow
"""
INSIDE, LATE, THROUGH, AWAY, BOOKED = LINES


def opened(tmp_path: Path, policy: str = POLICY) -> str:
    db = f"sqlite:///{tmp_path}/queue.db"
    (tmp_path / "policy.yaml").write_text(policy, "utf-8")
    tokens = ("queue", "open", "syrym", "--policy", str(tmp_path / "policy.yaml"), "--db", db)
    assert shell([*tokens, "--at", "2025-11-18 00:00"]) == 0
    return db


@pytest.fixture
def db(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    made = opened(tmp_path)
    capsys.readouterr()
    return made


def follow(db: str, *lines: tuple[str, ...]) -> tuple[int, int, int]:
    """Follow lines; gives how many acts were recorded, recorded before, set aside."""
    run = follow_register(db, SYRYM, csv(lines), name="register.csv").run
    return run.taken, run.repeated, run.rejected


def told(db: str) -> list[tuple[str, int]]:
    """Give word and time of everything that was recorded after the opening."""
    store = open_store(db, now_us)
    try:
        events = [one for one in store.read_stream("point/syrym") if one.passage is not None]
        return [(one.word, one.occurred_us) for one in events]
    finally:
        store.close()


def statuses(db: str) -> list[Status]:
    with opened_ledger(db) as ledger:
        return ledger.desk(SYRYM).look(lambda state: sorted(one.status for one in state.trucks.values()))


def line(of: tuple[str, ...], **changes: str) -> tuple[str, ...]:
    names = ("point", "area", "plate", "slot", "status", "entered", "left")
    return tuple(changes.get(name, cell) for name, cell in zip(names, of, strict=True))


def test_a_register_becomes_passages_in_order_of_time(db: str) -> None:
    assert follow(db, *LINES) == (12, 0, 0)
    assert [one for one in told(db) if one[0] != "booked"] == [
        ("arrived", at(6, 50)), ("arrived", at(7, 55)), ("left", at(8, 30)), ("exit_started", at(9, 20)),
        ("left", at(9, 20)), ("arrived", at(9, 30)), ("arrived", at(9, 40)),
    ]  # fmt: skip
    assert statuses(db) == [Status.BOOKED, Status.WAITING, Status.WAITING]


def test_nothing_personal_stands_in_the_record(db: str) -> None:
    follow(db, *LINES)
    store = open_store(db, now_us)
    rows = b"".join(row for _, row in store.read_rows())
    store.close()
    assert not [one[2] for one in LINES if one[2].encode() in rows]


def test_a_register_read_again_and_yesterdays_after_todays_change_nothing(db: str) -> None:
    today = (line(INSIDE, status="Пересёк", left="19.11.2025 12:00"), LATE, THROUGH, AWAY, BOOKED)
    assert follow(db, *LINES)[0] == 12
    assert follow(db, *today) == (2, 12, 0)
    before = told(db)
    for again in (LINES, today, LINES):
        taken, _, rejected = follow(db, *again)
        assert (taken, rejected) == (0, 0)
    assert told(db) == before
    assert statuses(db) == [Status.BOOKED, Status.WAITING]


def test_html_and_csv_are_the_same_register(db: str) -> None:
    follow(db, *LINES)
    run = follow_register(db, SYRYM, page(), name="register.html").run
    assert (run.taken, run.repeated, run.rejected) == (0, 12, 0)


def test_the_two_registers_of_one_visit_are_one_passage(db: str) -> None:
    booked = line(INSIDE, area="", entered="", left="")
    follow(db, booked)
    assert follow(db, INSIDE, booked) == (1, 1, 0)
    assert follow(db, line(INSIDE, status="Пересёк", left="19.11.2025 12:00")) == (2, 2, 0)
    assert [word for word, _ in told(db)] == ["booked", "arrived", "exit_started", "left"]


def test_a_booking_that_was_moved_is_moved(db: str) -> None:
    follow(db, BOOKED)
    later = line(BOOKED, slot="21.11.2025 12:00")
    assert follow(db, later) == (1, 0, 0)
    assert follow(db, BOOKED) == (0, 1, 0)  # yesterday's register again
    came = line(later, status="В очереди", entered="21.11.2025 11:00")
    assert follow(db, came) == (1, 1, 0)
    assert [word for word, _ in told(db)] == ["booked", "moved", "arrived"]


def test_a_pass_that_was_revoked_is_cancelled_and_one_inside_goes_back(db: str) -> None:
    follow(db, BOOKED, INSIDE)
    assert follow(
        db, line(BOOKED, status="Пропуск аннулирован"), line(INSIDE, status="Пропуск аннулирован")
    ) == (2, 3, 0)  # fmt: skip
    assert [word for word, _ in told(db)][-2:] in (["cancelled", "left"], ["left", "cancelled"])
    assert statuses(db) == []


def test_who_comes_into_the_register_late_stands_where_he_came(db: str) -> None:
    follow(db, INSIDE)
    assert follow(db, line(INSIDE, plate="666FFF06", entered="19.11.2025 08:15")) == (2, 0, 0)
    assert ("arrived", at(8, 15)) in told(db)


def test_a_way_out_that_comes_too_late_is_set_aside_with_its_reason(db: str) -> None:
    follow(db, line(THROUGH, status="В очереди", left=""), INSIDE)
    assert follow(db, THROUGH) == (0, 2, 1)
    ((run, (one,)), _) = list_rejects(db)
    assert (run.kind, run.file, one.rows, one.row) == ("cargoruqsat", "register.csv", 1, 2)
    assert "before what was recorded last" in one.reason.text
    assert statuses(db) == [Status.WAITING, Status.WAITING]


def test_a_visit_while_another_one_is_under_way_is_set_aside(db: str) -> None:
    follow(db, INSIDE)
    other = line(INSIDE, slot="25.11.2025 10:00", entered="")
    assert follow(db, other) == (0, 0, 1)
    assert "another visit" in list_rejects(db)[0][1][0].reason.text


def test_lines_that_contradict_each_other_are_set_aside(db: str) -> None:
    assert follow(db, INSIDE, line(INSIDE, entered="19.11.2025 09:41")) == (2, 0, 1)
    assert follow(db, INSIDE, line(INSIDE, slot="-", entered="")) == (0, 2, 1)


def test_lines_of_other_points_are_counted_and_left(db: str) -> None:
    found = follow_register(db, SYRYM, csv((INSIDE, line(INSIDE, point="Жайсан"))), name="r")
    assert (found.visits, found.elsewhere, found.run.rejected) == (1, 1, 0)


def test_bad_lines_leave_the_rest(db: str) -> None:
    assert follow(db, line(INSIDE, status="?"), line(INSIDE, plate="*"), LATE) == (2, 0, 2)


def test_a_queue_that_is_commanded_is_not_followed(tmp_path: Path) -> None:
    db = opened(tmp_path, POLICY.replace("mode: shadow\n", ""))
    with pytest.raises(InputError, match="not followed"):
        follow(db, INSIDE)


def test_no_ledger_is_made_by_following(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        follow(f"sqlite:///{tmp_path}/none.db", INSIDE)
    assert not list(tmp_path.iterdir())


def test_one_who_decides_meanwhile_sees_what_was_followed(db: str) -> None:
    with opened_ledger(db) as ledger:
        desk = ledger.desk(SYRYM)
        assert desk.look(lambda state: len(state.trucks)) == 0
        follow(db, INSIDE, LATE)  # by a ledger of its own, as another process would
        assert desk.decider.handle(c.Tick(), key="tick", by="test") is not None
        assert desk.look(lambda state: len(state.trucks)) == 2


class Life(msgspec.Struct, frozen=True):
    """What becomes of one truck, in minutes after its slot begins; none: it never does."""

    booked: int
    entered: int | None
    stays: int
    ends: str

    def seen(self, plate: str, minute: int) -> tuple[str, ...] | None:
        """Give its line of the register as it stands at a minute of the day."""
        if minute < self.booked:
            return None
        left = None if self.entered is None else self.entered + self.stays
        came = self.entered is not None and minute >= self.entered
        gone = left is not None and minute >= left
        return (
            "Сырым", "", plate, clock(600), self.ends if gone else "В очереди",
            clock(self.entered) if came and self.entered is not None else "", clock(left) if gone else "",
        )  # fmt: skip


def clock(minute: int | None) -> str:
    return "" if minute is None else f"19.11.2025 {minute // 60:02}:{minute % 60:02}"


LIVES = st.builds(
    Life,
    st.integers(0, 500),
    st.none() | st.integers(501, 900),
    st.integers(1, 300),
    st.sampled_from(["Пересёк", "Не прошёл проверку", "Пропуск аннулирован"]),
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(LIVES, min_size=1, max_size=5), st.lists(st.integers(0, 1300), max_size=4), st.randoms())
def test_registers_read_again_in_any_order_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, lives: list[Life], minutes: list[int], chance: random.Random
) -> None:
    """However often a day was looked at: what is known in the end is all that happened, once."""
    db = opened(tmp_path_factory.mktemp("follow"))
    registers = []
    for minute in [*sorted(minutes), 1300]:
        seen = (life.seen(f"{100 + at}AAA01", minute) for at, life in enumerate(lives))
        registers.append([one for one in seen if one is not None])
    for register in registers:
        if register:
            assert follow(db, *register)[2] == 0
    before = told(db)
    chance.shuffle(registers)
    for register in filter(None, registers):
        assert follow(db, *register)[0::2] == (0, 0)
    assert told(db) == before
    words = Counter(word for word, _ in before)
    came = [one for one in lives if one.entered is not None]
    assert (words["booked"], words["arrived"], words["left"]) == (len(lives), len(came), len(came))
    assert words["exit_started"] == sum(one.ends == "Пересёк" for one in came)
    assert sorted(us for word, us in before if word == "arrived") == sorted(
        at(5) - 300 * 60_000_000 + one.entered * 60_000_000 for one in came if one.entered is not None
    )


def test_from_the_shell(db: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "register.csv"
    file.write_bytes(csv((*LINES, line(INSIDE, point="Жайсан"), line(INSIDE, status="?"))))
    assert shell(["queue", "follow", "Syrym", str(file), "--db", db]) == 0
    assert capsys.readouterr().out == (
        "5 visits: 12 events of them recorded, 0 recorded before, 1 set aside.\n"
        "1 lines are of other crossing points.\n"
        "Why they were set aside: otkel feed rejects.\n"
    )
    assert shell(["feed", "rejects", "--db", db]) == 0
    assert "The status is not known." in capsys.readouterr().out
    assert shell(["queue", "follow", "nowhere", str(file), "--db", db]) == 2
    assert len(HEAD) == len(INSIDE)
