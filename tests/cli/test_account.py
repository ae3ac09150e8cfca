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
        "name": "admin-1", "disabled": False, "second_factor": False,
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


def test_who_lists_accounts_makes_no_ledger(shell):
    assert "no ledger" in shell("list", status=2)
