"""`otkel account key`: keys with which programs use the API. A key is shown once."""

from __future__ import annotations

from typing import Annotated

import msgspec
from cyclopts import Parameter
from rich.text import Text

from otkel.app.accounts.book import opened_book
from otkel.app.accounts.keys import PER_MIN, add_key, revoke_key
from otkel.app.ledger_files import DEFAULT_DB
from otkel.app.settings import choose_language
from otkel.app.words import words_for
from otkel.cli.options import AsJson, Lang
from otkel.cli.out import console, lines, print_json, rows
from otkel.phrases import phrase

Db = Annotated[str, Parameter(help="The ledger: sqlite:///FILE or postgresql://….")]
Key = Annotated[str, Parameter(name="KEY", help="The name of the key, a code.")]
Scopes = Annotated[
    tuple[str, ...],
    Parameter(
        name="--scope",
        negative=(),
        help="An operation that it may do, such as call or status, of those that its account may.",
    ),
]


def account_key(
    key: Key,
    account: Annotated[str, Parameter(name="ACCOUNT", help="Whose roles it has.")],
    /,
    *,
    scope: Scopes = (),
    per_min: Annotated[int, Parameter(help="Requests a minute.")] = PER_MIN,
    db: Db = DEFAULT_DB,
    lang: Lang = None,
) -> int:
    """Make a key of the API; it is shown once."""
    words = words_for(choose_language(lang))
    with opened_book(db) as book:
        token = add_key(book, key, account, scope, per_min)
    lines(console(), words.sentence(phrase("keep this key; it is not shown again")))
    console().print(Text(f"  {token}"), soft_wrap=True)
    return 0


def account_keys(*, db: Db = DEFAULT_DB, lang: Lang = None, json: AsJson = False) -> int:
    """List the keys of the API: whose they are, and what each may do."""
    words = words_for(choose_language(lang))
    with opened_book(db) as book:
        found = book.accounts.list_keys()
    if json:
        print_json([msgspec.to_builtins(one) for one in found])
        return 0
    rows(
        console(),
        [(one.name, one.account, f"{one.per_min}/min", words.value(one.scopes or ("–",))) for one in found],
        ("bold",),
    )
    return 0


def account_key_revoke(key: Key, /, *, db: Db = DEFAULT_DB, lang: Lang = None) -> int:
    """Take a key of the API back."""
    words = words_for(choose_language(lang))
    with opened_book(db) as book:
        revoke_key(book, key)
    lines(console(), words.sentence(phrase("the key {key} is taken back", key=key)))
    return 0
