"""Tickets: the code, the place it finds, and the overtakes it shows, each with a proof checked offline."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.app.proving import MOST_EVENTS
from otkel.app.tickets import Ticket, make_ticket, overtakes, place_of_ticket, read_ticket, ticket_picture
from otkel.cli.main import run
from otkel.errors import InputError
from otkel.facts.events import passages
from otkel.facts.gazetteer import list_points
from otkel.ledger.proof.bundle import MOST_BYTES, check_bundle, decode_bundle
from otkel.ledger.proof.heads import PUBLIC_NAME, decode_public_key
from tests.app.point_ledger import POINT, a_way, arrived, called, issued, record, sign

TICKET = make_ticket(POINT, 7, bytes(range(32)))


def said(error: pytest.ExceptionInfo[InputError]) -> str:
    return " ".join(one.what.text for one in error.value.mistakes)


def checked(db: str, files: tuple[bytes, ...]) -> list[int]:
    """Give the positions that proof files prove; they must all hold under the ledger's public key."""
    key = decode_public_key((Path(db.removeprefix("sqlite:///") + ".keys") / PUBLIC_NAME).read_bytes())
    proved = []
    for data in files:
        assert all(finding.holds for finding in check_bundle(data, key))
        proved += [one.position for one in decode_bundle(data).events]
    return proved


# -- the code -----------------------------------------------------------------------------------


@given(
    st.binary(min_size=32, max_size=32),
    st.sampled_from([point.slug for point in list_points()]),
    st.integers(0, 2**63 - 1),
)
def test_a_code_is_read_as_it_was_made(secret: bytes, point: str, passage: int) -> None:
    ticket = make_ticket(point, passage, secret)
    assert read_ticket(ticket.code) == ticket
    typed = ticket.code.lower().replace("0", "o").replace("1", "l")
    letters, check = typed.split(":")[3:]
    again = f" otkel1:{point} :{passage}:{letters[:20]}\n{letters[20:]}: {check}"
    assert read_ticket(again) == ticket


def test_a_secret_is_drawn_anew() -> None:
    first, second = make_ticket(POINT, 7), make_ticket(POINT, 7)
    assert len(first.secret) == 32
    assert first.secret != second.secret
    assert first.digest != second.digest


def test_the_digest_is_bound_to_point_and_passage() -> None:
    """The numbers are pinned: a ticket given out must be known for ever."""
    assert TICKET.code == "OTKEL1:SYRYM:7:0001081G81860W40J2GB1G6GW3RG2491650N2RBHG68T3CE1T7GZ:H5VN7V"
    assert TICKET.digest == "7aab760172373263189e0134abd489de921d923346ce083b9a35130b8c446bf3"
    others = (make_ticket("zhanibek", 7, TICKET.secret), make_ticket(POINT, 8, TICKET.secret))
    assert len({TICKET.digest, *(one.digest for one in others)}) == 3


def test_every_single_wrong_letter_is_noticed() -> None:
    code, letters = TICKET.code, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    secret_at = code.index(":00010") + 1
    for place in range(secret_at, len(code)):
        if code[place] == ":":
            continue
        wrong = letters[(letters.index(code[place]) + 1) % 32]
        with pytest.raises(InputError):
            read_ticket(code[:place] + wrong + code[place + 1 :])
    with pytest.raises(InputError, match="wrong or missing"):
        read_ticket(code.replace(":7:", ":8:"))


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "no proof of place"),
        ("hello", "no proof of place"),
        ("OTKEL1:A:B", "no proof of place"),
        ("OTKEL2" + TICKET.code[6:], "no proof of place"),
        (TICKET.code[:-1], "wrong or missing"),
        (TICKET.code.replace(":7:", ":-7:"), "names no crossing point"),
        (TICKET.code.replace("SYRYM", "../SYRYM"), "names no crossing point"),
        (TICKET.code.replace(":7:", ":٧:"), "names no crossing point"),
        (TICKET.code.replace(":0001", ":!001"), "wrong or missing"),
        ("A" * 100_000, "longer than any"),
        (TICKET.code + "\0", "wrong or missing"),
    ],
)
def test_what_is_no_code_is_told_plainly(text: str, what: str) -> None:
    with pytest.raises(InputError) as error:
        read_ticket(text)
    assert what in said(error)


def test_a_secret_with_too_many_bits_is_no_code() -> None:
    from otkel.app.tickets import _check

    body = "OTKEL1:SYRYM:7:" + "Z" * 52
    with pytest.raises(InputError):
        read_ticket(f"{body}:{_check(body)}")


@pytest.mark.parametrize(("point", "passage"), [("", 1), ("Ä", 1), (POINT, -1), (POINT, 2**63)])
def test_a_ticket_needs_a_passage_that_can_be(point: str, passage: int) -> None:
    with pytest.raises(ValueError, match="names no passage"):
        make_ticket(point, passage)


def test_the_picture_is_a_small_code() -> None:
    svg = ticket_picture(TICKET)
    assert svg.startswith("<svg")
    assert TICKET.secret.hex() not in svg


# -- the place ----------------------------------------------------------------------------------


@pytest.fixture
def db(tmp_path: Path) -> str:
    """Give a ledger with one whole way, another truck, and the ticket; its head covers all of it."""
    rows = a_way()
    rows.insert(3, (201, issued(TICKET.digest), 7))
    rows.insert(4, (202, arrived(), 8))
    db = record(tmp_path / "otkel.db", rows)
    sign(db)
    return db


def test_a_ticket_finds_its_truck_and_proves_its_own_events(db: str) -> None:
    found = place_of_ticket(db, TICKET)
    assert found.ahead_when_issued_trucks == 3
    assert found.place.towards == "RU"
    assert not found.place.waits
    assert found.standing.passage == 7
    assert found.standing.spans
    assert checked(db, found.proved.files) == [1, 2, 3, 4, 8, 9, 10, 11, 12]
    assert found.proved.not_covered == ()


def test_another_ticket_finds_nothing(db: str, tmp_path: Path) -> None:
    strangers = (
        make_ticket(POINT, 7),
        make_ticket(POINT, 8, TICKET.secret),
        make_ticket("zhanibek", 7, TICKET.secret),
    )
    for ticket in strangers:
        for ask in (place_of_ticket, overtakes):
            with pytest.raises(InputError) as error:
                ask(db, ticket)  # type: ignore[operator]
            assert "has not given out" in said(error)
    with pytest.raises(InputError, match="there is no ledger"):
        place_of_ticket(f"sqlite:///{tmp_path / 'none.db'}", TICKET)


def test_without_a_head_nothing_is_proved(tmp_path: Path) -> None:
    db = record(tmp_path / "otkel.db", [(0, arrived(), 7), (1, issued(TICKET.digest), 7)])
    with pytest.raises(InputError) as error:
        place_of_ticket(db, TICKET)
    assert "no head of this ledger" in said(error)


def test_events_after_the_head_are_told_as_not_covered(db: str, tmp_path: Path) -> None:
    record(tmp_path / "otkel.db", [(9000, arrived(), 7)], key="later ")
    found = place_of_ticket(db, TICKET)
    assert found.place.waits
    assert found.proved.not_covered == (13,)
    assert 13 not in checked(db, found.proved.files)


# -- overtakes ----------------------------------------------------------------------------------


def test_overtakes_are_listed_with_rule_and_proof_and_without_a_plate(tmp_path: Path) -> None:
    rows = [(0.0, arrived(), 7), (1.0, issued(TICKET.digest), 7)]
    rows += [(2.0 + passage, arrived(), passage) for passage in (11, 12, 13)]
    rows += [(50, called("call.slot"), 11), (51, called("reason.delegation"), 13), (52, called(), 7)]
    rows += [(53, called(), 12)]
    db = record(tmp_path / "otkel.db", rows)
    sign(db)
    found = overtakes(db, TICKET)
    assert [(one.passage, one.rule) for one in found.place.overtakes] == [
        (11, "call.slot"),
        (13, "reason.delegation"),
    ]
    assert [one.passage for one in found.place.marked] == [13]
    assert found.place.by_rule == {"call.slot": 1, "reason.delegation": 1}
    assert checked(db, found.proved.files) == [1, 2, 3, 5, 6, 7]


def test_the_shell_checks_the_file_offline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(0.0, arrived(), 7), (1.0, issued(TICKET.digest), 7), (2, arrived(), 8), (3, called("x"), 8)]
    db = record(tmp_path / "otkel.db", rows)
    sign(db)
    (proof,) = overtakes(db, TICKET).proved.files
    away = tmp_path / "away"
    away.mkdir()
    (away / "proof.json").write_bytes(proof)
    (away / "head.pub").write_bytes((tmp_path / "otkel.db.keys" / PUBLIC_NAME).read_bytes())
    monkeypatch.chdir(away)
    assert run(["ledger", "check", "proof.json", "--key", "head.pub", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [event["word"] for event in told["events"]] == ["arrived", "ticket_issued", "arrived", "called"]
    (away / "proof.json").write_bytes(proof.replace(b'\\"rule\\":\\"x\\"', b'\\"rule\\":\\"y\\"'))
    assert run(["ledger", "check", "proof.json", "--key", "head.pub"]) == 1


def test_many_overtakes_need_several_files_and_each_holds(tmp_path: Path) -> None:
    rows = [(0.0, arrived(), 7), (1.0, issued(TICKET.digest), 7)]
    rows += [(2.0, arrived(), passage) for passage in range(100, 700)]
    rows += [(3.0, called("call.slot"), passage) for passage in range(100, 700)]
    db = record(tmp_path / "otkel.db", rows)
    sign(db)
    found = overtakes(db, TICKET)
    assert len(found.place.overtakes) == 600
    assert len(found.proved.files) >= 1202 // MOST_EVENTS
    assert all(len(data) <= MOST_BYTES for data in found.proved.files)
    assert len(checked(db, found.proved.files)) == 1202


def test_a_ledger_of_100_000_events_is_answered(tmp_path: Path) -> None:
    """Twenty thousand trucks of five events; one in fifty is called before its turn."""
    rng = random.Random(4)
    trucks = range(1000, 21_000)
    turn = {passage: passage + (-40 if rng.random() < 0.02 else 0) for passage in trucks}
    rows = []
    for passage in trucks:
        rule = "call.order_of_arrival" if turn[passage] == passage else "reason.delegation"
        rows += [(passage, arrived(), passage), (100 + turn[passage] + 0.5, called(rule), passage)]
        for step, body in enumerate(
            (passages.ExitStarted(), passages.ExitCleared(), passages.EntryStarted())
        ):
            rows.append((200 + passage + step, body, passage))
    rows.sort(key=lambda row: row[0])
    ticket = make_ticket(POINT, 15_000)
    at = next(i for i, row in enumerate(rows) if row[2] == 15_000) + 1
    rows.insert(at, (rows[at - 1][0], issued(ticket.digest), 15_000))
    db = record(tmp_path / "otkel.db", rows)
    sign(db)
    found = overtakes(db, ticket)
    place = place_of_ticket(db, ticket)
    expected = [p for p in trucks if p > 15_000 and turn[p] < turn[15_000]]
    assert sorted(one.passage for one in found.place.overtakes) == expected
    assert expected == [one.passage for one in found.place.marked]
    assert len(place.standing.spans) >= 4


def test_a_ticket_is_frozen() -> None:
    assert Ticket(point=POINT, passage=7, secret=TICKET.secret) == TICKET
