"""The certificate: what it states, who may have one, and that no byte of it can be changed unseen."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otkel.app.certificate import PassageAt, check_certificate
from otkel.app.certificate.form import MOST_BYTES, Statement, decode_certificate
from otkel.app.ledger import make_head, now_us
from otkel.app.tickets import make_ticket
from otkel.errors import InputError
from otkel.facts.events import corrections, passages, posts
from otkel.facts.events.choices import Stage
from otkel.ledger.opening import open_store
from otkel.ledger.proof.bundle import check_bundle, encode_bundle
from otkel.ledger.proof.heads import PUBLIC_NAME, make_key
from otkel.ledger.vault.opening import open_vault
from otkel.queueing.standing import Stretch
from tests.app.certificate.shared import HOLDER, failing, found, issue, keys, ledger_of, public, signed_anew
from tests.app.point_ledger import POINT, a_way, arrived, called, issued, record, us
from tests.queueing.made_passages import MIN_US, VEHICLE


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give a ledger with the way of passage 7, that of passage 9 in the same hours, and a signed head."""
    rows = sorted([*a_way(), *((m, b, 9) for m, b, p in a_way() if p is not None)], key=lambda row: row[0])
    return ledger_of(tmp_path_factory.mktemp("ledger"), rows)


@pytest.fixture(scope="module")
def made(db: str) -> bytes:
    return issue(db).json


def statement(data: bytes) -> Statement:
    return decode_certificate(data).statement


def changed(said: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(said, **changes)


def told(error: pytest.ExceptionInfo[InputError]) -> str:
    return " ".join(one.what.text for one in error.value.mistakes)


# -- what it states -----------------------------------------------------------------------------


def test_it_states_how_long_where_and_why(made: bytes) -> None:
    said = statement(made)
    figures, standing = said.figures, said.standing
    assert figures.stood_us == (3500 - 75) * MIN_US
    assert figures.by_stretch == {
        "road_queue": 125 * MIN_US,
        "waiting_area": 2800 * MIN_US,
        "called": 100 * MIN_US,
        "exit_control": 30 * MIN_US,
        "strip": 270 * MIN_US,
        "entry_control": 100 * MIN_US,
    }
    assert figures.held_us == {"paused": 120 * MIN_US}
    assert standing.truck_late is not None
    assert standing.post_late is not None
    assert (standing.truck_late.us, standing.post_late.us) == (15 * MIN_US, 2970 * MIN_US)
    assert (said.official, said.plate, said.signer) == (False, None, "Pilot post")
    assert "no official document" in said.says


def test_what_officers_recorded_is_told_apart_from_what_the_driver_says(made: bytes) -> None:
    figures = statement(made).figures
    assert figures.by_witness == {
        "driver": 125 * MIN_US,
        "instrument": 2900 * MIN_US,
        "officer": 30 * MIN_US,
        "imported": 370 * MIN_US,
    }
    assert sum(figures.by_witness.values()) == figures.stood_us == sum(figures.by_stretch.values())


def test_it_holds_and_proves_every_event_it_rests_on(db: str, made: bytes) -> None:
    findings = found(made, public(db))
    assert all(finding.holds for finding in findings)
    assert [finding.id for finding in findings] == [
        "certificate.digest",
        "certificate.signature",
        "certificate.head",
        "certificate.events",
        "certificate.standing",
        "certificate.figures",
    ]
    file = decode_certificate(made)
    proved = [event.position for bundle in file.proofs for event in bundle.events]
    assert proved == list(file.statement.standing.rests_on)
    assert len(proved) == 10
    # Each of its proofs is one that `otkel ledger check` takes.
    for bundle in file.proofs:
        assert all(finding.holds for finding in check_bundle(encode_bundle(bundle), public(db)))


def test_the_command_records_the_digest_of_the_file_and_the_key(db: str) -> None:
    certificate = issue(db)
    assert certificate.digest == hashlib.sha256(certificate.json).hexdigest()
    assert certificate.command.passage == 7
    assert certificate.command.certificate == certificate.digest
    assert certificate.command.signer == hashlib.sha256(public(db).public_bytes_raw()).hexdigest()
    assert certificate.command.signer == decode_certificate(certificate.json).key


def test_a_file_is_checked_with_a_key_in_a_file_or_as_digits(db: str, made: bytes, tmp_path: Path) -> None:
    path = tmp_path / "certificate.json"
    path.write_bytes(made)
    for key in (str(keys(db) / PUBLIC_NAME), public(db).public_bytes_raw().hex()):
        assert all(finding.holds for finding in check_certificate(path, key))
    assert all(finding.holds for finding in check_certificate(path, None, db))


def test_a_ticket_gets_the_certificate_of_its_passage(tmp_path: Path) -> None:
    ticket = make_ticket(POINT, 7)
    db = ledger_of(tmp_path, [*a_way(), (3600, issued(ticket.digest), 7)])
    assert statement(issue(db, ticket).json).passage == 7
    with pytest.raises(InputError) as error:
        issue(db, make_ticket(POINT, 7))
    assert "has not given out" in told(error)


def test_events_after_the_last_head_are_covered_by_a_new_one(tmp_path: Path) -> None:
    db = ledger_of(tmp_path)
    record(tmp_path / "otkel.db", [(9000, arrived(), 7)], key="later ")
    data = issue(db).json
    assert failing(data, public(db)) == []
    assert decode_certificate(data).proofs[0].head.size == 11


def test_corrected_and_voided_events_are_applied_and_both_are_proved(tmp_path: Path) -> None:
    rows = [
        *a_way(),
        (3600, corrections.Corrected(corrects=2, right={}, occurred_us=us(100), reason="clock"), None),
        (3601, corrections.Voided(voids=6, reason="wrong_truck"), None),
    ]
    db = ledger_of(tmp_path, rows)
    data = issue(db).json
    said = statement(data)
    assert failing(data, public(db)) == []
    assert said.figures.stood_us == 3400 * MIN_US
    assert Stretch.CALLED not in {span.what for span in said.standing.spans}
    assert {2, 6, 11, 12} <= set(said.standing.rests_on)


def test_a_truck_that_still_stands_counts_until_the_signing(tmp_path: Path) -> None:
    db = ledger_of(tmp_path, a_way()[:3])
    data = issue(db).json
    said = statement(data)
    assert failing(data, public(db)) == []
    assert said.figures.still_stands
    assert said.figures.ended_us == said.issued_us
    assert said.figures.stood_us == said.issued_us - us(75)
    assert said.figures.uncalled_us == said.issued_us - us(30)


def test_a_stretch_without_a_recorded_end_counts_nothing_and_says_at_least(tmp_path: Path) -> None:
    rows = [row for row in a_way() if not isinstance(row[1], passages.ExitCleared)]
    db = ledger_of(tmp_path, rows)
    figures = statement(issue(db).json).figures
    assert figures.at_least
    assert figures.by_stretch["exit_control"] == 0
    assert figures.stood_us == (3425 - 300) * MIN_US


def test_hundreds_of_pauses_still_fit(tmp_path: Path) -> None:
    rows = [*a_way()[:3]]
    for number in range(450):
        begin = 300 + 5 * number
        rows.append((begin, posts.Paused(reason="shift", stage=Stage.EXIT_CONTROL), None))
        rows.append((begin + 2, posts.Resumed(stage=Stage.EXIT_CONTROL), None))
    rows += [(2900, called(), 7), (3000, passages.ExitStarted(), 7)]
    db = ledger_of(tmp_path, rows)
    data = issue(db).json
    assert failing(data, public(db)) == []
    assert len(decode_certificate(data).proofs) >= 3
    assert len(data) < MOST_BYTES
    assert statement(data).figures.held_us["paused"] == 900 * MIN_US


def test_nobody_else_is_in_it(tmp_path: Path) -> None:
    other = [(m, arrived(vehicle="b" * 32), 9) for m, b, p in a_way() if p is not None]
    data = issue(ledger_of(tmp_path, sorted([*a_way(), *other], key=lambda row: row[0]))).json
    assert ("a" * 32).encode() in data
    assert ("b" * 32).encode() not in data


# -- who is refused -----------------------------------------------------------------------------


def test_a_simulated_queue_gives_none(db: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        issue(db, simulated=True)
    assert "simulated" in told(error)
    policy = posts.PolicyChanged(policy="twin", numbers={"simulated": True}, provisions={}, digest="0" * 64)
    made_up = ledger_of(tmp_path, [(-1, policy, None), *a_way()])
    with pytest.raises(InputError) as error:
        issue(made_up)
    assert "simulated" in told(error)


@pytest.mark.parametrize("signer", ["", "  ", "x" * 121, "two\nlines", "steers\x1b[2J"])
def test_a_signer_has_a_name_of_one_line(db: str, signer: str) -> None:
    with pytest.raises(InputError) as error:
        issue(db, signer=signer)
    assert "names its signer" in told(error)


def test_who_never_stood_there_gets_none(tmp_path: Path) -> None:
    db = ledger_of(tmp_path, a_way()[:1])
    for holder in (HOLDER, PassageAt(point=POINT, passage=4), PassageAt(point="zhanibek", passage=7)):
        with pytest.raises(InputError) as error:
            issue(db, holder)
        assert "has not stood" in told(error)


def test_without_a_key_nothing_is_signed_and_no_key_is_made(tmp_path: Path) -> None:
    db = record(tmp_path / "otkel.db", a_way())
    with pytest.raises(InputError) as error:
        issue(db)
    assert "no key to sign" in told(error)
    assert not keys(db).exists()


def test_what_is_too_long_to_be_checked_is_not_given_out(db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otkel.app.certificate.issue.MOST_BYTES", 5000)
    with pytest.raises(InputError) as error:
        issue(db)
    assert "more than a certificate holds" in told(error)


# -- the plate ----------------------------------------------------------------------------------


def test_the_plate_is_shown_only_where_the_holder_asks(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'otkel.db'}", now_us)
    vault = open_vault(f"sqlite:///{tmp_path / 'otkel.db'}", store, tmp_path / "otkel.db.keys", now_us)
    sealed = vault.put(VEHICLE, "plates", {"plate": "777ABC02", "vin": "WDB9634031L123456"})
    vault.close()
    store.close()
    db = ledger_of(tmp_path, a_way(sealed=sealed))
    without = issue(db)
    assert statement(without.json).plate is None
    assert b"777ABC02" not in without.json
    shown = issue(db, plate=True)
    assert statement(shown.json).plate == "777ABC02"
    assert failing(shown.json, public(db)) == []
    assert b"WDB9634031L123456" not in shown.json
    store = open_store(db, now_us)
    vault = open_vault(db, store, keys(db), now_us)
    vault.forget(VEHICLE)
    vault.close()
    store.close()
    with pytest.raises(InputError) as error:
        issue(db, plate=True)
    assert "no plate of this truck" in told(error)
    assert failing(issue(db).json, public(db)) == []


# -- hostile files ------------------------------------------------------------------------------


def test_every_changed_byte_is_found(db: str, made: bytes) -> None:
    """Every byte of the file, one after the other, with another value."""
    key, rng = public(db), random.Random(7)
    for place in range(len(made)):
        other = made[place] ^ (1 << rng.randrange(8))
        spoilt = made[:place] + bytes([other]) + made[place + 1 :]
        assert failing(spoilt, key), f"byte {place}: {made[place - 20 : place + 20]!r}"


@given(st.data())
def test_whatever_is_cut_or_swapped_is_found_and_never_raises(data: st.DataObject) -> None:
    made, key = SAMPLE
    kind = data.draw(st.sampled_from(["cut", "double", "swap", "bytes"]))
    at = data.draw(st.integers(0, len(made) - 1))
    if kind == "cut":
        spoilt = made[:at]
    elif kind == "double":
        spoilt = made[:at] + made[at:] + made[at:]
    elif kind == "swap":
        spoilt = made[at:] + made[:at] if at else made[1:]
    else:
        spoilt = data.draw(st.binary(max_size=200))
    assert failing(spoilt, key)


@pytest.fixture(scope="module", autouse=True)
def _sample(db: str, made: bytes) -> None:
    SAMPLE[:] = [made, public(db)]


SAMPLE: list[Any] = []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no waiting certificate"),
        (b"{}", "no waiting certificate"),
        (b"null", "no waiting certificate"),
        (b"[" * 100_000, "no waiting certificate"),
        (b'{"format":"otkel-proof-1"}', "no waiting certificate"),
        (b"\xff\xfe", "no waiting certificate"),
        (b"%PDF-1.7\n", "this is the page"),
        (b" " * (MOST_BYTES + 1), "no waiting certificate"),
    ],
    ids=["empty", "object", "null", "deep", "proof", "bytes", "page", "huge"],
)
def test_what_is_no_certificate_is_told_plainly(db: str, data: bytes, why: str) -> None:
    (finding,) = found(data, public(db))
    assert (finding.id, finding.holds) == ("certificate.form", False)
    assert why in finding.says.text


def test_a_huge_file_is_not_read_whole(db: str, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(40 * MOST_BYTES)
    (finding,) = check_certificate(path, None, db)
    assert finding.id == "certificate.form"
    with pytest.raises(InputError, match="cannot be read"):
        check_certificate(tmp_path / "none.json", None, db)


def test_another_spelling_of_the_same_is_no_certificate(db: str, made: bytes) -> None:
    for other in (json.dumps(json.loads(made)).encode(), made.replace(b"\n", b"\r\n"), made + b"\n"):
        assert failing(other, public(db)) == ["certificate.form"]


def test_a_wrong_key_is_found(db: str, made: bytes, tmp_path: Path) -> None:
    other = make_key(tmp_path / "keys").public_key()
    assert failing(made, other) == ["certificate.signature", "head.signature"]


def test_a_signer_cannot_state_more_than_the_events_say(db: str, made: bytes) -> None:
    said, key = statement(made), public(db)
    spans = said.standing.spans
    longer = changed(spans[2], begin=changed(spans[2].begin, at_us=spans[2].begin.at_us - 60 * MIN_US))
    lies: dict[str, Any] = {
        "longer": changed(said, standing=changed(said.standing, spans=(*spans[:2], longer, *spans[3:]))),
        "late": changed(
            said, standing=changed(said.standing, post_late=changed(said.standing.post_late, us=1))
        ),
        "unheld": changed(said, standing=changed(said.standing, spans=(changed(spans[2], holds=()),))),
        "passage": changed(said, passage=9),
        "point": changed(said, point="zhanibek"),
        "positions": changed(said, standing=changed(said.standing, rests_on=(1, 2))),
        "sums": changed(said, figures=changed(said.figures, stood_us=said.figures.stood_us + 1)),
        "serves": changed(said, serves=("court",)),
        "says": changed(said, says="This is an official document."),
        "early": changed(said, issued_us=us(0)),
    }
    for name, lie in lies.items():
        data = signed_anew(made, db, statement=lie)
        wrong = failing(data, key)
        assert wrong, name
        assert "certificate.signature" not in wrong


def test_the_proof_of_another_passage_is_found(db: str, made: bytes) -> None:
    other = issue(db, PassageAt(point=POINT, passage=9)).json
    mixed = signed_anew(made, db, proofs=decode_certificate(other).proofs)
    findings = {one.id: one for one in found(mixed, public(db)) if not one.holds}
    assert "certificate.events" in findings
    assert "is not of this passage" in findings["certificate.events"].says.text
    assert "certificate.standing" in findings


def test_a_left_out_event_is_found(db: str, made: bytes) -> None:
    (bundle,) = decode_certificate(made).proofs
    for leave in range(len(bundle.events)):
        fewer = changed(bundle, events=(*bundle.events[:leave], *bundle.events[leave + 1 :]))
        assert "certificate.events" in failing(signed_anew(made, db, proofs=(fewer,)), public(db))
    twice = changed(bundle, events=(*bundle.events, bundle.events[0]))
    assert "certificate.events" in failing(signed_anew(made, db, proofs=(twice,)), public(db))
    assert "certificate.head" in failing(signed_anew(made, db, proofs=()), public(db))


def test_proofs_under_two_heads_are_found(tmp_path: Path) -> None:
    db = ledger_of(tmp_path)
    first = issue(db).json
    record(tmp_path / "otkel.db", [(9000, arrived(), 8)], key="later ")
    make_head(db)
    (old,), (new,) = decode_certificate(first).proofs, decode_certificate(issue(db).json).proofs
    halves = (changed(old, events=old.events[:5]), changed(new, events=new.events[5:]))
    assert failing(signed_anew(first, db, proofs=halves), public(db))[0] == "certificate.head"
