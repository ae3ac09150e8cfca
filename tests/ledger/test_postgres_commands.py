"""The record on PostgreSQL from the shell: signed, proved, checked, verified, copied there and back."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import psycopg
import pytest

from otkel.app.settings import read_settings
from otkel.cli.main import run
from otkel.ledger.opening import open_store
from otkel.ledger.proof_opening import open_proof_store
from tests.contract.acts import booking, drafts, ticking

HERE = "sqlite:///otkel.db"


@pytest.fixture
def url(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Stand in a folder with a ledger of 60 events, and give the address of an empty one."""
    monkeypatch.setattr("otkel.app.settings.os.environ", {"OTKEL_KEYS": "keys"})
    read_settings.cache_clear()
    monkeypatch.chdir(tmp_path)
    record(HERE, 0, 20)
    return postgres_url


def record(db: str, first: int, last: int) -> None:
    with contextlib.closing(open_store(db, ticking())) as store:
        for tag in range(first, last):
            claims = [booking(f"truck {tag}")]
            store.append(f"passage/{tag % 5}", drafts(3, tag=tag), client_key=f"key {tag}", claims=claims)


def held(db: str) -> tuple[object, object, object]:
    """Give what a ledger holds: stored bytes, claims, heads."""
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(contextlib.closing(open_store(db, ticking())))
        proofs = stack.enter_context(contextlib.closing(open_proof_store(db, store)))
        return list(store.read_rows()), dict(store.read_claims()), list(proofs.read_heads())


def ask(capsys: pytest.CaptureFixture[str], *tokens: str, status: int = 0) -> str:
    found = run(["ledger", *tokens])
    told = capsys.readouterr()
    assert found == status, told
    return told.out


def test_a_ledger_on_postgresql_is_signed_proved_and_verified(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record(url, 0, 20)
    Path("kept.json").write_text(ask(capsys, "head", "--db", url, "--json"))
    record(url, 20, 25)
    ask(capsys, "head", "--db", url)
    ask(capsys, "prove", "7", "75", "--since", "kept.json", "--out", "proof.json", "--db", url)
    told = ask(capsys, "check", "proof.json", "--key", "keys/head.pub", "--head", "kept.json", "--json")
    assert [event["position"] for event in json.loads(told)["events"]] == [7, 75]
    told = ask(capsys, "verify", "--db", url)
    assert told == "✓  All holds: events 75, of them in the tree 75, signed heads 2.\n"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER TABLE event DISABLE TRIGGER ALL")
        connection.execute("UPDATE event SET bytes = convert_to(replace("
                           "convert_from(bytes, 'UTF8'), 'lane-1', 'lane-7'), 'UTF8')")  # fmt: skip
    told = ask(capsys, "verify", "--db", url, status=1)
    assert "The event at position 8 is" in told


def test_a_copy_there_and_back_is_the_same_ledger(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    ask(capsys, "head", "--db", HERE)
    record(HERE, 20, 22)
    ask(capsys, "head", "--db", HERE)
    there = json.loads(ask(capsys, "copy", HERE, url, "--json"))
    back = json.loads(ask(capsys, "copy", url, "sqlite:///back.db", "--json"))
    assert there == back
    assert there["size"] == 66
    rows, claims, heads = held(HERE)
    assert held(url) == held("sqlite:///back.db") == (rows, claims, heads)
    for db in (url, "sqlite:///back.db"):
        head = json.loads(ask(capsys, "head", "--db", db, "--json"))
        assert head["root"] == there["root"]
        assert "signed heads 2" in ask(capsys, "verify", "--db", db)
    assert held(url)[2] == heads  # nothing was recorded since: the head stands, none is signed anew
