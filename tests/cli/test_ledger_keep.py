"""Views made again, people forgotten, personal data whose time is over: from the shell."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from otkel.app.ledger_files import DEFAULT_DB
from otkel.app.ledger_keep import opened_vault
from otkel.app.settings import read_settings
from otkel.cli.main import run
from otkel.errors import ForgottenError
from otkel.ledger.sqlite.store import SqliteStore
from otkel.ledger.views import VIEWS, open_views
from tests.contract.acts import drafts, ticking

SUBJECT = "5c" * 16


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a folder with a ledger of 12 events in otkel.db."""
    monkeypatch.setattr("otkel.app.settings.os.environ", {})
    read_settings.cache_clear()
    monkeypatch.chdir(tmp_path)
    with closing(SqliteStore(tmp_path / "otkel.db", ticking())) as store:
        for tag in range(4):
            store.append(f"passage/{tag}", drafts(3, tag=tag, passage=tag), client_key=f"key {tag}")
    return tmp_path


def ask(capsys: pytest.CaptureFixture[str], *tokens: str) -> tuple[int, str, str]:
    status = run(["ledger", *tokens])
    told = capsys.readouterr()
    return status, told.out, told.err


def test_views_are_made_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = ask(capsys, "rebuild", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out) == dict.fromkeys(VIEWS, 12)
    name = next(iter(VIEWS))
    assert ask(capsys, "rebuild", name)[:2] == (0, f"{name} was made again from 12 events.\n")
    with closing(SqliteStore(folder / "otkel.db", ticking())) as store:
        views = open_views(DEFAULT_DB, store)
        assert [views.cursor(one) for one in VIEWS] == [12] * len(VIEWS)
        views.close()


def test_a_view_that_there_is_not_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = ask(capsys, "rebuild", "nothing")
    assert (status, out) == (2, "")
    assert "There is no view nothing." in err


def test_a_forgotten_person_is_gone_and_the_proofs_hold(capsys: pytest.CaptureFixture[str]) -> None:
    with opened_vault(DEFAULT_DB) as vault:
        digest = vault.put(SUBJECT, "plates", {"plate": "01 KG 402 ADB"})
        assert vault.find_subject("plate", "01kg402adb") == SUBJECT
    ask(capsys, "head")
    assert ask(capsys, "forget", SUBJECT)[:2] == (0, f"{SUBJECT} is forgotten.\n")
    with opened_vault(DEFAULT_DB) as vault:
        assert vault.find_subject("plate", "01kg402adb") is None
        with pytest.raises(ForgottenError):
            vault.get(SUBJECT, digest)
    assert ask(capsys, "verify")[0] == 0


def test_what_is_no_subject_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = ask(capsys, "forget", "01KG402ADB")
    assert status == 2
    assert err.startswith("SUBJECT: 01KG402ADB is no subject.")


def test_data_whose_time_is_over_are_erased(capsys: pytest.CaptureFixture[str]) -> None:
    with opened_vault(DEFAULT_DB) as vault:
        vault.put(SUBJECT, "names", {"name": "A. Driver"})
    assert json.loads(ask(capsys, "expire", "--json")[1])["names"] == 0
    status, out, _ = ask(capsys, "expire", "--keep", "names=0")
    assert status == 0
    assert "names: 1 erased\n" in out


@pytest.mark.parametrize("keep", ["names", "names=", "names=-1", "names=x", "shoes=3"])
def test_days_that_cannot_be_are_told(capsys: pytest.CaptureFixture[str], keep: str) -> None:
    status, _, err = ask(capsys, "expire", "--keep", keep)
    assert status == 2
    assert err.startswith(f"--keep: {keep} names no class of personal data with its days.")


def test_keys_that_are_gone_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask(capsys, "expire")
    (folder / "otkel.db.keys" / "vault.key").unlink()
    status, _, err = ask(capsys, "expire")
    assert status == 2
    assert err.startswith("The keys of the vault are missing or not its own: bring the right folder.")


def test_a_copy_of_the_whole_file_holds_events_and_personal_data(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with opened_vault(DEFAULT_DB) as vault:
        digest = vault.put(SUBJECT, "plates", {"plate": "01 KG 402 ADB"})
        ask(capsys, "head")
        status, out, err = ask(capsys, "backup", "copy.db", "--json")  # while the file is in use
    assert (status, json.loads(out), err) == (0, {"events": 12}, "")
    assert (folder / "copy.db").stat().st_mode & 0o777 == 0o600
    assert not list(folder.glob("*.part"))
    for file in ("otkel.db", "otkel.db-wal", "otkel.db-shm"):
        (folder / file).unlink(missing_ok=True)
    (folder / "copy.db").rename(folder / "otkel.db")
    assert ask(capsys, "verify")[0] == 0
    with opened_vault(DEFAULT_DB) as vault:
        assert vault.get(SUBJECT, digest) == {"plate": "01 KG 402 ADB"}


def test_a_copy_takes_the_place_of_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "copy.db").write_text("somebody's")
    status, _, err = ask(capsys, "backup", "copy.db")
    assert status == 2
    assert "copy.db cannot be made (File exists)" in err
    assert (folder / "copy.db").read_text() == "somebody's"
    assert "cannot be made" in ask(capsys, "backup", "no-such-folder/copy.db")[2]


def test_a_database_is_copied_by_its_own_tools(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = ask(capsys, "backup", "copy", "--db", "postgresql://me:secret@server/otkel")
    assert status == 2
    assert "pg_dump" in err
    assert "secret" not in err


@pytest.mark.parametrize("verb", [("backup", "copy.db"), ("rebuild",), ("forget", SUBJECT), ("expire",)])
def test_no_ledger_is_made_by_asking(
    folder: Path, capsys: pytest.CaptureFixture[str], verb: tuple[str, ...]
) -> None:
    status, _, err = ask(capsys, *verb, "--db", "sqlite:///none.db")
    assert status == 2
    assert err.startswith("--db: There is no ledger at sqlite:///none.db.")
    assert not (folder / "none.db").exists()
    assert not (folder / "none.db.keys").exists()
