"""Accounts from the shell: made, given roles, closed; a password never stands in a command line."""

from __future__ import annotations

import io
import json

import pytest

from otkel.app.accounts.book import STREAM, opened_book
from otkel.app.accounts.passwords import is_password
from otkel.cli.main import run

PASSWORD = "wind over the steppe"


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys):
    db = f"sqlite:///{tmp_path}/ledger.db"

    def ask(verb, *tokens, typed="", status=0):
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        assert run(["account", verb, *tokens, "--db", db]) == status
        told = capsys.readouterr()
        return told.out if status == 0 else told.err

    ask.db = db
    return ask


def kept(shell, name):
    with opened_book(shell.db) as book:
        return book.accounts.find(name)


def test_the_first_administrator_is_made_where_there_is_no_ledger_yet(shell):
    out = shell("add", "admin-1", "--role", "administrator.kz", typed=PASSWORD + "\n")
    assert "administrator (KZ) at all crossing points" in out
    assert is_password(kept(shell, "admin-1").password, PASSWORD)
    (account,) = json.loads(shell("list", "--json"))
    assert account == {
        "name": "admin-1", "disabled": False, "second_factor": False, "providers": [],
        "rights": [{"point": "all", "role": "administrator", "country": "KZ"}],
    }  # fmt: skip


def test_a_password_is_no_option(shell):
    assert "password" in shell("add", "admin-1", "--password", PASSWORD, status=2).lower()


@pytest.mark.parametrize("typed", ["", "short\n", "\n"])
def test_no_account_is_made_without_a_good_password(shell, typed):
    shell("add", "admin-1", typed=typed, status=2)
    with opened_book(shell.db) as book:
        assert book.list_accounts() == []


def test_roles_are_set_at_a_point_with_who_and_why(shell):
    shell("add", "officer-1", typed=PASSWORD)
    out = shell(
        "role",
        "officer-1",
        "--role",
        "customs.kz",
        "--point",
        "Сырым",
        "--by",
        "head-1",
        "--reason",
        "new_duty",
    )
    assert "customs (KZ) at syrym" in out
    assert "no role" in shell("role", "officer-1", "--point", "syrym")
    with opened_book(shell.db) as book:
        events = list(book.ledger.store.read_stream(STREAM))
    assert [(one.recorded_by, one.body.reason, one.body.rights) for one in events] == [
        ("head-1", "new_duty", ("customs.kz",)), ("operator", "duty", ()),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (("role", "nobody", "--role", "customs.kz"), "otkel account list"),
        (("role", "officer-1", "--role", "king.kz"), "border_service"),
        (("role", "officer-1", "--role", "customs.kz", "--point", "nowhere"), "nowhere"),
        (("role", "officer-1", "--reason", "He left us"), "--reason"),
        (("password", "officer-1", "--reason", "He forgot it"), "--reason"),
        (("totp", "officer-1", "--by", "The Head"), "--by"),
        (("disable", "nobody"), "nobody"),
        (("totp", "nobody"), "nobody"),
        (("password", "nobody"), "nobody"),
        (("add", "Officer One"), "number of service"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_do(shell, tokens, told):
    shell("add", "officer-1", typed=PASSWORD)
    assert told in shell(*tokens, typed=PASSWORD, status=2)


def test_an_account_is_closed_and_opened_again(shell):
    shell("add", "officer-1", "--role", "customs.kz", typed=PASSWORD)
    assert "closed" in shell("disable", "officer-1")
    assert kept(shell, "officer-1").disabled
    assert "closed" not in shell("disable", "officer-1", "--undo")


def test_a_password_and_a_second_factor_are_set_anew(shell, tmp_path):
    shell("add", "officer-1", typed=PASSWORD)
    shell("password", "officer-1", typed="rain over the mountains\n")
    assert is_password(kept(shell, "officer-1").password, "rain over the mountains")
    out = shell("totp", "officer-1", "--qr", str(tmp_path / "code.svg"))
    assert "otpauth://totp/Otkel:officer-1?secret=" in out
    assert "<svg" in (tmp_path / "code.svg").read_text(encoding="utf-8")
    assert "second factor" in shell("list")
    shell("totp", "officer-1", "--remove", "--by", "head-1", "--reason", "lost_phone")
    assert kept(shell, "officer-1").totp is None
    with opened_book(shell.db) as book:
        events = list(book.ledger.store.read_stream(STREAM))
    assert [(one.body.change.value, one.recorded_by, one.body.reason) for one in events] == [
        ("password_set", "operator", "new_password"), ("second_factor_set", "operator", "second_factor"),
        ("second_factor_removed", "head-1", "lost_phone"),
    ]  # fmt: skip


ISSUER = "https://id.example.kz/realms/border"


def test_a_provider_is_bound_and_unbound_with_who_and_why(shell):
    shell("add", "officer-1", typed=PASSWORD)
    out = shell("bind", "officer-1", "--issuer", ISSUER, "--subject", "248289761001", "--by", "admin-1")
    assert "id.example.kz signs in to officer-1" in out
    shell("bind", "officer-1", "--issuer", ISSUER, "--email", "Someone@example.kz")
    assert "signed in by id.example.kz" in shell("list")
    (account,) = json.loads(shell("list", "--json"))
    assert account["providers"] == [
        {"provider": "id.example.kz", "by": "email", "own_factor": False},
        {"provider": "id.example.kz", "by": "subject", "own_factor": False},
    ]
    shell("bind", "officer-1", "--issuer", ISSUER, "--remove", "--reason", "left")
    with opened_book(shell.db) as book:
        assert book.accounts.list_bonds("officer-1") == []
        events = list(book.ledger.store.read_stream(STREAM))
    assert [(one.body.change.value, one.recorded_by, one.body.reason) for one in events] == [
        ("provider_bound", "admin-1", "duty"), ("provider_bound", "operator", "duty"),
        ("provider_unbound", "operator", "left"),
    ]  # fmt: skip
    assert {one.body.provider for one in events} == {"id.example.kz"}


def test_neither_subject_nor_e_mail_stands_in_the_ledger(shell, tmp_path):
    shell("add", "officer-1", typed=PASSWORD)
    shell("bind", "officer-1", "--issuer", ISSUER, "--subject", "subject-248289761001")
    shell("bind", "officer-1", "--issuer", ISSUER, "--email", "someone@example.kz")
    stored = b"".join(one.read_bytes() for one in tmp_path.glob("ledger.db*") if one.is_file())
    assert b"officer-1" in stored
    for text in (b"248289761001", b"someone@example.kz"):
        assert text not in stored


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (("nobody", "--issuer", ISSUER, "--subject", "1"), "otkel account list"),
        (("officer-1", "--issuer", ISSUER), "--email"),
        (("officer-1", "--issuer", ISSUER, "--subject", "1", "--email", "a@b.kz"), "one of the two"),
        (("officer-1", "--issuer", ISSUER, "--subject", "x" * 256), "no subject"),
        (("officer-1", "--issuer", ISSUER, "--email", "nobody"), "no e-mail"),
        (("officer-1", "--issuer", "id", "--subject", "1"), "no address of a provider"),
        (("officer-1", "--issuer", "https://[", "--subject", "1"), "no address of a provider"),
        (("officer-1", "--issuer", ISSUER, "--subject", "1", "--own-factor"), "otkel account totp"),
        (("officer-1", "--issuer", ISSUER, "--subject", "taken"), "officer-2 already"),
        (("officer-1", "--issuer", ISSUER, "--remove"), "signs nobody in"),
        (("officer-1", "--issuer", ISSUER, "--subject", "1", "--reason", "Of duty"), "--reason"),
    ],
)
def test_what_cannot_be_bound_is_told(shell, tokens, told):
    for name in ("officer-1", "officer-2"):
        shell("add", name, typed=PASSWORD)
    shell("bind", "officer-2", "--issuer", ISSUER, "--subject", "taken")
    assert told in shell("bind", *tokens, status=2)
    with opened_book(shell.db) as book:
        assert book.accounts.list_bonds("officer-1") == []
        assert len(list(book.ledger.store.read_stream(STREAM))) == 1


def test_who_lists_accounts_makes_no_ledger(shell):
    assert "no ledger" in shell("list", status=2)
