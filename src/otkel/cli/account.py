"""`otkel account`: who may sign in to the site. A password is read from the terminal or from stdin."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from otkel.app.accounts.book import Account, opened_book
from otkel.app.accounts.passwords import MOST
from otkel.app.accounts.totp import address_of, base32_of
from otkel.app.ledger_files import DEFAULT_DB, refused
from otkel.app.paper import qr_svg
from otkel.app.plain import Json
from otkel.app.rights import ALL, ROLES
from otkel.app.settings import choose_language
from otkel.app.words import Words, words_for
from otkel.cli import account_bind as bind
from otkel.cli import account_keys as keys
from otkel.cli.account_options import By, Db, Name, Reason, require_codes
from otkel.cli.options import AsJson, Lang, flag
from otkel.cli.out import console, lines, print_json, rows
from otkel.ledger.accounts import BondRow
from otkel.phrases import Phrase, phrase

Bonds = Mapping[str, Sequence[BondRow]]

Roles = Annotated[
    tuple[str, ...],
    Parameter(
        name="--role",
        negative=(),
        help=f"ROLE.STATE, such as customs.kz; as often as wanted. Roles: {', '.join(ROLES)}.",
    ),
]
Point = Annotated[
    str, Parameter(help="The crossing point where the roles hold, by its slug or name; left out: all.")
]


def account_add(
    name: Name,
    /,
    *,
    role: Roles = (),
    point: Point = ALL,
    by: By = "operator",
    reason: Reason = "new_account",
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Make an account; its password is read from the terminal, or one line of stdin."""
    words = words_for(choose_language(lang))
    require_codes(by, reason)
    password = _read_password(words)
    with opened_book(db, is_new=True) as book:
        account = book.add(name, password)
        if role:
            account = book.set_rights(name, point, role, by=by, reason=reason)
    return _tell([account], words, json)


def account_list(*, db: Db = DEFAULT_DB, lang: Lang = None, json: AsJson = False) -> int:
    """List the accounts with what each may do where."""
    with opened_book(db) as book:
        found = book.list_accounts()
        bonds = {one.name: book.accounts.list_bonds(one.name) for one in found}
    return _tell(found, words_for(choose_language(lang)), json, bonds)


def account_role(
    name: Name,
    /,
    *,
    role: Roles = (),
    point: Point = ALL,
    by: By = "operator",
    reason: Reason = "duty",
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Set all roles of an account at a crossing point; none named: it has none there from now on."""
    require_codes(by, reason)
    with opened_book(db) as book:
        account = book.set_rights(name, point, role, by=by, reason=reason)
    return _tell([account], words_for(choose_language(lang)), json)


def account_disable(
    name: Name,
    /,
    *,
    undo: Annotated[bool, flag("Open it again.")] = False,
    by: By = "operator",
    reason: Reason = "left",
    db: Db = DEFAULT_DB,
    lang: Lang = None,
    json: AsJson = False,
) -> int:
    """Close an account: whoever is signed in under it is signed out, and nobody signs in any more."""
    require_codes(by, reason)
    with opened_book(db) as book:
        account = book.set_disabled(name, not undo, by=by, reason=reason)
    return _tell([account], words_for(choose_language(lang)), json)


def account_password(
    name: Name,
    /,
    *,
    by: By = "operator",
    reason: Reason = "new_password",
    db: Db = DEFAULT_DB,
    lang: Lang = None,
) -> int:
    """Set a password, read from the terminal or one line of stdin; who is signed in is signed out."""
    words = words_for(choose_language(lang))
    require_codes(by, reason)
    with opened_book(db) as book:
        book.get(name)
        book.set_password(name, _read_password(words), by=by, reason=reason)
    lines(console(), words.sentence(phrase("the password of {name} is set", name=name)))
    return 0


def account_totp(
    name: Name,
    /,
    *,
    remove: Annotated[bool, flag("Take the second factor away.")] = False,
    qr: Annotated[str | None, Parameter(help="A file (.svg) for the QR code that programs read.")] = None,
    by: By = "operator",
    reason: Reason = "second_factor",
    db: Db = DEFAULT_DB,
    lang: Lang = None,
) -> int:
    """Give an account a second factor, whose secret is shown once, or take it away."""
    words = words_for(choose_language(lang))
    require_codes(by, reason)
    with opened_book(db) as book:
        if remove:
            book.remove_totp(name, by=by, reason=reason)
            lines(console(), words.sentence(phrase("{name} signs in without a second factor", name=name)))
            return 0
        secret = book.set_totp(name, by=by, reason=reason)
    shown = phrase("type this into your program for second factors; it is not shown again")
    lines(console(), words.sentence(shown))
    console().print(Text(f"  {base32_of(secret)}\n  {address_of(secret, name)}"), soft_wrap=True)
    if qr is not None:
        _write(qr, qr_svg(address_of(secret, name)))
    return 0


account_bind = bind.account_bind
account_key, account_keys, account_key_revoke = keys.account_key, keys.account_keys, keys.account_key_revoke


def account_json(account: Account, bonds: Sequence[BondRow] = ()) -> Json:
    """Give an account as plain data."""
    return {
        "name": account.name,
        "disabled": account.disabled,
        "second_factor": account.has_totp,
        "providers": [
            {"provider": one.provider, "by": one.kind, "own_factor": one.own_factor} for one in bonds
        ],
        "rights": [
            {"point": one.point, "role": one.role, "country": one.country} for one in account.rights.grants
        ],
    }


def _tell(accounts: list[Account], words: Words, json: bool, bonds: Bonds = MappingProxyType({})) -> int:
    if json:
        print_json([account_json(one, bonds.get(one.name, ())) for one in accounts])
        return 0
    told = [(one.name, _said(one, bonds.get(one.name, ()), words)) for one in accounts]
    rows(console(), told, ("bold",))
    return 0


def _said(account: Account, bonds: Sequence[BondRow], words: Words) -> str:
    told: list[Phrase] = [phrase("closed")] if account.disabled else []
    told += [
        phrase(
            "{role} ({state}) at {point}", role=ROLES[one.role], state=one.country,
            point=phrase("all crossing points") if one.point == ALL else one.point,
        )
        for one in account.rights.grants
    ]  # fmt: skip
    if account.has_totp:
        told.append(phrase("with a second factor"))
    told += [phrase("signed in by {provider}", provider=one.provider) for one in bonds]
    return words.value(tuple(told)) if told else words.say(phrase("no role"))


def _read_password(words: Words) -> str:
    """Read a password: twice from a terminal, else one line of stdin. Raises InputError."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(MOST * 4).rstrip("\r\n")
    first = getpass.getpass(words.say(phrase("Password")) + ": ")
    if first != getpass.getpass(words.say(phrase("Password once more")) + ": "):
        raise refused(phrase("these were two passwords"), phrase("type the same one twice"), "password")
    return first


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise refused(
            phrase("{file} cannot be written ({reason})", file=path, reason=error.strerror or ""),
            phrase("name another file"),
            "--qr",
        ) from None
