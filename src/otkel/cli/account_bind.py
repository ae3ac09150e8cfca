"""`otkel account bind`: whom a provider of sign-ins may sign in to an account."""

from __future__ import annotations

from typing import Annotated

from cyclopts import Parameter

from otkel.app.accounts.bonds import bind, host_of, unbind
from otkel.app.accounts.book import opened_book
from otkel.app.ledger_files import DEFAULT_DB
from otkel.app.settings import choose_language
from otkel.app.words import words_for
from otkel.cli.account_options import By, Db, Name, Reason, require_codes
from otkel.cli.options import Lang, flag
from otkel.cli.out import console, lines
from otkel.phrases import phrase

Issuer = Annotated[str, Parameter(help="The provider, as `otkel serve --oidc-issuer` names it.")]
Subject = Annotated[str, Parameter(help="What it calls the person; a sign-in that is refused tells it.")]
Email = Annotated[
    str, Parameter(help="Instead: an e-mail it has verified, until the first sign-in tells the subject.")
]


def account_bind(
    name: Name,
    /,
    *,
    issuer: Issuer,
    subject: Subject = "",
    email: Email = "",
    own_factor: Annotated[bool, flag("Ask the account's own second factor too.")] = False,
    remove: Annotated[bool, flag("The provider signs nobody in to the account any more.")] = False,
    by: By = "operator",
    reason: Reason = "duty",
    db: Db = DEFAULT_DB,
    lang: Lang = None,
) -> int:
    """Let a provider of sign-ins sign somebody in to an account, or no longer."""
    words = words_for(choose_language(lang))
    require_codes(by, reason)
    with opened_book(db) as book:
        if remove:
            unbind(book, name, issuer, by=by, reason=reason)
            said = phrase("{provider} signs nobody in to {name}", provider=host_of(issuer), name=name)
        else:
            bind(
                book, name, issuer, subject=subject, email=email, own_factor=own_factor, by=by, reason=reason
            )
            said = phrase("{provider} signs in to {name}", provider=host_of(issuer), name=name)
    lines(console(), words.sentence(said))
    return 0
