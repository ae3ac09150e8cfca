"""The record from the shell: signed, verified, proved, checked by an outsider, copied."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import apsw
import pytest

from otkel.app.settings import read_settings
from otkel.cli.main import run
from otkel.errors import LedgerFullError, LedgerUnreachableError
from otkel.ledger.sqlite.store import SqliteStore
from tests.contract.acts import drafts, ticking

Told = tuple[int, str, str]


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otkel.app.settings.os.environ", {})
    read_settings.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder to stand in, with a ledger of 60 events in otkel.db."""
    monkeypatch.chdir(tmp_path)
    record(tmp_path / "otkel.db", 0, 20)
    return tmp_path


def record(path: Path, first: int, last: int) -> None:
    store = SqliteStore(path, ticking())
    for tag in range(first, last):
        store.append(f"passage/{tag % 5}", drafts(3, tag=tag), client_key=f"key {tag}")
    store.close()


def ask(capsys: pytest.CaptureFixture[str], *tokens: str) -> Told:
    status = run(["ledger", *tokens])
    told = capsys.readouterr()
    return status, told.out, told.err


def spoil(path: Path, statement: str) -> None:
    connection = apsw.Connection(str(path))
    for trigger in [
        row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    ]:
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute(statement)
    connection.close()


def test_a_head_makes_its_key_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = ask(capsys, "head")
    assert status == 0
    assert out.startswith("60 events\nroot ")
    assert "A new key signs the heads; give otkel.db.keys/head.pub" in err
    status, out, err = ask(capsys, "head", "--json")
    assert (status, err) == (0, "")
    assert sorted(json.loads(out)) == ["key", "ledger", "root", "signature", "size", "timestamp_us"]
    assert not (folder / "otkel.db-wal").exists()


def test_what_holds_is_told_in_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(capsys, "verify") == (
        0,
        "✓  All holds: events 60, of them in the tree 0, signed heads 0.\n",
        "",
    )
    ask(capsys, "head")
    assert ask(capsys, "verify") == (
        0,
        "✓  All holds: events 60, of them in the tree 60, signed heads 1.\n",
        "",
    )


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE event SET bytes = CAST(replace(bytes, 'lane-1', 'lane-7') AS BLOB)", "position 8 is"),
        ("UPDATE node_tile SET hashes = zeroblob(1920)", "level 0, index 59"),
        (
            "UPDATE tree_head SET signed = CAST(replace(signed, 'size', 'sise') AS BLOB)",
            "head over 60 events is spoilt",
        ),
        (
            "UPDATE event SET stream = 'passage/9' WHERE position = 8",
            "the event at position 8: stream",
        ),
        ("DELETE FROM event WHERE position = 8", "the event at position 8 is missing"),
    ],
)
def test_what_was_changed_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], statement: str, told: str
) -> None:
    ask(capsys, "head")
    spoil(folder / "otkel.db", statement)
    status, out, _ = ask(capsys, "verify")
    assert status == 1
    assert told.casefold() in " ".join(out.casefold().split())
    status, out, _ = ask(capsys, "verify", "--json")
    assert (status, json.loads(out)["holds"]) == (1, False)


def test_an_outsider_checks_a_proof_with_the_public_key_alone(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(capsys, "head")
    status, _, err = ask(capsys, "prove", "7", "60", "--out", "proof.json")
    assert (status, err) == (0, "The proof was written to proof.json.\n")
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (folder / "proof.json").rename(elsewhere / "proof.json")
    (folder / "otkel.db.keys" / "head.pub").rename(elsewhere / "head.pub")
    monkeypatch.chdir(elsewhere)
    status, out, err = ask(capsys, "check", "proof.json", "--key", "head.pub")
    assert (status, err) == (0, "")
    assert "The event at position 7 stands in the ledger." in out
    assert "7  called  21 September 2026" in out
    proof = Path("proof.json").read_bytes()
    Path("proof.json").write_bytes(proof.replace(b"lane-0", b"lane-9"))
    status, out, _ = ask(capsys, "check", "proof.json", "--key", "head.pub")
    assert status == 1
    assert "✗  The event at position 7 does not lead to the head." in out
    assert "called" not in out
    Path("proof.json").write_bytes(proof[:-9])
    assert ask(capsys, "check", "proof.json", "--key", "head.pub")[0] == 2


def test_a_kept_head_binds_the_ledger(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("kept.json").write_text(ask(capsys, "head", "--json")[1])
    record(folder / "otkel.db", 20, 25)
    ask(capsys, "head")
    assert ask(capsys, "prove", "--stream", "passage/3", "--since", "kept.json", "--out", "p.json")[0] == 0
    status, out, _ = ask(capsys, "check", "p.json", "--head", "kept.json", "--json")
    answer = json.loads(out)
    assert (status, answer["holds"]) == (0, True)
    assert [event["version"] for event in answer["events"]] == list(range(1, 16))
    assert {finding["id"] for finding in answer["findings"]} == {
        "head.signature", "event.included", "head.consistent", "head.kept",
    }  # fmt: skip
    # Another ledger under the same keys, with less in it.
    record(folder / "other.db", 0, 3)
    (folder / "otkel.db.keys").rename(folder / "other.db.keys")
    status, out, _ = ask(capsys, "verify", "--db", "sqlite:///other.db", "--head", "kept.json")
    assert status == 1
    assert "reaches beyond the 9 that are there" in " ".join(out.split())


def test_a_copy_holds_under_the_same_key(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask(capsys, "head")
    status, out, _ = ask(capsys, "copy", "sqlite:///otkel.db", "sqlite:///b.db", "--json")
    assert (status, json.loads(out)["copied"]) == (0, 60)
    assert ask(capsys, "copy", "sqlite:///otkel.db", "sqlite:///b.db")[1].startswith("0 events copied")
    status, out, _ = ask(capsys, "verify", "--db", "sqlite:///b.db", "--key", "otkel.db.keys/head.pub")
    assert (status, out) == (0, "✓  All holds: events 60, of them in the tree 60, signed heads 1.\n")
    record(folder / "c.db", 7, 9)
    status, _, err = ask(capsys, "copy", "sqlite:///otkel.db", "sqlite:///c.db")
    assert status == 2
    assert "copy into an empty ledger" in err


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (("verify", "--db", "sqlite:///none.db"), "--db: There is no ledger at sqlite:///none.db."),
        (("copy", "sqlite:///none.db", "memory:"), "FROM: There is no ledger at sqlite:///none.db."),
        (("head", "--db", "mysql://x"), "OTKEL_KEYS"),
        (("verify", "--db", "mysql://x"), "mysql://x"),
        (("prove", "7"), "EVENT: No head covers the event at position 7 yet."),
        (("prove", "61"), "EVENT: There is no event at position 61."),
        (("prove", "0"), "EVENT: There is no event at position 0."),
        (("prove", "--since", "mk.json"), "--head: mk.json cannot be read"),
        (("check", "none.json", "--key", "00" * 32), "PROOF: none.json cannot be read"),
        (("check", "otkel.db"), "--key: There is no public key to check with."),
        (("check", "otkel.db", "--key", "otkel.db"), "--key: otkel.db is no public key."),
        (("verify", "--head", "otkel.db"), "otkel.db holds no signed head."),
    ],
)
def test_what_is_wrong_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], tokens: tuple[str, ...], told: str
) -> None:
    status, out, err = ask(capsys, *tokens)
    assert (status, out) == (2, "")
    assert told in err
    assert not (folder / "none.db").exists()


def test_what_cannot_be_proved_yet_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("kept.json").write_text(ask(capsys, "head", "--json")[1])
    assert "Nothing was named to be proved." in ask(capsys, "prove")[2]
    newer = Path("kept.json").read_text().replace('"size": 60', '"size": 61')
    Path("newer.json").write_text(newer)
    assert "--since: The earlier head is over 61 events" in ask(capsys, "prove", "--since", "newer.json")[2]
    assert "--out: none cannot be written" in ask(capsys, "prove", "1", "--out", "no/none")[2]


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (
            LedgerUnreachableError("server gone"),
            2,
            "The database cannot be reached: repeat it when it is back.",
        ),
        (LedgerFullError("page 7"), 2, "No room is left on the disk: make room and repeat it."),
    ],
)
def test_an_error_of_the_ledger_is_told_in_words(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    told: str,
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr("otkel.app.ledger.open_store", broken)
    assert ask(capsys, "verify") == (status, "", f"{told}\n{error}\n")


def test_a_damaged_file_is_no_holding_ledger(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "otkel.db").write_bytes(b"no database" * 999)
    status, _, err = ask(capsys, "verify")
    assert status == 1
    assert err.startswith("What is stored is not what was recorded: restore it from a copy.")


@pytest.mark.skipif(sys.platform == "win32", reason="rights of files")
def test_a_key_that_others_may_read_signs_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask(capsys, "head")
    (folder / "otkel.db.keys" / "head.key").chmod(0o644)
    status, _, err = ask(capsys, "head")
    assert status == 2
    assert "chmod 600" in err


def test_keys_lie_where_the_surroundings_say(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("otkel.app.settings.os.environ", {"OTKEL_KEYS": str(folder / "apart")})
    read_settings.cache_clear()
    assert ask(capsys, "head")[0] == 0
    assert sorted(path.name for path in (folder / "apart").iterdir()) == ["head.key", "head.pub"]
    read_settings.cache_clear()
